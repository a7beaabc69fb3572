-- Whether each of these values is one of the type beside it.
SELECT pg_input_is_valid(x.value, x.type) AS is_valid
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY x (value, type, place)
 ORDER BY x.place
