SELECT quote_ident(f.srvname) AS identity,
       jsonb_build_object(
           'wrapper', w.fdwname,
           'type', f.srvtype,
           'version', f.srvversion,
           'options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(f.srvoptions) o ORDER BY 1)),
           'owner', pg_get_userbyid(f.srvowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(f.srvacl, acldefault('S', f.srvowner))) a ORDER BY 1)),
           'comment', obj_description(f.oid, 'pg_foreign_server')
       ) AS facts
  FROM pg_foreign_server f
  JOIN pg_foreign_data_wrapper w ON w.oid = f.srvfdw
 WHERE (f.oid, 'pg_foreign_server'::regclass) NOT IN (SELECT objid, classid FROM member)
