-- where EXISTS (SELECT FROM pg_publication)
SELECT quote_ident(p.pubname) AS identity,
       p.puballtables AS all_tables,
       ARRAY(
           SELECT o.name FROM (VALUES
               (1, p.pubinsert, 'insert'), (2, p.pubupdate, 'update'),
               (3, p.pubdelete, 'delete'), (4, p.pubtruncate, 'truncate')) o (place, published, name)
            WHERE o.published ORDER BY o.place) AS operations,
       p.pubviaroot AS via_root,
       (
           SELECT jsonb_object_agg(r.prrelid::regclass::text, '{}'::jsonb) -- before 15
           SELECT jsonb_object_agg(r.prrelid::regclass::text, jsonb_build_object( -- since 15
                      'where', pg_get_expr(r.prqual, r.prrelid), -- since 15
                      'columns', to_jsonb(ARRAY( -- since 15
                          SELECT a.attname FROM unnest(r.prattrs::int2[]) k (attnum) -- since 15
                            JOIN pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = k.attnum ORDER BY 1)))) -- since 15
             FROM pg_publication_rel r WHERE r.prpubid = p.oid) AS tables,
       ARRAY( -- since 15
           SELECT n.pnnspid::regnamespace::text COLLATE "C" FROM pg_publication_namespace n WHERE n.pnpubid = p.oid ORDER BY 1) AS schemas, -- since 15
       nullif(p.pubgencols, 'n') AS generated_columns, -- since 18
       pg_get_userbyid(p.pubowner) AS owner,
       obj_description(p.oid, 'pg_publication') AS comment
  FROM pg_publication p
