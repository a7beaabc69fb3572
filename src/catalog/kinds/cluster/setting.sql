-- where EXISTS (SELECT FROM pg_db_role_setting WHERE setrole = 0 AND setdatabase = 0)
-- may hold secrets: settings
-- What ALTER ROLE ALL SET wrote.
SELECT 'of every role' AS identity,
       ARRAY(SELECT c COLLATE "C" FROM unnest(s.setconfig) c ORDER BY 1) AS settings
  FROM pg_db_role_setting s
 WHERE s.setrole = 0 AND s.setdatabase = 0
