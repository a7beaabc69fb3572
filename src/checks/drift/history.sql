-- What may be the history table of the migrations' tool, the likeliest first. $1 is how it may be called, and its schema with
-- .* behind it; what a project names comes last there. Only a table of PostgreSQL's own types is read, and none that would
-- hide rows. Each column is told by its name, and once more with its type.
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
       c.relkind = 'r' AND NOT row_security_active(c.oid) AND has_schema_privilege(n.oid, 'USAGE')
           AND has_table_privilege(c.oid, 'SELECT') AS readable,
       ARRAY(
           SELECT told.form
             FROM pg_attribute a
             JOIN pg_type t ON t.oid = a.atttypid
            CROSS JOIN LATERAL (VALUES (a.attname::text), (a.attname || ' ' || format_type(a.atttypid, NULL))) told (form)
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND t.typnamespace = 'pg_catalog'::regnamespace) AS columns
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN unnest(current_setting('pgconform.schemas')::name[]) WITH ORDINALITY AS path (name, at) ON path.name = n.nspname
 CROSS JOIN LATERAL (
           SELECT max(h.at) AS at
             FROM unnest($1) WITH ORDINALITY AS h (name, at)
            WHERE path.at IS NOT NULL AND h.name = c.relname OR h.name = n.nspname || '.*') named
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND named.at IS NOT NULL
 ORDER BY named.at DESC, path.at, c.relname
