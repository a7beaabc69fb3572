-- where EXISTS (SELECT FROM pg_collation WHERE oid >= 16384)
-- The column of the ICU locale has another name from version 17 on, hence the way through JSON.
SELECT s.identity || '.' || quote_ident(c.collname) AS identity,
       CASE c.collprovider WHEN 'd' THEN 'default' WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END AS provider,
       c.collisdeterministic AS deterministic,
       CASE WHEN c.collencoding >= 0 THEN pg_encoding_to_char(c.collencoding) END AS encoding,
       c.collcollate AS lc_collate,
       c.collctype AS lc_ctype,
       coalesce(to_jsonb(c) ->> 'colliculocale', to_jsonb(c) ->> 'colllocale') AS locale, -- since 15
       to_jsonb(c) ->> 'collicurules' AS rules, -- since 16
       pg_get_userbyid(c.collowner) AS owner,
       obj_description(c.oid, 'pg_collation') AS comment
  FROM pg_collation c
  JOIN schema s ON s.oid = c.collnamespace
 WHERE c.oid >= 16384
   AND (c.oid, 'pg_collation'::regclass) NOT IN (SELECT objid, classid FROM member)
