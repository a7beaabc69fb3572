-- The column of the ICU locale has another name from version 17 on, hence the way through JSON.
SELECT s.identity || '.' || quote_ident(c.collname) AS identity,
       jsonb_build_object(
           'provider', CASE c.collprovider WHEN 'd' THEN 'default' WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END,
           'deterministic', c.collisdeterministic,
           'encoding', CASE WHEN c.collencoding >= 0 THEN pg_encoding_to_char(c.collencoding) END,
           'lc_collate', c.collcollate,
           'lc_ctype', c.collctype,
           'locale', coalesce(to_jsonb(c) ->> 'colliculocale', to_jsonb(c) ->> 'colllocale'),
           'rules', to_jsonb(c) ->> 'collicurules',
           'owner', pg_get_userbyid(c.collowner),
           'comment', obj_description(c.oid, 'pg_collation')
       ) AS facts
  FROM pg_collation c
  JOIN schema s ON s.oid = c.collnamespace
 WHERE c.oid >= 16384
   AND (c.oid, 'pg_collation'::regclass) NOT IN (SELECT objid, classid FROM member)
