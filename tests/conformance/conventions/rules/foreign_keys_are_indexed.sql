-- PostgreSQL does not index a foreign key by itself; without an index, deleting one row reads all
-- rows that may refer to it. The key's columns come first in the index, in whichever order, and
-- the index holds every row.
SELECT 'constraint ' || c.shown AS object
  FROM our_constraint c
 WHERE c.contype = 'f'
   AND NOT EXISTS (SELECT FROM pg_index x
                    WHERE x.indrelid = c.conrelid
                      AND x.indisvalid
                      AND x.indpred IS NULL
                      AND ARRAY(SELECT unnest((x.indkey::int2[])[0:cardinality(c.conkey) - 1]) ORDER BY 1)
                        = ARRAY(SELECT unnest(c.conkey) ORDER BY 1))
