-- What the owner of a hosted database is: a role that may make databases and roles, and is not a superuser.
DO $role$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'app') THEN
        EXECUTE pg_catalog.format('CREATE ROLE %I LOGIN CREATEDB CREATEROLE', 'app');
    END IF;
    EXECUTE pg_catalog.format('ALTER DATABASE %I OWNER TO %I', pg_catalog.current_database(), 'app');
END
$role$;
