-- An index apart from its expressions, and these as a list that a query can select.
SELECT (to_jsonb(x) - ARRAY['indexrelid', 'indexprs', 'indpred', 'indcheckxmin', 'indisprimary', 'indisexclusion', 'indisclustered',
                            'indisvalid', 'indisready', 'indislive', 'indisreplident']
        || jsonb_build_object('method', i.relam::text, 'options', i.reloptions))::text AS rest,
       (SELECT string_agg('(' || e.text || ')', ', ' ORDER BY e.place)
          FROM (SELECT k.place, pg_get_indexdef(i.oid, k.place::int, false) AS text
                  FROM unnest(x.indkey) WITH ORDINALITY k (attnum, place)
                 WHERE k.attnum = 0
                UNION ALL
                SELECT 0, pg_get_expr(x.indpred, x.indrelid)) e) AS expressions
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
 WHERE i.oid = to_regclass($1)
