-- Which one of its session the transaction is that is open.
SELECT pg_catalog.split_part(virtualxid, '/', 2)
  FROM pg_catalog.pg_locks
 WHERE pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
   AND locktype OPERATOR(pg_catalog.=) 'virtualxid'
   AND virtualxid OPERATOR(pg_catalog.=) virtualtransaction
