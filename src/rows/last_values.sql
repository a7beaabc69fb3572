-- The last number that each of the sequences with the OIDs $1 has handed out; null where it has handed out none since it was made or
-- set back, and where it stands then is not said.
SELECT relation, pg_sequence_last_value(relation) AS last_value
  FROM unnest($1::oid[]) relation
