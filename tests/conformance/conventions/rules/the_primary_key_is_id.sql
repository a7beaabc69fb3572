-- Every row is named by one column, and every table calls it id.
SELECT 'table ' || shown AS object
  FROM our_table t
 WHERE NOT EXISTS (SELECT FROM our_constraint c
                    WHERE c.conrelid = t.oid AND c.contype = 'p' AND c.columns = ARRAY['id'::name])
