-- Functions, procedures and aggregates. What tells those of one name apart is the types of their
-- arguments, not the arguments' names.
SELECT p.*, p.pronamespace::regnamespace || '.' || quote_ident(p.proname)
           || '(' || array_to_string(p.proargtypes::regtype[], ', ') || ')' AS identity
  FROM pg_proc p
 WHERE p.oid >= (SELECT 16384::oid)
   AND p.pronamespace NOT IN (SELECT oid FROM hidden)
   AND (p.oid, 'pg_proc'::regclass) NOT IN (SELECT objid, classid FROM member)
   -- A range type makes its own constructors.
   AND (p.proacl IS NOT NULL OR NOT EXISTS (
       SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i'))
