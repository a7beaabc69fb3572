-- Members of an extension, which come and go with the extension and are not part of the schema.
SELECT classid, objid
  FROM pg_depend
 WHERE refclassid = 'pg_extension'::regclass
   AND deptype = 'e'
