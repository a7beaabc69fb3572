-- Whoever owns the history table of the migrations' tool ran them, and owns what they made; where there is no such table,
-- it is the owner of the database. $1 is how that table may be called, and its schema with .* behind it. The name comes as
-- it is, and as a privilege writes it: name=r/name.
SELECT r.rolname::text AS name,
       left(a.item, (length(a.item) - length('=r/')) / 2) AS in_privileges
  FROM pg_database d
 CROSS JOIN LATERAL (SELECT coalesce((
           SELECT c.relowner
             FROM pg_class c
             JOIN pg_namespace n ON n.oid = c.relnamespace
             LEFT JOIN unnest(current_setting('pgconform.schemas')::name[]) WITH ORDINALITY AS path (name, at) ON path.name = n.nspname
            WHERE c.relkind IN ('r', 'p')
              AND (path.at IS NOT NULL AND c.relname = ANY ($1) OR n.nspname || '.*' = ANY ($1))
            ORDER BY path.at
            LIMIT 1), d.datdba) AS oid) ran
  JOIN pg_roles r ON r.oid = ran.oid
 CROSS JOIN LATERAL (SELECT makeaclitem(r.oid, r.oid, 'SELECT', false)::text AS item) a
 WHERE d.datname = current_database()
