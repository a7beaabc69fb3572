-- Releases the advisory lock $1 where this session holds it, without the warning that it gets where it doesn't.
SELECT pg_advisory_unlock($1)
  FROM pg_locks
 WHERE locktype = 'advisory'
   AND pid = pg_backend_pid()
   AND (classid::bigint << 32) | objid::bigint = $1
   AND objsubid = 1
