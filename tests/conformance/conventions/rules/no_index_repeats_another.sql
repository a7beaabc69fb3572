-- Two indexes of the same columns cost two writes for one use. One that a constraint needs stays;
-- of two made by hand, the later one is the repetition.
SELECT 'index ' || i.name AS object
  FROM our_index i
 WHERE EXISTS (SELECT FROM pg_index x
                WHERE x.indrelid = i.indrelid
                  AND x.indexrelid <> i.indexrelid
                  AND (x.indkey::int2[], x.indclass::oid[], x.indcollation::oid[], x.indoption::int2[])
                    = (i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[])
                  AND (pg_get_expr(x.indpred, x.indrelid), pg_get_expr(x.indexprs, x.indrelid))
                      IS NOT DISTINCT FROM
                      (pg_get_expr(i.indpred, i.indrelid), pg_get_expr(i.indexprs, i.indrelid))
                  AND (x.indexrelid < i.indexrelid
                       OR x.indexrelid NOT IN (SELECT indexrelid FROM our_index)))
