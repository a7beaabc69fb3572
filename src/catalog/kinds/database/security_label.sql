-- where EXISTS (SELECT FROM pg_seclabel UNION ALL SELECT FROM pg_shseclabel)
SELECT l.objtype || ' ' || l.objname || ' by ' || l.provider AS identity,
       l.label AS label
  FROM pg_seclabels l
