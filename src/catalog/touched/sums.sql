-- Before version 15 nothing has a session report what it wrote. Returned is the query that sees it in the rows themselves: a row that
-- is written has a higher xmin than those before it, so as many rows with the same sum of their xmin are the same rows.
-- Those of a new cluster's first transaction have no age (2147483647). Asking for each age once is what makes this cheap.
SELECT string_agg(
           format('SELECT %L AS name,
                          count(*) || '' '' || (count(*) - count(*) FILTER (WHERE xmin = ''1'' OR xmin = ''2'')) * (SELECT age(''3''::xid))
                              + count(*) FILTER (WHERE xmin = ''1'' OR xmin = ''2'') * 2147483647 - coalesce(sum(age(xmin)), 0) AS written
                     FROM pg_catalog.%I',
                  c.relname, c.relname),
           ' UNION ALL ' ORDER BY c.relname) AS query
  FROM pg_class c
 WHERE c.relnamespace = 'pg_catalog'::regnamespace
   AND c.relkind = 'r'
