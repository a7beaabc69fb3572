-- where EXISTS (SELECT FROM pg_type WHERE oid >= 16384 AND typtype = 'd')
-- Its CHECKs are constraints. Its default also stands as a text, written as the search_path of that
-- day had it, which is why the expression is read.
SELECT t.identity,
       format_type(t.typbasetype, t.typtypmod) AS type,
       CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END AS "collation",
       t.typnotnull AS not_null,
       pg_get_expr(t.typdefaultbin, 0) AS "default",
       pg_get_userbyid(t.typowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1) AS privileges,
       obj_description(t.oid, 'pg_type') AS comment
  FROM type t
  JOIN pg_type b ON b.oid = t.typbasetype
 WHERE t.typtype = 'd'
