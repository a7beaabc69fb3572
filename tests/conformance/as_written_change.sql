-- Sets one column of one row; the names of all columns whose values changed.
WITH was AS (SELECT * FROM {table} WHERE {row}),
     changed AS (UPDATE {table} SET {column} = {value} WHERE {row} RETURNING *)
SELECT (SELECT coalesce(string_agg(new.key, ', ' ORDER BY new.key), 'nothing')
          FROM jsonb_each_text(to_jsonb(was)) old
          JOIN jsonb_each_text(to_jsonb(changed)) new USING (key)
         WHERE old.value IS DISTINCT FROM new.value)
       || CASE WHEN changed.updated_at > was.updated_at THEN '' ELSE ' backwards' END
  FROM was, changed
