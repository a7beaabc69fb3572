-- The texts in the definition of users_role_known, in alphabetical order.
SELECT role[1]
  FROM pg_constraint c,
       regexp_matches(pg_get_constraintdef(c.oid), '''([^'']*)''', 'g') AS role
 WHERE c.conname = 'users_role_known'
 ORDER BY 1
