SELECT pg_snapshot_xmax(pg_current_snapshot())::text || ' ' || coalesce(string_agg(oid::regclass::text, ' ' ORDER BY oid), '')
FROM pg_class
WHERE relnamespace = 'public'::regnamespace
