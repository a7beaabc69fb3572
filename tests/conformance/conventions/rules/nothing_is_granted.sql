-- Who may do what is decided where roles are, apart from the migrations: fixtures/application_role.sql.
SELECT 'table ' || t.shown AS object
  FROM our_table t
  JOIN pg_class c USING (oid)
 WHERE EXISTS (SELECT FROM aclexplode(c.relacl) granted WHERE granted.grantee <> c.relowner)
 UNION ALL
SELECT 'column ' || o.shown
  FROM our_column o
  JOIN pg_attribute a ON a.attrelid = o.table_oid AND a.attnum = o.number
 WHERE a.attacl IS NOT NULL
 UNION ALL
SELECT 'sequence ' || s.oid::regclass
  FROM pg_class s
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.refobjid IN (SELECT oid FROM our_table)
 WHERE s.relkind = 'S'
   AND EXISTS (SELECT FROM aclexplode(s.relacl) granted WHERE granted.grantee <> s.relowner)
