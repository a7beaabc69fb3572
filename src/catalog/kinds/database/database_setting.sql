-- where EXISTS (SELECT FROM pg_db_role_setting)
-- may hold secrets: settings
-- What ALTER DATABASE ... SET wrote for this database, and ALTER ROLE ... IN DATABASE ... SET for
-- one role in it.
SELECT CASE s.setrole WHEN 0 THEN 'of every role' ELSE 'of ' || pg_get_userbyid(s.setrole) END AS identity,
       ARRAY(SELECT c COLLATE "C" FROM unnest(s.setconfig) c ORDER BY 1) AS settings
  FROM pg_db_role_setting s
 WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
