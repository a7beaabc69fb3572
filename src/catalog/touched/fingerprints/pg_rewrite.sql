SELECT w.ev_class, NULL, age(w.xmin) FROM pg_rewrite w WHERE w.ev_class >= (SELECT 16384::oid)
