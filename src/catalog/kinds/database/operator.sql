-- where EXISTS (SELECT FROM pg_operator WHERE oid >= 16384)
SELECT s.identity || '.' || o.oprname || '(' || coalesce(format_type(nullif(o.oprleft, 0), NULL), 'none')
           || ', ' || format_type(o.oprright, NULL) || ')' AS identity,
       nullif(o.oprcode, 0)::regprocedure::text AS function,
       format_type(nullif(o.oprresult, 0), NULL) AS result,
       nullif(o.oprcom, 0)::regoperator::text AS commutator,
       nullif(o.oprnegate, 0)::regoperator::text AS negator,
       nullif(o.oprrest, 0)::regprocedure::text AS restrict,
       nullif(o.oprjoin, 0)::regprocedure::text AS join,
       o.oprcanhash AS hashes,
       o.oprcanmerge AS merges,
       pg_get_userbyid(o.oprowner) AS owner,
       obj_description(o.oid, 'pg_operator') AS comment
  FROM pg_operator o
  JOIN schema s ON s.oid = o.oprnamespace
 WHERE o.oid >= 16384
   AND (o.oid, 'pg_operator'::regclass) NOT IN (SELECT objid, classid FROM member)
