-- An error names the constraint, and a later migration drops it by that name; so it must be the
-- same in every database, and say what it is for. A key is {table}_{columns}_pkey, _key, _fkey
-- or _excl (the primary key without its columns), which is also PostgreSQL's choice as long as it
-- need not number it. A CHECK is {table}_{what is true}, and never PostgreSQL's own _check.
SELECT 'constraint ' || shown AS object
  FROM our_constraint
 WHERE CASE contype
           WHEN 'p' THEN conname <> table_name || '_pkey'
           WHEN 'u' THEN conname <> table_name || '_' || array_to_string(columns, '_') || '_key'
           WHEN 'f' THEN conname <> table_name || '_' || array_to_string(columns, '_') || '_fkey'
           WHEN 'x' THEN conname <> table_name || '_' || array_to_string(columns, '_') || '_excl'
           WHEN 'c' THEN NOT starts_with(conname, table_name || '_')
                      OR conname !~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'
                      OR conname ~ '_check[0-9]*$'
       END
