-- where EXISTS (SELECT FROM pg_proc WHERE oid >= 16384)
-- Functions, window functions and procedures.
SELECT p.identity,
       CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'w' THEN 'window' ELSE 'function' END AS kind,
       pg_get_function_arguments(p.oid) AS arguments,
       pg_get_function_result(p.oid) AS result,
       l.lanname AS language,
       coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) AS body,
       p.probin AS library,
       CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility,
       p.proisstrict AS strict,
       CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel,
       p.proleakproof AS leakproof,
       p.prosecdef AS security_definer,
       p.procost::text AS cost,
       p.prorows::text AS rows,
       nullif(p.prosupport, 0)::regprocedure::text AS support,
       ARRAY(SELECT t::regtype::text COLLATE "C" FROM unnest(p.protrftypes) t ORDER BY 1) AS transforms,
       ARRAY(SELECT s COLLATE "C" FROM unnest(p.proconfig) s ORDER BY 1) AS settings,
       pg_get_userbyid(p.proowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a ORDER BY 1) AS privileges,
       obj_description(p.oid, 'pg_proc') AS comment
  FROM routine p
  JOIN pg_language l ON l.oid = p.prolang
 WHERE p.prokind IN ('f', 'p', 'w')
