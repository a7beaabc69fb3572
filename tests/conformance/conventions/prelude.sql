-- What every rule may build on; each of them is appended to this text.
--
-- Our tables are all there are, save for PostgreSQL's own, an extension's, and the history tables of
-- tools: they are made by their rules and not by ours.
WITH member AS (
    SELECT classid, objid
      FROM pg_depend
     WHERE deptype = 'e'
),
our_table AS (
    SELECT c.oid,
           c.relname AS name,
           CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS shown
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p')
       AND n.nspname <> 'information_schema'
       AND n.nspname !~ '^pg_'
       AND c.relname NOT IN ('refinery_schema_history', '__drizzle_migrations', '_prisma_migrations')
       AND ('pg_class'::regclass, c.oid) NOT IN (SELECT classid, objid FROM member)
),
our_column AS (
    SELECT a.attrelid AS table_oid,
           a.attnum AS number,
           a.attname AS name,
           t.shown || '.' || a.attname AS shown,
           format_type(a.atttypid, a.atttypmod) AS type,
           a.attnotnull AS not_null,
           pg_get_expr(d.adbin, d.adrelid) AS default_value
      FROM our_table t
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
),
-- The columns are in the order of the constraint.
our_constraint AS (
    SELECT c.*,
           t.name AS table_name,
           t.shown || '.' || c.conname AS shown,
           ARRAY(SELECT o.name
                   FROM unnest(c.conkey) WITH ORDINALITY k (number, place)
                   JOIN our_column o ON o.table_oid = c.conrelid AND o.number = k.number
                  ORDER BY k.place) AS columns
      FROM our_table t
      JOIN pg_constraint c ON c.conrelid = t.oid
),
-- Those that somebody made by hand: a primary key and a unique constraint make their own. A
-- column that is an expression is NULL.
our_index AS (
    SELECT x.*,
           i.relname AS name,
           t.name AS table_name,
           ARRAY(SELECT o.name
                   FROM unnest(x.indkey) WITH ORDINALITY k (number, place)
                   LEFT JOIN our_column o ON o.table_oid = x.indrelid AND o.number = k.number
                  WHERE k.place <= x.indnkeyatts
                  ORDER BY k.place) AS columns
      FROM our_table t
      JOIN pg_index x ON x.indrelid = t.oid
      JOIN pg_class i ON i.oid = x.indexrelid
     WHERE NOT EXISTS (SELECT FROM pg_constraint c
                        WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x'))
)
