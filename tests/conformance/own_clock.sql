-- A caller who would rather have another clock, and finds it first.
CREATE SCHEMA own;
CREATE FUNCTION own.clock_timestamp() RETURNS timestamptz
LANGUAGE sql AS $$ SELECT timestamptz '2100-01-01 00:00:00+00' $$;
SET search_path = own, pg_catalog, public;
