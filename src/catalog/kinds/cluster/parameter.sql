-- Server parameters on which a privilege was granted.
SELECT p.parname AS identity,
       jsonb_build_object(
           'privileges', to_jsonb(ARRAY(SELECT a::text COLLATE "C" FROM unnest(p.paracl) a ORDER BY 1))
       ) AS facts
  FROM pg_parameter_acl p
