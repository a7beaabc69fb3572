SELECT q.seqrelid, NULL, age(q.xmin) FROM pg_sequence q
