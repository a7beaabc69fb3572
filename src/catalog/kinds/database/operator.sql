SELECT s.identity || '.' || o.oprname || '(' || coalesce(format_type(nullif(o.oprleft, 0), NULL), 'none')
           || ', ' || format_type(o.oprright, NULL) || ')' AS identity,
       jsonb_build_object(
           'function', nullif(o.oprcode, 0)::regprocedure,
           'result', format_type(nullif(o.oprresult, 0), NULL),
           'commutator', nullif(o.oprcom, 0)::regoperator,
           'negator', nullif(o.oprnegate, 0)::regoperator,
           'restrict', nullif(o.oprrest, 0)::regprocedure,
           'join', nullif(o.oprjoin, 0)::regprocedure,
           'hashes', o.oprcanhash,
           'merges', o.oprcanmerge,
           'owner', pg_get_userbyid(o.oprowner),
           'comment', obj_description(o.oid, 'pg_operator')
       ) AS facts
  FROM pg_operator o
  JOIN schema s ON s.oid = o.oprnamespace
 WHERE o.oid >= 16384
   AND (o.oid, 'pg_operator'::regclass) NOT IN (SELECT objid, classid FROM member)
