-- The roles of this session.
SELECT oid, rolsuper
  FROM pg_roles
 WHERE rolname IN (current_user, session_user)
