-- Comments on what is PostgreSQL's own or an extension's, where initdb or the extension did not make them: they are younger
-- than the oldest row of pg_database, which initdb writes last, or of another transaction than what they are said of.
-- Those on the schema public, on languages, on extensions and on large objects, which may have any OID, are facts of these.
SELECT o.type || ' ' || o.identity AS identity,
       c.description AS comment
  FROM (SELECT d.classoid, d.objoid, d.objsubid, d.description
          FROM pg_description d
         WHERE d.objoid < 16384
           AND age(d.xmin) < (SELECT max(age(xmin)) FROM pg_database)
           AND d.classoid NOT IN ('pg_language'::regclass, 'pg_extension'::regclass, 'pg_largeobject'::regclass)
           AND NOT (d.classoid = 'pg_namespace'::regclass AND d.objoid IN (SELECT oid FROM pg_namespace WHERE nspname = 'public'))
        UNION ALL
        SELECT d.classoid, d.objoid, d.objsubid, d.description
          FROM pg_depend m
          JOIN pg_description d ON d.classoid = m.classid AND d.objoid = m.objid
         WHERE m.refclassid = 'pg_extension'::regclass AND m.deptype = 'e'
           AND m.objid >= 16384 AND m.classid <> 'pg_language'::regclass
           AND m.xmin <> d.xmin) c
 CROSS JOIN pg_identify_object(c.classoid, c.objoid, c.objsubid) o
