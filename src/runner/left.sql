-- What differs in a session from a new one. Operators are named with their schema, as the search_path may be anybody's.
SELECT 'transaction', ''
WHERE pg_catalog.now() OPERATOR(pg_catalog.<) pg_catalog.statement_timestamp()
UNION ALL
SELECT 'role', current_user::pg_catalog.text
FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) AS activity
WHERE pg_catalog.quote_ident(current_user)::pg_catalog.regrole::pg_catalog.oid OPERATOR(pg_catalog.<>) activity.usesysid
UNION ALL
(SELECT 'setting', name
 FROM pg_catalog.pg_settings
 WHERE source OPERATOR(pg_catalog.=) 'session'
   AND name OPERATOR(pg_catalog.<>) ALL (ARRAY['lock_timeout', 'statement_timeout', 'pgconform.history'])
 ORDER BY name)
UNION ALL
(SELECT 'temporary', relname::pg_catalog.text
 FROM pg_catalog.pg_class
 WHERE relnamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()
   AND relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'v', 'p', 'S']::pg_catalog."char"[])
 ORDER BY relname)
UNION ALL
(SELECT 'prepared', name
 FROM pg_catalog.pg_prepared_statements
 WHERE from_sql
 ORDER BY name)
