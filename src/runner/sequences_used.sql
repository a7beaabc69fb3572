-- The sequences from which the open transaction has taken numbers, or which it has set: it keeps a lock on each. Every name
-- is qualified, as the session has whatever search_path a migration left.
SELECT l.relation
  FROM pg_catalog.pg_locks AS l
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) l.relation
 WHERE l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
   AND l.locktype OPERATOR(pg_catalog.=) 'relation'
   AND l.mode OPERATOR(pg_catalog.=) 'RowExclusiveLock'
   AND c.relkind OPERATOR(pg_catalog.=) 'S'
 ORDER BY c.oid
