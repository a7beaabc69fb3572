-- public is PostgreSQL's own, yet migrations change and even drop it.
SELECT s.identity,
       pg_get_userbyid(s.nspowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(s.nspacl, acldefault('n', s.nspowner))) a ORDER BY 1) AS privileges,
       obj_description(s.oid, 'pg_namespace') AS comment
  FROM schema s
 WHERE (s.oid >= 16384 OR s.nspname = 'public')
   AND (s.oid, 'pg_namespace'::regclass) NOT IN (SELECT objid, classid FROM member)
