-- Who holds the advisory lock $1 in this database. A bigint key is split over two columns.
SELECT l.pid,
       coalesce(a.application_name, '') AS application,
       coalesce(date_trunc('second', a.backend_start)::text, 'unknown') AS since
  FROM pg_locks l
  LEFT JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory'
   AND l.granted
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND (l.classid::bigint << 32) | l.objid::bigint = $1
   AND l.objsubid = 1
 LIMIT 1
