-- where EXISTS (SELECT FROM pg_range WHERE rngtypid >= 16384)
SELECT t.identity,
       format_type(g.rngsubtype, NULL) AS subtype,
       g.rngmultitypid::regtype::text AS multirange,
       (SELECT n.nspname || '.' || o.opcname FROM pg_opclass o
           JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE o.oid = g.rngsubopc) AS operator_class,
       nullif(g.rngcollation, 0)::regcollation::text AS "collation",
       nullif(g.rngcanonical, 0)::regprocedure::text AS canonical,
       nullif(g.rngsubdiff, 0)::regprocedure::text AS difference,
       pg_get_userbyid(m.typowner) AS multirange_owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(m.typacl, acldefault('T', m.typowner))) a ORDER BY 1) AS multirange_privileges,
       obj_description(m.oid, 'pg_type') AS multirange_comment,
       pg_get_userbyid(t.typowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1) AS privileges,
       obj_description(t.oid, 'pg_type') AS comment
  FROM type t
  JOIN pg_range g ON g.rngtypid = t.oid
  JOIN pg_type m ON m.oid = g.rngmultitypid
