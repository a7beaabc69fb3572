-- What belongs to an extension, or goes with one.
SELECT d.tableoid, NULL, age(d.xmin) FROM pg_depend d WHERE d.refclassid = 'pg_extension'::regclass
