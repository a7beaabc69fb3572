-- What a project on Neon finds in its database: the role that owns it, and the roles of the platform. Those of
-- neon_superuser are what its compute nodes grant (neondatabase/neon, compute_tools); authenticator, authenticated and
-- anonymous are those of its guide "Data API".
CREATE ROLE neon_superuser NOLOGIN CREATEDB CREATEROLE BYPASSRLS REPLICATION;
GRANT pg_read_all_data, pg_write_all_data TO neon_superuser;
GRANT pg_monitor, pg_signal_backend TO neon_superuser WITH ADMIN OPTION;
DO $set_up$
BEGIN
    IF to_regrole('pg_create_subscription') IS NOT NULL THEN
        GRANT pg_create_subscription TO neon_superuser;
    END IF;
END
$set_up$;
CREATE ROLE cloud_admin LOGIN SUPERUSER;
CREATE ROLE neondb_owner LOGIN CREATEDB CREATEROLE BYPASSRLS REPLICATION IN ROLE neon_superuser;
CREATE ROLE authenticator LOGIN NOINHERIT;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE anonymous NOLOGIN;
GRANT authenticated, anonymous TO authenticator;
GRANT CREATE ON SCHEMA public TO neon_superuser;
ALTER DEFAULT PRIVILEGES FOR ROLE cloud_admin IN SCHEMA public GRANT ALL ON TABLES TO neon_superuser WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE cloud_admin IN SCHEMA public GRANT ALL ON SEQUENCES TO neon_superuser WITH GRANT OPTION;
