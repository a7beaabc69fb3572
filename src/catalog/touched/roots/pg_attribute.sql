-- Most of them are PostgreSQL's own. None goes but with its relation.
SELECT 'pg_class'::regclass::oid, a.attrelid, a.attnum::integer FROM pg_attribute a WHERE age(a.xmin) <= (SELECT age($1::text::xid))
