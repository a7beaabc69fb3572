-- What the role called postgres has there, which runs the migrations and is not a superuser: as the same image's migrations leave
-- it (migrations/db/migrations, from 10000000000000_demote-postgres on).
ALTER ROLE :owner CREATEDB CREATEROLE REPLICATION BYPASSRLS;
ALTER ROLE :owner SET search_path = "$user", public, extensions;
GRANT anon, authenticated, service_role TO :owner WITH ADMIN OPTION;
GRANT pg_monitor, pg_read_all_data, pg_signal_backend TO :owner;
GRANT ALL ON SCHEMA auth, extensions, storage TO :owner;
GRANT ALL ON ALL TABLES IN SCHEMA auth, extensions TO :owner;
GRANT ALL ON ALL ROUTINES IN SCHEMA auth, extensions, storage TO :owner;
GRANT ALL ON ALL TABLES IN SCHEMA storage TO :owner WITH GRANT OPTION;
GRANT USAGE ON SCHEMA realtime, graphql, graphql_public TO :owner;
ALTER PUBLICATION supabase_realtime OWNER TO :owner;
-- There an extension of the server (supautils) lets it make policies on these schemas' tables, which only an owner may.
GRANT supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin TO :owner;
ALTER DEFAULT PRIVILEGES FOR ROLE :owner IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE :owner IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE :owner IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
