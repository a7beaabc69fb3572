-- Those of the tables with the OIDs $1 that take more than eight pages, of which most are free in the first: what a table of few
-- and short rows takes.
SELECT relation
  FROM unnest($1::oid[]) relation
 WHERE pg_table_size(relation) > 65536
