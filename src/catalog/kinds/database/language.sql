-- PostgreSQL's own are listed too, because a privilege on them is the schema's; who made the
-- server (the role with the OID 10) is not.
SELECT quote_ident(l.lanname) AS identity,
       l.lanpltrusted AS trusted,
       nullif(l.lanplcallfoid, 0)::regprocedure::text AS handler,
       nullif(l.laninline, 0)::regprocedure::text AS inline,
       nullif(l.lanvalidator, 0)::regprocedure::text AS validator,
       CASE WHEN l.lanowner <> 10 THEN pg_get_userbyid(l.lanowner) END AS owner,
       CASE WHEN l.oid >= 16384 OR NOT (
           l.lanacl @> acldefault('l', l.lanowner) AND l.lanacl <@ acldefault('l', l.lanowner)) THEN to_jsonb(ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(l.lanacl, acldefault('l', l.lanowner))) a ORDER BY 1)) END AS privileges,
       obj_description(l.oid, 'pg_language') AS comment
  FROM pg_language l
