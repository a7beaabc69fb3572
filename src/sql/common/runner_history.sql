-- The history table of our own runner, which is refinery's, by its unqualified name.
SELECT 'refinery_schema_history'::name AS relname
