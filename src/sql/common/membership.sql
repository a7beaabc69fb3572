-- The roles that the caller is a member of, itself among them. A superuser is a member of whatever somebody with ADMIN
-- OPTION chose, and needs to be a member of nothing.
SELECT oid
  FROM caller
 WHERE NOT EXISTS (SELECT FROM caller WHERE rolsuper)
 UNION
SELECT m.roleid
  FROM membership r
  JOIN pg_auth_members m ON m.member = r.oid
