SELECT conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint
 WHERE conrelid = ($1::text)::regclass
 ORDER BY conname
