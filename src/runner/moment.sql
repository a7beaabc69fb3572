-- The id of the transaction that is open, and how many of the advisory locks KEYS this session holds. Every name is
-- qualified, as the session has whatever search_path a migration left.
SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text,
       (SELECT pg_catalog.count(*)
          FROM pg_catalog.pg_locks
         WHERE locktype OPERATOR(pg_catalog.=) 'advisory'
           AND pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
           AND objsubid OPERATOR(pg_catalog.=) 1
           AND (classid::pg_catalog.int8 OPERATOR(pg_catalog.<<) 32) OPERATOR(pg_catalog.|) objid::pg_catalog.int8
               OPERATOR(pg_catalog.=) ANY (ARRAY[KEYS]::pg_catalog.int8[]))::pg_catalog.text
