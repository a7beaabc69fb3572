SELECT s.stxrelid, NULL, age(s.xmin) FROM pg_statistic_ext s
