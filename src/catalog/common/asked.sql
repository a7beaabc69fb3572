-- The relations that $1 asks for by their numbers; all where it is null.
SELECT r.*
  FROM relation r
 WHERE r.oid = ANY (coalesce($1::oid[], ARRAY(SELECT oid FROM pg_class WHERE oid >= (SELECT 16384::oid))))
