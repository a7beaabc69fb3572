-- Where the history table stands, or would be created: the schema quoted, whether it exists, and
-- what its comment says.
SELECT coalesce(
           (SELECT quote_ident(n.nspname)
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = to_regclass(quote_ident($1::text))),
           quote_ident(current_schema())
       ) AS schema,
       to_regclass(quote_ident($1::text)) IS NOT NULL AS exists,
       obj_description(to_regclass(quote_ident($1::text)), 'pg_class') AS comment
