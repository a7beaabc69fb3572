SELECT format(
           '%s returns %s, %s, %s, %s, %s, parallel %s, cost %s, %s',
           p.oid::regprocedure,
           p.prorettype::regtype,
           l.lanname,
           CASE p.provolatile WHEN 'v' THEN 'volatile' WHEN 's' THEN 'stable' ELSE 'immutable' END,
           CASE WHEN p.proisstrict THEN 'strict' ELSE 'called on null' END,
           CASE WHEN p.proleakproof THEN 'leakproof' ELSE 'not leakproof' END,
           CASE p.proparallel WHEN 'u' THEN 'unsafe' WHEN 'r' THEN 'restricted' ELSE 'safe' END,
           p.procost,
           array_to_string(p.proconfig, ', '))
  FROM pg_proc p
  JOIN pg_language l ON l.oid = p.prolang
 WHERE p.pronamespace = 'public'::regnamespace
 ORDER BY 1
