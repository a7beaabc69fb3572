-- A label belongs to its type.
SELECT 'pg_type'::regclass::oid, e.enumtypid, 0 FROM pg_enum e WHERE age(e.xmin) <= (SELECT age($1::text::xid))
