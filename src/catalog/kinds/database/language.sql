-- PostgreSQL's own are listed too, because a privilege on them is the schema's.
SELECT quote_ident(l.lanname) AS identity,
       jsonb_build_object(
           'trusted', l.lanpltrusted,
           'handler', nullif(l.lanplcallfoid, 0)::regprocedure,
           'inline', nullif(l.laninline, 0)::regprocedure,
           'validator', nullif(l.lanvalidator, 0)::regprocedure,
           'owner', pg_get_userbyid(l.lanowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text FROM unnest(coalesce(l.lanacl, acldefault('l', l.lanowner))) a ORDER BY 1)),
           'comment', obj_description(l.oid, 'pg_language')
       ) AS facts
  FROM pg_language l
