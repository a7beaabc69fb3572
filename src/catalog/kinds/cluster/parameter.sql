-- where EXISTS (SELECT FROM pg_parameter_acl)
-- Server parameters on which a privilege was granted.
-- since 15
SELECT p.parname AS identity,
       ARRAY(SELECT a::text COLLATE "C" FROM unnest(p.paracl) a ORDER BY 1) AS privileges
  FROM pg_parameter_acl p
