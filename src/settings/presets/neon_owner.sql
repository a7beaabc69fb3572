-- What a role has that was made with Neon's console, as neondb_owner was.
ALTER ROLE :owner CREATEDB CREATEROLE BYPASSRLS REPLICATION;
GRANT neon_superuser TO :owner;
