SELECT d.adrelid, NULL, age(d.xmin) FROM pg_attrdef d
