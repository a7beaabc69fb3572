-- where EXISTS (SELECT FROM pg_largeobject_metadata)
-- PostgreSQL chooses another OID each time, so what it holds is its name. Only the proof looks at them: in a database that
-- is in use they are rows, and not every role may read them.
SELECT format('%s bytes %s%s', length(o.data), left(encode(sha256(o.data), 'hex'), 12),
              nullif(' (' || row_number() OVER (PARTITION BY o.data ORDER BY m.oid) || ')', ' (1)')) AS identity,
       pg_get_userbyid(m.lomowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(m.lomacl, acldefault('L', m.lomowner))) a ORDER BY 1) AS privileges,
       obj_description(m.oid, 'pg_largeobject') AS comment
  FROM pg_largeobject_metadata m
 CROSS JOIN LATERAL (SELECT lo_get(m.oid) AS data) o
