-- Its CHECKs are constraints. Its default also stands as a text, written as the search_path of that
-- day had it, which is why the expression is read.
SELECT t.identity,
       jsonb_build_object(
           'type', format_type(t.typbasetype, t.typtypmod),
           'collation', CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation END,
           'not_null', t.typnotnull,
           'default', pg_get_expr(t.typdefaultbin, 0),
           'owner', pg_get_userbyid(t.typowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1)),
           'comment', obj_description(t.oid, 'pg_type')
       ) AS facts
  FROM type t
  JOIN pg_type b ON b.oid = t.typbasetype
 WHERE t.typtype = 'd'
