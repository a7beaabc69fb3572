-- A column as a view's own facts tell it: its name, its type, and a collation other than the type's.
SELECT a.attrelid, a.attnum,
       concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
           'COLLATE ' || nullif(a.attcollation, t.typcollation)::regcollation) AS outline
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
 WHERE a.attnum > 0 AND NOT a.attisdropped
