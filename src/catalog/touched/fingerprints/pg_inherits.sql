SELECT i.inhrelid, NULL, age(i.xmin) FROM pg_inherits i
