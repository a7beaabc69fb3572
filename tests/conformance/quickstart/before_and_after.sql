SELECT t.created_at = b.created_at AS unchanged,
       t.updated_at > b.updated_at AS later
  FROM tasks t
  JOIN before b USING (id)
