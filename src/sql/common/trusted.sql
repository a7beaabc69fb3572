-- The roles whose functions may run as the caller: they could do without what the caller can do.
SELECT oid FROM pg_roles WHERE rolsuper OR rolname = 'pg_database_owner'
 UNION ALL
SELECT datdba FROM pg_database WHERE datname = current_database()
 UNION ALL
SELECT oid FROM caller
 UNION ALL
SELECT oid FROM membership
