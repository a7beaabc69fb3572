-- The tables that a migration tool keeps for itself, by their names; the session may name others than refinery's.
SELECT unnest(string_to_array(coalesce(nullif(current_setting('pgconform.history', true), ''), 'refinery_schema_history'), ',')) AS relname
