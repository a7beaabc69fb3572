-- Begins a transaction in which nothing of anybody else's is called by an unqualified name, and nothing can be changed.
-- The schemas of the session's own search_path are kept, as the history is looked for there.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_catalog.set_config('pgconform.schemas', pg_catalog.current_schemas(false)::pg_catalog.text, true);
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL row_security = off
