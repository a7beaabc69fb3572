SELECT f.ftrelid, NULL, age(f.xmin) FROM pg_foreign_table f
