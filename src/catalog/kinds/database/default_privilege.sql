-- where EXISTS (SELECT FROM pg_default_acl)
SELECT CASE d.defaclobjtype
           WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
           WHEN 'T' THEN 'types' ELSE 'schemas' END
           || ' of ' || pg_get_userbyid(d.defaclrole)
           || coalesce(' in ' || nullif(d.defaclnamespace, 0)::regnamespace, '') AS identity,
       ARRAY(SELECT a::text COLLATE "C" FROM unnest(d.defaclacl) a ORDER BY 1) AS privileges
  FROM pg_default_acl d
