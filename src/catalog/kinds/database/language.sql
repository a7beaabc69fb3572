-- PostgreSQL's own are listed too, because a privilege on them is the schema's; who made the
-- server (the role of number 10) is not.
SELECT quote_ident(l.lanname) AS identity,
       jsonb_build_object(
           'trusted', l.lanpltrusted,
           'handler', nullif(l.lanplcallfoid, 0)::regprocedure,
           'inline', nullif(l.laninline, 0)::regprocedure,
           'validator', nullif(l.lanvalidator, 0)::regprocedure,
           'owner', CASE WHEN l.lanowner <> 10 THEN pg_get_userbyid(l.lanowner) END,
           'privileges', CASE WHEN l.oid >= 16384 OR NOT (
               l.lanacl @> acldefault('l', l.lanowner) AND l.lanacl <@ acldefault('l', l.lanowner)) THEN to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(l.lanacl, acldefault('l', l.lanowner))) a ORDER BY 1)) END,
           'comment', obj_description(l.oid, 'pg_language')
       ) AS facts
  FROM pg_language l
