-- Tables, indexes, sequences, views and composite types. The history table belongs to the migration tool, and so does its
-- sequence.
SELECT c.*, c.relnamespace::regnamespace || '.' || quote_ident(c.relname) AS identity
  FROM pg_class c
 WHERE c.oid >= (SELECT 16384::oid)
   AND c.relnamespace NOT IN (SELECT oid FROM hidden)
   AND c.relname NOT IN (SELECT relname FROM history_name)
   AND (c.relkind <> 'S' OR NOT EXISTS (
           SELECT FROM pg_depend d
             JOIN pg_class t ON t.oid = d.refobjid
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
              AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
              AND t.relname IN (SELECT relname FROM history_name)))
   AND (c.oid, 'pg_class'::regclass) NOT IN (SELECT objid, classid FROM member)
   -- A composite type is the extension's, and so is the relation of its attributes, which is not named as a member.
   AND (c.relkind <> 'c' OR (c.reltype, 'pg_type'::regclass) NOT IN (SELECT objid, classid FROM member))
