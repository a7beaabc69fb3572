-- What ALTER DATABASE ... SET wrote for this database, and ALTER ROLE ... IN DATABASE ... SET for
-- one role in it.
SELECT CASE s.setrole WHEN 0 THEN 'of every role' ELSE 'of ' || pg_get_userbyid(s.setrole) END AS identity,
       jsonb_build_object('settings', to_jsonb(ARRAY(SELECT c COLLATE "C" FROM unnest(s.setconfig) c ORDER BY 1))) AS facts
  FROM pg_db_role_setting s
 WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
