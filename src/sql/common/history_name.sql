-- The history tables of the tool whose migrations these are, by their names; the session may name others than our runner's.
SELECT unnest(string_to_array(
           coalesce(nullif(current_setting('pgconform.history', true), ''), (SELECT relname FROM runner_history)), ',')) AS relname
