SELECT o.tableoid, o.oid, 0 FROM pg_type o WHERE age(o.xmin) <= (SELECT age($1::text::xid))
