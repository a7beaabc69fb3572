-- Whoever owns the history table ran the migrations, and owns what they made. As privileges write it.
SELECT quote_ident(pg_get_userbyid(c.relowner)) AS owner
  FROM pg_class c
 WHERE c.oid = to_regclass('refinery_schema_history')
