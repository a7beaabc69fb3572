SELECT p.partrelid, NULL, age(p.xmin) FROM pg_partitioned_table p
