-- A table with policies shows each role other rows, and its owner all of them, so that a test by the owner sees nothing of it.
SELECT 'table ' || t.shown AS object
  FROM our_table t
  JOIN pg_class c USING (oid)
 WHERE c.relrowsecurity
    OR c.relforcerowsecurity
    OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
