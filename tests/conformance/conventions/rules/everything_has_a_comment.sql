-- What a thing is for is written where the thing is. Keys and their indexes speak for themselves.
SELECT object
  FROM (SELECT 'pg_class'::regclass, oid, 0, 'table ' || shown FROM our_table
         UNION ALL
        SELECT 'pg_class', table_oid, number, 'column ' || shown FROM our_column
         UNION ALL
        SELECT 'pg_constraint', oid, 0, 'constraint ' || shown FROM our_constraint WHERE contype = 'c'
         UNION ALL
        SELECT 'pg_class', indexrelid, 0, 'index ' || name FROM our_index
         UNION ALL
        SELECT 'pg_trigger', g.oid, 0, 'trigger ' || t.shown || '.' || g.tgname
          FROM our_table t
          JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
         UNION ALL
        SELECT 'pg_proc', p.oid, 0, 'function ' || p.oid::regprocedure
          FROM pg_proc p
          JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname <> 'information_schema'
           AND n.nspname !~ '^pg_'
           AND ('pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM member)
       ) thing (class, oid, part, object)
 WHERE NOT EXISTS (SELECT FROM pg_description d
                    WHERE d.classoid = thing.class
                      AND d.objoid = thing.oid
                      AND d.objsubid = thing.part
                      AND d.description ~ '\S')
