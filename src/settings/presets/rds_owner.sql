-- What the master user has.
ALTER ROLE :owner CREATEDB CREATEROLE;
GRANT rds_superuser TO :owner WITH ADMIN OPTION;
