SELECT l.objtype || ' ' || l.objname || ' by ' || l.provider AS identity,
       jsonb_build_object('label', l.label) AS facts
  FROM pg_seclabels l
