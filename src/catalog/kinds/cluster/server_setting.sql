-- What ALTER SYSTEM wrote. Only superusers and pg_read_all_settings may read it; a query that names the
-- view would fail for all others, hence the text of one, which ts_stat runs: query_to_xml is not in every
-- build. A word of it has at most 2,046 bytes.
SELECT f.key AS identity,
       f.value AS setting
  FROM (SELECT CASE WHEN has_table_privilege('pg_file_settings', 'SELECT') THEN
               (SELECT string_agg(substr(word, 7), '' ORDER BY word COLLATE "C") FROM ts_stat($$
                   SELECT array_to_tsvector(array_agg(lpad(i::text, 6, '0') || substr(hex, i * 1000 + 1, 1000)))
                     FROM (SELECT encode(convert_to(coalesce(jsonb_object_agg(name, setting), '{}')::text, 'UTF8'), 'hex') AS hex
                             FROM pg_catalog.pg_file_settings
                            WHERE sourcefile LIKE '%/postgresql.auto.conf') written
                    CROSS JOIN generate_series(0, length(hex) / 1000) i
                   $$)) END AS hex) s
 CROSS JOIN jsonb_each(convert_from(decode(s.hex, 'hex'), 'UTF8')::jsonb) f
