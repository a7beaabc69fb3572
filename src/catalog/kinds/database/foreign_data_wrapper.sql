SELECT quote_ident(w.fdwname) AS identity,
       jsonb_build_object(
           'handler', nullif(w.fdwhandler, 0)::regprocedure,
           'validator', nullif(w.fdwvalidator, 0)::regprocedure,
           'options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(w.fdwoptions) o ORDER BY 1)),
           'owner', pg_get_userbyid(w.fdwowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(w.fdwacl, acldefault('F', w.fdwowner))) a ORDER BY 1)),
           'comment', obj_description(w.oid, 'pg_foreign_data_wrapper')
       ) AS facts
  FROM pg_foreign_data_wrapper w
 WHERE (w.oid, 'pg_foreign_data_wrapper'::regclass) NOT IN (SELECT objid, classid FROM member)
