SELECT s.identity || '.' || quote_ident(o.opcname) || ' using ' || m.amname AS identity,
       jsonb_build_object(
           'family', fs.nspname || '.' || f.opfname,
           'type', format_type(o.opcintype, NULL),
           'storage', format_type(nullif(o.opckeytype, 0), NULL),
           'default', o.opcdefault,
           'owner', pg_get_userbyid(o.opcowner),
           'comment', obj_description(o.oid, 'pg_opclass')
       ) AS facts
  FROM pg_opclass o
  JOIN schema s ON s.oid = o.opcnamespace
  JOIN pg_am m ON m.oid = o.opcmethod
  JOIN pg_opfamily f ON f.oid = o.opcfamily
  JOIN pg_namespace fs ON fs.oid = f.opfnamespace
 WHERE o.oid >= 16384
   AND (o.oid, 'pg_opclass'::regclass) NOT IN (SELECT objid, classid FROM member)
