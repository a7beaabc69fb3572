-- The id of the transaction that is open, how many of the advisory locks KEYS this session holds, and which one of the
-- session's the transaction is. Every name is qualified, as the session has whatever search_path a migration left.
SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text,
       pg_catalog.count(*) FILTER (WHERE locktype OPERATOR(pg_catalog.=) 'advisory'
           AND objsubid OPERATOR(pg_catalog.=) 1
           AND (classid::pg_catalog.int8 OPERATOR(pg_catalog.<<) 32) OPERATOR(pg_catalog.|) objid::pg_catalog.int8
               OPERATOR(pg_catalog.=) ANY (ARRAY[KEYS]::pg_catalog.int8[]))::pg_catalog.text,
       pg_catalog.max(pg_catalog.split_part(virtualxid, '/', 2)) FILTER (WHERE locktype OPERATOR(pg_catalog.=) 'virtualxid'
           AND virtualxid OPERATOR(pg_catalog.=) virtualtransaction)
  FROM pg_catalog.pg_locks
 WHERE pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
