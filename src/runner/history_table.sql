-- The history table where it stands, or else where it would be created, whoever made it, and what keeps it from being read
-- or written. $1 is the schemas to look in, in their order; null is those of the session's own search_path.
WITH RECURSIVE
history AS (
    SELECT * FROM runner_history_found ORDER BY at LIMIT 1
),
-- Itself, its partitions, and what inherits from it.
part AS (
    SELECT oid FROM history
    UNION
    SELECT i.inhrelid FROM part JOIN pg_inherits i ON i.inhparent = part.oid
),
inspected AS (
    SELECT c.oid, c.relkind, c.relowner, q.name,
           CASE WHEN c.oid <> history.oid THEN 'its child ' || q.name || ' ' ELSE 'it ' END AS which,
           'ALTER TABLE ' || q.name AS alter
      FROM part
      JOIN pg_class c ON c.oid = part.oid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN history
      CROSS JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name) q
),
kind (relkind, name, statement) AS (
    VALUES ('v', 'a view', 'VIEW'), ('m', 'a materialized view', 'MATERIALIZED VIEW'), ('f', 'a foreign table', 'FOREIGN TABLE'),
           ('S', 'a sequence', 'SEQUENCE'), ('c', 'a composite type', 'TYPE'), ('i', 'an index', 'INDEX'),
           ('I', 'an index', 'INDEX')
),
unreadable (what, fix) AS (
    SELECT r.which || 'is ' || kind.name, 'DROP ' || kind.statement || ' ' || r.name
      FROM inspected r
      JOIN kind ON kind.relkind = r.relkind::text
    UNION ALL
    SELECT 'it hides rows from ' || quote_ident(current_user) || ' by row-level security',
           'ALTER TABLE ' || h.name || ' DISABLE ROW LEVEL SECURITY'
      FROM history h
     WHERE row_security_active(h.oid)
    UNION ALL
    -- A schema that comes early may be open to others.
    SELECT 'it hides ' || (SELECT name FROM runner_history_found f WHERE f.relowner <> h.relowner ORDER BY at LIMIT 1)
               || ', which comes later in search_path and has another owner',
           'ALTER TABLE ' || h.name || ' RENAME TO '
               || quote_ident((SELECT relname FROM runner_history) || '_of_' || pg_get_userbyid(h.relowner))
      FROM history h
     WHERE h.relowner NOT IN (SELECT oid FROM trusted)
       AND EXISTS (SELECT FROM runner_history_found f WHERE f.relowner <> h.relowner)
),
-- Whatever runs when a row is written, or when that is planned: refinery makes none of it.
unwritable (what, fix) AS (
    SELECT CASE r.which WHEN 'it ' THEN 'its owner is' ELSE r.which || 'is owned by ' || o.name || ', who is' END
               || ' neither a superuser nor the owner of the database'
               || CASE WHEN EXISTS (SELECT FROM membership)
                       THEN ' nor a role that ' || quote_ident(current_user) || ' is a member of' ELSE '' END,
           r.alter || ' OWNER TO CURRENT_USER'
      FROM inspected r
      CROSS JOIN LATERAL (SELECT quote_ident(pg_get_userbyid(r.relowner)) AS name) o
     WHERE r.relowner NOT IN (SELECT oid FROM trusted)
    UNION ALL
    -- Whatever is hung on the parent hangs on the child too.
    SELECT r.which || CASE WHEN c.relispartition THEN 'is a partition of ' ELSE 'inherits from ' END || q.name,
           CASE WHEN c.relispartition THEN 'ALTER TABLE ' || q.name || ' DETACH PARTITION ' || r.name
                ELSE r.alter || ' NO INHERIT ' || q.name END
      FROM inspected r
      JOIN pg_class c ON c.oid = r.oid
      JOIN pg_inherits i ON i.inhrelid = r.oid AND i.inhparent NOT IN (SELECT oid FROM part)
      JOIN pg_class parent ON parent.oid = i.inhparent
      JOIN pg_namespace n ON n.oid = parent.relnamespace
      CROSS JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || quote_ident(parent.relname) AS name) q
    UNION ALL
    SELECT r.which || 'has the trigger ' || quote_ident(t.tgname),
           'DROP TRIGGER ' || quote_ident(t.tgname) || ' ON ' || r.name
      FROM inspected r
      JOIN pg_trigger t ON t.tgrelid = r.oid
     WHERE NOT t.tgisinternal AND t.tgparentid = 0
    UNION ALL
    SELECT r.which || 'is referenced by the foreign key ' || quote_ident(k.conname) || ' of ' || q.name,
           'ALTER TABLE ' || q.name || ' DROP CONSTRAINT ' || quote_ident(k.conname)
      FROM inspected r
      JOIN pg_constraint k ON k.confrelid = r.oid AND k.conparentid = 0
      JOIN pg_class c ON c.oid = k.conrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name) q
    UNION ALL
    SELECT r.which || 'has the constraint ' || quote_ident(k.conname),
           r.alter || ' DROP CONSTRAINT ' || quote_ident(k.conname)
      FROM inspected r
      JOIN pg_constraint k ON k.conrelid = r.oid
     WHERE k.contype NOT IN ('p', 'u', 'n', 't')
    UNION ALL
    SELECT r.which || 'has the rule ' || quote_ident(w.rulename),
           'DROP RULE ' || quote_ident(w.rulename) || ' ON ' || r.name
      FROM inspected r
      JOIN pg_rewrite w ON w.ev_class = r.oid
     WHERE r.relkind IN ('r', 'p')
    UNION ALL
    SELECT r.which || CASE a.attgenerated WHEN '' THEN 'has a default of the column ' ELSE 'generates the column ' END
               || quote_ident(a.attname),
           r.alter || CASE a.attgenerated WHEN '' THEN ' ALTER COLUMN ' || quote_ident(a.attname) || ' DROP DEFAULT'
                                          WHEN 's' THEN ' ALTER COLUMN ' || quote_ident(a.attname) || ' DROP EXPRESSION'
                                          ELSE ' DROP COLUMN ' || quote_ident(a.attname) END
      FROM inspected r
      JOIN pg_attribute a ON a.attrelid = r.oid
     WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atthasdef
    UNION ALL
    SELECT r.which || 'has the index ' || quote_ident(i.relname) || ' of an expression, or with a condition',
           'DROP INDEX ' || quote_ident(n.nspname) || '.' || quote_ident(i.relname)
      FROM inspected r
      JOIN pg_index x ON x.indrelid = r.oid
      JOIN pg_class i ON i.oid = x.indexrelid
      JOIN pg_namespace n ON n.oid = i.relnamespace
     WHERE x.indexprs IS NOT NULL OR x.indpred IS NOT NULL
    UNION ALL
    SELECT r.which || 'has the statistics ' || quote_ident(s.stxname) || ' of an expression',
           'DROP STATISTICS ' || quote_ident(n.nspname) || '.' || quote_ident(s.stxname)
      FROM inspected r
      JOIN pg_statistic_ext s ON s.stxrelid = r.oid
      JOIN pg_namespace n ON n.oid = s.stxnamespace
     WHERE s.stxexprs IS NOT NULL
    UNION ALL
    SELECT r.which || 'is partitioned by an expression', r.alter || ' RENAME TO ' || quote_ident((SELECT relname FROM runner_history) || '_before')
      FROM inspected r
      JOIN pg_partitioned_table p ON p.partrelid = r.oid
     WHERE p.partexprs IS NOT NULL
    UNION ALL
    -- After whatever else there is: to change a type makes the indexes anew, by their expressions. Its constraints are checked for the null that a row gets which does not name the column.
    SELECT r.which || 'has the column ' || quote_ident(a.attname) || ' of a domain',
           r.alter || ' ALTER COLUMN ' || quote_ident(a.attname) || ' TYPE ' || format_type(t.typbasetype, t.typtypmod)
      FROM inspected r
      JOIN pg_attribute a ON a.attrelid = r.oid
      JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attnum > 0 AND NOT a.attisdropped AND t.typtype = 'd'
),
-- The columns that are not as refinery makes them, in the words of an error.
damage (why) AS (
    SELECT CASE WHEN a.attname IS NULL THEN 'it has no column ' || c.name
                WHEN a.attgenerated <> '' THEN 'the column ' || c.name || ' is generated'
                ELSE 'the column ' || c.name || ' is of type ' || t.typname || ', and not ' || c.types[1] END
      FROM (VALUES ('version', '{bigint,int8}'::text[]), ('name', '{text,varchar,bpchar,name}'),
                   ('applied_on', '{text,varchar,bpchar,name}'), ('checksum', '{text,varchar,bpchar,name}')) c (name, types)
      JOIN history h ON h.relkind IN ('r', 'p')
      LEFT JOIN pg_attribute a ON a.attrelid = h.oid AND a.attname = c.name AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attname IS NULL
        OR a.attgenerated <> ''
        OR t.typname <> ALL (c.types)
        OR t.typnamespace <> 'pg_catalog'::regnamespace
)
SELECT coalesce((SELECT nspname FROM history), (SELECT name FROM runner_history_path ORDER BY at LIMIT 1))::text AS schema,
       coalesce((SELECT quote_ident(nspname) FROM history), (SELECT quote_ident(name) FROM runner_history_path ORDER BY at LIMIT 1)) AS quoted,
       (SELECT quote_ident(pg_get_userbyid(relowner)) FROM history) AS owner,
       (SELECT obj_description(oid, 'pg_class') FROM history) AS comment,
       ARRAY(SELECT r.name FROM inspected r, history h WHERE r.relkind = 'r' AND (r.oid = h.oid OR h.relkind = 'p')) AS parts,
       ARRAY(SELECT why FROM damage) AS damage,
       ARRAY(SELECT what FROM unreadable) AS unreadable,
       ARRAY(SELECT fix FROM unreadable) AS unreadable_fixes,
       ARRAY(SELECT what FROM unwritable) AS unwritable,
       ARRAY(SELECT fix FROM unwritable) AS unwritable_fixes,
       false AS is_plain
