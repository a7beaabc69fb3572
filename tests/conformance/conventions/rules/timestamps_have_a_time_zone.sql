-- Without a zone, two servers read one value as two moments.
SELECT 'column ' || shown AS object
  FROM our_column
 WHERE type ~ '^timestamp.* without time zone'
