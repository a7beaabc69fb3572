-- VARCHAR without a length is TEXT under a name that promises a limit.
SELECT 'column ' || shown AS object
  FROM our_column
 WHERE type ~ '^(character varying|bpchar)(\[\])*$'
