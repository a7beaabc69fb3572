SELECT s.identity || '.' || quote_ident(c.conname) AS identity,
       jsonb_build_object(
           'from', pg_encoding_to_char(c.conforencoding),
           'to', pg_encoding_to_char(c.contoencoding),
           'function', c.conproc::regprocedure,
           'default', c.condefault,
           'owner', pg_get_userbyid(c.conowner),
           'comment', obj_description(c.oid, 'pg_conversion')
       ) AS facts
  FROM pg_conversion c
  JOIN schema s ON s.oid = c.connamespace
 WHERE c.oid >= 16384
   AND (c.oid, 'pg_conversion'::regclass) NOT IN (SELECT objid, classid FROM member)
