-- where EXISTS (SELECT FROM pg_foreign_data_wrapper)
-- may hold secrets: options
SELECT quote_ident(w.fdwname) AS identity,
       nullif(w.fdwhandler, 0)::regprocedure::text AS handler,
       nullif(w.fdwvalidator, 0)::regprocedure::text AS validator,
       ARRAY(SELECT o COLLATE "C" FROM unnest(w.fdwoptions) o ORDER BY 1) AS options,
       pg_get_userbyid(w.fdwowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(w.fdwacl, acldefault('F', w.fdwowner))) a ORDER BY 1) AS privileges,
       obj_description(w.oid, 'pg_foreign_data_wrapper') AS comment
  FROM pg_foreign_data_wrapper w
 WHERE (w.oid, 'pg_foreign_data_wrapper'::regclass) NOT IN (SELECT objid, classid FROM member)
