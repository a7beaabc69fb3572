-- What a project on Neon finds in its database: the role that owns it, and the roles of the platform, as its
-- guides name them ("Manage roles" for neon_superuser and its members, "Data API" for authenticator, authenticated and anonymous).
CREATE ROLE neon_superuser NOLOGIN CREATEDB CREATEROLE BYPASSRLS REPLICATION;
GRANT pg_read_all_data, pg_write_all_data, pg_monitor TO neon_superuser WITH ADMIN OPTION;
CREATE ROLE cloud_admin LOGIN SUPERUSER;
CREATE ROLE neondb_owner LOGIN CREATEDB CREATEROLE BYPASSRLS REPLICATION IN ROLE neon_superuser;
CREATE ROLE authenticator LOGIN NOINHERIT;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE anonymous NOLOGIN;
GRANT authenticated, anonymous TO authenticator;
GRANT CREATE ON SCHEMA public TO neon_superuser;
