SELECT x.indrelid, NULL, age(x.xmin) FROM pg_index x WHERE x.indexrelid >= (SELECT 16384::oid)
