-- What every kind's query may build on; each of them is appended to this text.
--
-- PostgreSQL gives its own objects numbers below 16384 (FirstNormalObjectId), so whatever has a
-- higher one was made afterwards, in whichever schema. Members of an extension come and go with
-- the extension, and the history table belongs to the runner: neither is part of the schema.
-- Lists of text are ordered COLLATE "C", because two databases may sort otherwise.
WITH member AS (
    SELECT classid, objid
      FROM pg_depend
     WHERE deptype = 'e'
),
schema AS (
    SELECT n.*, quote_ident(n.nspname) AS identity
      FROM pg_namespace n
     WHERE n.nspname !~ '^pg_(toast|temp)'
),
relation AS (
    SELECT c.*, s.identity || '.' || quote_ident(c.relname) AS identity
      FROM pg_class c
      JOIN schema s ON s.oid = c.relnamespace
     WHERE c.oid >= 16384
       AND c.relname <> 'refinery_schema_history'
       AND (c.oid, 'pg_class'::regclass) NOT IN (SELECT objid, classid FROM member)
),
type AS (
    SELECT t.*, s.identity || '.' || quote_ident(t.typname) AS identity
      FROM pg_type t
      JOIN schema s ON s.oid = t.typnamespace
     WHERE t.oid >= 16384
       AND (t.oid, 'pg_type'::regclass) NOT IN (SELECT objid, classid FROM member)
),
routine AS (
    -- What tells routines of one name apart is the types of their arguments, not the arguments' names.
    SELECT p.*, s.identity || '.' || quote_ident(p.proname)
               || '(' || array_to_string(p.proargtypes::regtype[], ', ') || ')' AS identity
      FROM pg_proc p
      JOIN schema s ON s.oid = p.pronamespace
     WHERE p.oid >= 16384
       AND (p.oid, 'pg_proc'::regclass) NOT IN (SELECT objid, classid FROM member)
       -- A range type makes its own constructors.
       AND (p.proacl IS NOT NULL OR NOT EXISTS (
           SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i'))
)
