-- Functions and operators of mallory's that fit better than PostgreSQL's own, wherever a name is looked for in public.
CREATE FUNCTION public.quote_ident(name) RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN pg_catalog.quote_ident($1::text); END $$;
CREATE FUNCTION public.obj_description(regclass, name) RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN NULL; END $$;
CREATE FUNCTION public.obj_description(regclass, text) RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN NULL; END $$;
CREATE FUNCTION public.steal_equal(oid, regclass) RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN $1 = $2::oid; END $$;
CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = public.steal_equal);
CREATE FUNCTION public.steal_concat(text, name) RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN $1 OPERATOR(pg_catalog.||) $2::text; END $$;
CREATE OPERATOR public.|| (LEFTARG = text, RIGHTARG = name, FUNCTION = public.steal_concat);
-- And some of the same signature, for a path on which public comes first.
CREATE FUNCTION public.quote_ident(text) RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN pg_catalog.quote_ident($1); END $$;
CREATE FUNCTION public.to_regclass(text) RETURNS regclass LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN pg_catalog.to_regclass($1); END $$;
CREATE FUNCTION public.pg_try_advisory_lock(bigint) RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN RETURN public.stolen(1); END $$;
CREATE FUNCTION public.pg_advisory_unlock(bigint) RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN RETURN public.stolen(1); END $$;
CREATE FUNCTION public.pg_is_in_recovery() RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN RETURN NOT public.stolen(1); END $$;
CREATE FUNCTION public.pg_backend_pid() RETURNS integer LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN pg_catalog.pg_backend_pid(); END $$;
CREATE FUNCTION public.current_setting(text) RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN pg_catalog.current_setting($1); END $$;
CREATE FUNCTION public.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN pg_catalog.set_config($1, $2, $3); END $$;
CREATE FUNCTION public.current_schemas(boolean) RETURNS name[] LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN pg_catalog.current_schemas($1); END $$;
CREATE FUNCTION public.pg_current_xact_id() RETURNS xid8 LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN pg_catalog.pg_current_xact_id(); END $$;
CREATE FUNCTION public.steal_equal(text, text) RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN $1 OPERATOR(pg_catalog.=) $2; END $$;
CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.steal_equal);
CREATE FUNCTION public.steal_equal(bigint, integer) RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.stolen(1); RETURN $1 OPERATOR(pg_catalog.=) $2; END $$;
CREATE OPERATOR public.= (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = public.steal_equal);
CREATE DOMAIN public.int8 AS pg_catalog.int8 CHECK (public.stolen(VALUE))
