-- Whether a new server has something of this name, or a function of this name and these types of arguments.
SELECT EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proname = $1::text)
    OR EXISTS (SELECT FROM pg_catalog.pg_type WHERE typname = $1::text)
    OR EXISTS (SELECT FROM pg_catalog.pg_settings WHERE name = pg_catalog.lower($1::text))
    OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1::text)
    OR $1::text LIKE '%(%)' AND pg_catalog.to_regprocedure($1::text) IS NOT NULL
