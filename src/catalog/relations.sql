-- The OIDs of the relations in $1, as far as they are of the schema; of all where it is null.
SELECT r.oid
  FROM relation r
 WHERE r.oid = ANY (coalesce($1::oid[], ARRAY(SELECT oid FROM pg_class WHERE oid >= (SELECT 16384::oid))))
