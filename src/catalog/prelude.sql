-- What every kind's query may build on; each of them is appended to this text.
--
-- PostgreSQL gives its own objects numbers below 16384 (FirstNormalObjectId), so whatever has a
-- higher one was made afterwards, in whichever schema. Members of an extension come and go with
-- the extension, and the history table belongs to the runner: neither is part of the schema.
-- Comments of what comes by the thousand are joined: obj_description() is a query of its own for
-- each row.
-- What is written twice is not to be materialized: a join of such results has no index to use, and
-- may compare each with each. For the same reason numbers are compared as bigint: the statistics of
-- a new cluster know of no number that high, so the planner would expect a single row.
-- Lists of text are ordered COLLATE "C", because two databases may sort otherwise.
WITH member AS (
    SELECT classid, objid
      FROM pg_depend
     WHERE refclassid = 'pg_extension'::regclass
       AND deptype = 'e'
),
schema AS NOT MATERIALIZED (
    SELECT n.*, quote_ident(n.nspname) AS identity
      FROM pg_namespace n
     WHERE n.nspname !~ '^pg_(toast|temp)'
),
relation AS NOT MATERIALIZED (
    SELECT c.*, c.relnamespace::regnamespace || '.' || quote_ident(c.relname) AS identity
      FROM pg_class c
     WHERE c.oid::bigint >= 16384
       AND c.relnamespace::regnamespace::text !~ '^pg_(toast|temp)'
       AND c.relname <> 'refinery_schema_history'
       AND (c.oid, 'pg_class'::regclass) NOT IN (SELECT objid, classid FROM member)
),
type AS NOT MATERIALIZED (
    SELECT t.*, t.typnamespace::regnamespace || '.' || quote_ident(t.typname) AS identity
      FROM pg_type t
     WHERE t.oid::bigint >= 16384
       AND t.typnamespace::regnamespace::text !~ '^pg_(toast|temp)'
       AND (t.oid, 'pg_type'::regclass) NOT IN (SELECT objid, classid FROM member)
),
routine AS NOT MATERIALIZED (
    -- What tells routines of one name apart is the types of their arguments, not the arguments' names.
    SELECT p.*, p.pronamespace::regnamespace || '.' || quote_ident(p.proname)
               || '(' || array_to_string(p.proargtypes::regtype[], ', ') || ')' AS identity
      FROM pg_proc p
     WHERE p.oid >= 16384
       AND p.pronamespace::regnamespace::text !~ '^pg_(toast|temp)'
       AND (p.oid, 'pg_proc'::regclass) NOT IN (SELECT objid, classid FROM member)
       -- A range type makes its own constructors.
       AND (p.proacl IS NOT NULL OR NOT EXISTS (
           SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i'))
),
view_column AS NOT MATERIALIZED (
    -- A column as a view's own facts tell it: its name, its type, and a collation other than the type's.
    SELECT a.attrelid, a.attnum,
           concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
               'COLLATE ' || nullif(a.attcollation, t.typcollation)::regcollation) AS outline
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attnum > 0 AND NOT a.attisdropped
)
