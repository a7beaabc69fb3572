-- where EXISTS (SELECT FROM pg_opclass WHERE oid >= 16384)
SELECT s.identity || '.' || quote_ident(o.opcname) || ' using ' || m.amname AS identity,
       fs.nspname || '.' || f.opfname AS family,
       format_type(o.opcintype, NULL) AS type,
       format_type(nullif(o.opckeytype, 0), NULL) AS storage,
       o.opcdefault AS "default",
       pg_get_userbyid(o.opcowner) AS owner,
       obj_description(o.oid, 'pg_opclass') AS comment
  FROM pg_opclass o
  JOIN schema s ON s.oid = o.opcnamespace
  JOIN pg_am m ON m.oid = o.opcmethod
  JOIN pg_opfamily f ON f.oid = o.opcfamily
  JOIN pg_namespace fs ON fs.oid = f.opfnamespace
 WHERE o.oid >= 16384
   AND (o.oid, 'pg_opclass'::regclass) NOT IN (SELECT objid, classid FROM member)
