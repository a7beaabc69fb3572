-- What ALTER ROLE ALL SET wrote.
SELECT 'of every role' AS identity,
       jsonb_build_object('settings', to_jsonb(ARRAY(SELECT c COLLATE "C" FROM unnest(s.setconfig) c ORDER BY 1))) AS facts
  FROM pg_db_role_setting s
 WHERE s.setrole = 0 AND s.setdatabase = 0
