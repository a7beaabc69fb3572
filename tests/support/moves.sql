-- How the times of each row of {table} stand to those of the row in `before`.
SELECT CASE
           WHEN now.created_at IS DISTINCT FROM before.created_at THEN 'created_at moved'
           WHEN now.updated_at < before.updated_at THEN 'earlier'
           WHEN now.updated_at = before.updated_at THEN 'as it was'
           WHEN now.updated_at > clock_timestamp() THEN 'later, and in the future'
           ELSE 'later'
       END
  FROM {table} now
  JOIN before USING (id)
 ORDER BY id
