-- Releases each of the advisory locks $1 where this session holds it, without the warning that it gets where it doesn't.
SELECT key, pg_advisory_unlock(key)
  FROM pg_locks
  CROSS JOIN LATERAL (SELECT (classid::bigint << 32) | objid::bigint AS key) q
 WHERE locktype = 'advisory'
   AND pid = pg_backend_pid()
   AND key = ANY ($1)
   AND objsubid = 1
