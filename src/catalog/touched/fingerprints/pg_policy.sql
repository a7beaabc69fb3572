SELECT p.polrelid, NULL, age(p.xmin) FROM pg_policy p
