SELECT p.identity,
       jsonb_build_object(
           'kind', CASE g.aggkind WHEN 'n' THEN 'normal' WHEN 'o' THEN 'ordered-set' ELSE 'hypothetical-set' END,
           'direct_arguments', g.aggnumdirectargs,
           'arguments', pg_get_function_arguments(p.oid),
           'result', pg_get_function_result(p.oid),
           'transition', g.aggtransfn::regprocedure,
           'final', nullif(g.aggfinalfn, 0)::regprocedure,
           'combine', nullif(g.aggcombinefn, 0)::regprocedure,
           'serialize', nullif(g.aggserialfn, 0)::regprocedure,
           'deserialize', nullif(g.aggdeserialfn, 0)::regprocedure,
           'moving_transition', nullif(g.aggmtransfn, 0)::regprocedure,
           'moving_inverse', nullif(g.aggminvtransfn, 0)::regprocedure,
           'moving_final', nullif(g.aggmfinalfn, 0)::regprocedure,
           'final_extra', g.aggfinalextra,
           'moving_final_extra', g.aggmfinalextra,
           'final_modify', g.aggfinalmodify,
           'moving_final_modify', g.aggmfinalmodify,
           'sort_operator', nullif(g.aggsortop, 0)::regoperator,
           'state_type', format_type(g.aggtranstype, NULL),
           'state_space', g.aggtransspace,
           'moving_state_type', format_type(nullif(g.aggmtranstype, 0), NULL),
           'moving_state_space', g.aggmtransspace,
           'initial', g.agginitval,
           'moving_initial', g.aggminitval,
           'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END,
           'owner', pg_get_userbyid(p.proowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a ORDER BY 1)),
           'comment', obj_description(p.oid, 'pg_proc')
       ) AS facts
  FROM routine p
  JOIN pg_aggregate g ON g.aggfnoid = p.oid
