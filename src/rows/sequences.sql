-- Every sequence: which way it goes, and the table whose column owns it.
SELECT c.oid AS relation,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS identity,
       q.seqincrement AS increment,
       o.schema AS owner_schema,
       o.name AS owner_name
  FROM pg_sequence q
  JOIN pg_class c ON c.oid = q.seqrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN LATERAL (
      SELECT tn.nspname AS schema, t.relname AS name
        FROM pg_depend d
        JOIN pg_class t ON t.oid = d.refobjid
        JOIN pg_namespace tn ON tn.oid = t.relnamespace
       WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
         AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
       LIMIT 1) o ON true
 WHERE c.oid >= (SELECT 16384::oid)
   AND c.relpersistence <> 't'
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY identity
