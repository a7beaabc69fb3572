-- How many rows of the system catalogs make up each relation, and the sum of the numbers of the transactions that wrote
-- them; under a catalog's number, the same of its rows that are no relation's. PostgreSQL writes a changed row anew,
-- and each transaction has a higher number than those before it: what has the same stamp as before is what it was.
-- An index is part of its table, and so are its policies, what was said of it, and the table of what is too large for a row.
-- initdb's transaction is older than every other (2147483647), and has no number of its own.
SELECT part.relation,
       max(part.name) AS name,
       count(*) AS rows,
       sum(age('3'::xid) - part.age) FILTER (WHERE part.age < 2147483647) AS written
  FROM (SELECT coalesce(x.indrelid, m.oid, c.oid) AS relation,
               CASE WHEN x.indrelid IS NULL AND m.oid IS NULL THEN c.relnamespace || '.' || c.relname END AS name,
               age(c.xmin) AS age
          FROM pg_class c
          LEFT JOIN pg_index x ON x.indexrelid = c.oid
          LEFT JOIN pg_class m ON m.reltoastrelid = c.oid
         WHERE c.oid >= (SELECT 16384::oid)
        UNION ALL
        SELECT coalesce(x.indrelid, a.attrelid), NULL, age(a.xmin)
          FROM pg_attribute a
          LEFT JOIN pg_index x ON x.indexrelid = a.attrelid
         WHERE a.attrelid >= (SELECT 16384::oid)
        UNION ALL
        SELECT d.adrelid, NULL, age(d.xmin) FROM pg_attrdef d
        UNION ALL
        SELECT x.indrelid, NULL, age(x.xmin) FROM pg_index x WHERE x.indexrelid >= (SELECT 16384::oid)
        UNION ALL
        SELECT CASE WHEN k.contypid = 0 THEN k.conrelid ELSE k.tableoid END, NULL, age(k.xmin)
          FROM pg_constraint k
         WHERE k.oid >= (SELECT 16384::oid)
        UNION ALL
        -- A foreign key's triggers on the other table tell how the key is enforced.
        SELECT o.relation, NULL, age(g.xmin) FROM pg_trigger g, unnest(ARRAY[g.tgrelid, g.tgconstrrelid]) o (relation) WHERE o.relation <> 0
        UNION ALL
        SELECT i.inhrelid, NULL, age(i.xmin) FROM pg_inherits i
        UNION ALL
        SELECT f.ftrelid, NULL, age(f.xmin) FROM pg_foreign_table f
        UNION ALL
        SELECT p.partrelid, NULL, age(p.xmin) FROM pg_partitioned_table p
        UNION ALL
        SELECT q.seqrelid, NULL, age(q.xmin) FROM pg_sequence q
        UNION ALL
        SELECT w.ev_class, NULL, age(w.xmin) FROM pg_rewrite w WHERE w.ev_class >= (SELECT 16384::oid)
        UNION ALL
        SELECT p.polrelid, NULL, age(p.xmin) FROM pg_policy p
        UNION ALL
        SELECT s.stxrelid, NULL, age(s.xmin) FROM pg_statistic_ext s
        UNION ALL
        SELECT t.typrelid, NULL, age(t.xmin) FROM pg_type t WHERE t.typrelid >= (SELECT 16384::oid)
        UNION ALL
        SELECT coalesce(CASE d.classoid
                            WHEN 'pg_class'::regclass THEN coalesce((SELECT x.indrelid FROM pg_index x WHERE x.indexrelid = d.objoid), d.objoid)
                            WHEN 'pg_constraint'::regclass THEN (SELECT nullif(k.conrelid, 0) FROM pg_constraint k WHERE k.oid = d.objoid)
                            WHEN 'pg_trigger'::regclass THEN (SELECT g.tgrelid FROM pg_trigger g WHERE g.oid = d.objoid)
                            WHEN 'pg_rewrite'::regclass THEN (SELECT w.ev_class FROM pg_rewrite w WHERE w.oid = d.objoid)
                            WHEN 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = d.objoid)
                            WHEN 'pg_statistic_ext'::regclass THEN (SELECT s.stxrelid FROM pg_statistic_ext s WHERE s.oid = d.objoid)
                            WHEN 'pg_type'::regclass THEN (SELECT nullif(t.typrelid, 0) FROM pg_type t WHERE t.oid = d.objoid) END,
                        d.classoid),
               NULL, age(d.xmin)
          FROM pg_description d
         WHERE d.objoid >= (SELECT 16384::oid)
        UNION ALL
        -- The types of a relation's rows, and of arrays of them, go by the relation's name; all others belong to none.
        SELECT t.tableoid, NULL, age(t.xmin)
          FROM pg_type t
          LEFT JOIN pg_type e ON e.oid = t.typelem
         WHERE t.typrelid = 0 AND coalesce(e.typrelid, 0) = 0) part
 GROUP BY part.relation
