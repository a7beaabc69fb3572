-- created_at and updated_at: there, never null, and the transaction's time where nobody says more.
SELECT 'column ' || t.shown || '.' || wanted.name AS object
  FROM our_table t
 CROSS JOIN (VALUES ('created_at'), ('updated_at')) wanted (name)
 WHERE NOT EXISTS (SELECT FROM our_column c
                    WHERE c.table_oid = t.oid
                      AND c.name = wanted.name
                      AND c.type LIKE 'timestamp%'
                      AND c.not_null
                      AND c.default_value = 'now()')
