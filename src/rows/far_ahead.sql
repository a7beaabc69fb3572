-- Sequences that ascend and do not begin again, and a number far ahead in each.
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS identity,
       least(1000000, q.seqmax / 2) AS ahead
  FROM pg_sequence q
  JOIN pg_class c ON c.oid = q.seqrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.oid >= (SELECT 16384::oid)
   AND c.relpersistence <> 't'
   AND q.seqincrement > 0
   AND NOT q.seqcycle
   AND q.seqmax / 2 > q.seqmin
 ORDER BY 1
