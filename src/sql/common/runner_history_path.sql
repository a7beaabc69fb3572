-- The schemas in which the history table of our own runner is looked for, in their order: $1, or where that is null, those of
-- the session's own search_path.
SELECT name, at
  FROM unnest(coalesce($1::name[], nullif(current_setting('pgconform.schemas', true), '')::name[])) WITH ORDINALITY AS s (name, at)
