-- What ALTER SYSTEM wrote. Only superusers and pg_read_all_settings may read it; a query that names the
-- view would fail for all others, hence the text of one.
SELECT f.key AS identity,
       f.value AS setting
  FROM (SELECT CASE WHEN has_table_privilege('pg_file_settings', 'SELECT') THEN
               substring(query_to_xml($$
                   SELECT encode(convert_to(coalesce(jsonb_object_agg(name, setting), '{}')::text, 'UTF8'), 'hex') AS written
                     FROM pg_catalog.pg_file_settings
                    WHERE sourcefile LIKE '%/postgresql.auto.conf'
                   $$, false, true, '')::text FROM '<written>(.*)</written>') END AS hex) s
 CROSS JOIN jsonb_each(convert_from(decode(s.hex, 'hex'), 'UTF8')::jsonb) f
