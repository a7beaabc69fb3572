-- where EXISTS (SELECT FROM pg_conversion WHERE oid >= 16384)
SELECT s.identity || '.' || quote_ident(c.conname) AS identity,
       pg_encoding_to_char(c.conforencoding) AS from,
       pg_encoding_to_char(c.contoencoding) AS to,
       c.conproc::regprocedure::text AS function,
       c.condefault AS "default",
       pg_get_userbyid(c.conowner) AS owner,
       obj_description(c.oid, 'pg_conversion') AS comment
  FROM pg_conversion c
  JOIN schema s ON s.oid = c.connamespace
 WHERE c.oid >= 16384
   AND (c.oid, 'pg_conversion'::regclass) NOT IN (SELECT objid, classid FROM member)
