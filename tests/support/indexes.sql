SELECT pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
  FROM pg_index
 WHERE indrelid = ($1::text)::regclass
 ORDER BY indexrelid::regclass::text COLLATE "C"
