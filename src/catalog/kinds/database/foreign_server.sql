-- where EXISTS (SELECT FROM pg_foreign_server)
-- may hold secrets: options
SELECT quote_ident(f.srvname) AS identity,
       w.fdwname AS wrapper,
       f.srvtype AS type,
       f.srvversion AS version,
       ARRAY(SELECT o COLLATE "C" FROM unnest(f.srvoptions) o ORDER BY 1) AS options,
       pg_get_userbyid(f.srvowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(f.srvacl, acldefault('S', f.srvowner))) a ORDER BY 1) AS privileges,
       obj_description(f.oid, 'pg_foreign_server') AS comment
  FROM pg_foreign_server f
  JOIN pg_foreign_data_wrapper w ON w.oid = f.srvfdw
 WHERE (f.oid, 'pg_foreign_server'::regclass) NOT IN (SELECT objid, classid FROM member)
