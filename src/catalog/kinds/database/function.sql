-- Functions, window functions and procedures.
SELECT p.identity,
       jsonb_build_object(
           'kind', CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'w' THEN 'window' ELSE 'function' END,
           'arguments', pg_get_function_arguments(p.oid),
           'result', pg_get_function_result(p.oid),
           'language', l.lanname,
           'body', coalesce(pg_get_function_sqlbody(p.oid), p.prosrc),
           'library', p.probin,
           'volatility', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
           'strict', p.proisstrict,
           'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END,
           'leakproof', p.proleakproof,
           'security_definer', p.prosecdef,
           'cost', p.procost,
           'rows', p.prorows,
           'support', nullif(p.prosupport, 0)::regprocedure,
           'transforms', to_jsonb(ARRAY(SELECT t::regtype::text COLLATE "C" FROM unnest(p.protrftypes) t ORDER BY 1)),
           'settings', to_jsonb(ARRAY(SELECT s COLLATE "C" FROM unnest(p.proconfig) s ORDER BY 1)),
           'owner', pg_get_userbyid(p.proowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a ORDER BY 1)),
           'comment', obj_description(p.oid, 'pg_proc')
       ) AS facts
  FROM routine p
  JOIN pg_language l ON l.oid = p.prolang
 WHERE p.prokind IN ('f', 'p', 'w')
