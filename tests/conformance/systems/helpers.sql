-- How a column is declared: type, NOT NULL, default.
CREATE OR REPLACE FUNCTION pg_temp.declared(TEXT, TEXT) RETURNS TEXT LANGUAGE sql AS $declared$
{declared}
$declared$;

-- How one time stands to another.
CREATE OR REPLACE FUNCTION pg_temp.place(a TIMESTAMPTZ, b TIMESTAMPTZ) RETURNS TEXT LANGUAGE sql AS $$
SELECT CASE WHEN a > b THEN 'later' WHEN a = b THEN 'as it was' ELSE 'earlier' END
$$;
