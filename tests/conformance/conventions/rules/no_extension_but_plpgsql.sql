-- A plain server has plpgsql and nothing else; a schema that needs more cannot be set up there.
SELECT 'extension ' || extname AS object
  FROM pg_extension
 WHERE extname <> 'plpgsql'
