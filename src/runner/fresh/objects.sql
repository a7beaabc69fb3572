-- What a database holds that is neither PostgreSQL's own nor a kept extension's: each with its owner, whether
-- the current role has the owner's rights, and the statement that drops it. No statement where it goes with the schema it is in.
-- $1: the extensions that the migrations create. One that a kept extension requires is kept too.
WITH kept_extension AS (
    SELECT e.oid, e.extnamespace
      FROM pg_extension e
     WHERE e.oid < 16384
        OR e.extname <> ALL ($1)
        OR EXISTS (SELECT FROM pg_depend d
                     JOIN pg_extension other ON other.oid = d.objid AND other.extname <> ALL ($1)
                    WHERE d.classid = 'pg_extension'::regclass
                      AND d.refclassid = 'pg_extension'::regclass
                      AND d.refobjid = e.oid)
), member AS (
    SELECT classid, objid, refobjid AS extension
      FROM pg_depend
     WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
), kept_schema AS (
    SELECT n.oid
      FROM pg_namespace n
     WHERE n.oid < 16384
        OR n.nspname = 'public'
        OR n.oid IN (SELECT extnamespace FROM kept_extension)
        OR (n.oid, 'pg_namespace'::regclass) IN (
               SELECT objid, classid FROM member WHERE extension IN (SELECT oid FROM kept_extension))
), object (class, oid, schema, owner, keyword, rank) AS (
    SELECT 'pg_class'::regclass, oid, relnamespace, relowner,
           CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                        WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
           CASE relkind WHEN 'S' THEN 4 ELSE 3 END
      FROM pg_class
     WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    UNION ALL
    -- Those of tables and arrays go with what they are of.
    SELECT 'pg_type'::regclass, t.oid, t.typnamespace, t.typowner, 'TYPE', 6
      FROM pg_type t
      LEFT JOIN pg_class c ON c.oid = t.typrelid
     WHERE (c.relkind IS NULL OR c.relkind = 'c')
       AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
    UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace, proowner, 'ROUTINE', 5 FROM pg_proc
    UNION ALL SELECT 'pg_opclass'::regclass, oid, opcnamespace, opcowner, 'OPERATOR CLASS', 4 FROM pg_opclass
    UNION ALL SELECT 'pg_opfamily'::regclass, oid, opfnamespace, opfowner, 'OPERATOR FAMILY', 5 FROM pg_opfamily
    UNION ALL SELECT 'pg_operator'::regclass, oid, oprnamespace, oprowner, 'OPERATOR', 5 FROM pg_operator
    UNION ALL SELECT 'pg_collation'::regclass, oid, collnamespace, collowner, 'COLLATION', 6 FROM pg_collation
    UNION ALL SELECT 'pg_conversion'::regclass, oid, connamespace, conowner, 'CONVERSION', 4 FROM pg_conversion
    UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxnamespace, stxowner, 'STATISTICS', 4 FROM pg_statistic_ext
    UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgnamespace, cfgowner, 'TEXT SEARCH CONFIGURATION', 4 FROM pg_ts_config
    UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictnamespace, dictowner, 'TEXT SEARCH DICTIONARY', 5 FROM pg_ts_dict
    UNION ALL SELECT 'pg_ts_parser'::regclass, oid, prsnamespace, NULL, 'TEXT SEARCH PARSER', 6 FROM pg_ts_parser
    UNION ALL SELECT 'pg_ts_template'::regclass, oid, tmplnamespace, NULL, 'TEXT SEARCH TEMPLATE', 6 FROM pg_ts_template
    -- What is in no schema. Event triggers go first: they would see all the rest go.
    UNION ALL SELECT 'pg_event_trigger'::regclass, oid, NULL, evtowner, 'EVENT TRIGGER', 0 FROM pg_event_trigger
    UNION ALL SELECT 'pg_publication'::regclass, oid, NULL, pubowner, 'PUBLICATION', 1 FROM pg_publication
    UNION ALL
    SELECT 'pg_subscription'::regclass, oid, NULL, subowner, 'SUBSCRIPTION', 1
      FROM pg_subscription
     WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION ALL SELECT 'pg_cast'::regclass, oid, NULL, NULL, 'CAST', 2 FROM pg_cast
    UNION ALL SELECT 'pg_transform'::regclass, oid, NULL, NULL, 'TRANSFORM', 2 FROM pg_transform
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid, NULL, srvowner, 'SERVER', 7 FROM pg_foreign_server
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, NULL, fdwowner, 'FOREIGN DATA WRAPPER', 8 FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'pg_language'::regclass, oid, NULL, lanowner, 'LANGUAGE', 8 FROM pg_language
    UNION ALL SELECT 'pg_am'::regclass, oid, NULL, NULL, 'ACCESS METHOD', 8 FROM pg_am
    UNION ALL
    SELECT 'pg_namespace'::regclass, oid, NULL, nspowner, 'SCHEMA', 9
      FROM pg_namespace
     WHERE oid NOT IN (SELECT oid FROM kept_schema)
    -- Without CASCADE: what a person made with an extension is dropped by now, and what is left is kept.
    UNION ALL
    SELECT 'pg_extension'::regclass, oid, NULL, extowner, 'EXTENSION', 10
      FROM pg_extension
     WHERE oid NOT IN (SELECT oid FROM kept_extension)
), held (rank, object, owner, statement) AS (
    SELECT o.rank, pg_describe_object(o.class, o.oid, 0), o.owner,
           CASE WHEN o.schema IS NULL OR o.schema IN (SELECT oid FROM kept_schema) THEN
               format('DROP %s IF EXISTS %s%s', o.keyword, (pg_identify_object(o.class, o.oid, 0)).identity,
                      CASE o.keyword WHEN 'EXTENSION' THEN '' ELSE ' CASCADE' END) END
      FROM object o
      LEFT JOIN pg_namespace n ON n.oid = coalesce(o.schema, CASE o.keyword WHEN 'SCHEMA' THEN o.oid END)
     WHERE (o.oid >= 16384 OR o.keyword = 'EXTENSION')
       AND (o.class, o.oid) NOT IN (SELECT classid, objid FROM member)
       -- A part of something else goes with it: an identity column's sequence, a range's constructors. Columns of a
       -- partition key are parts too, which their table is not.
       AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = o.class AND d.objid = o.oid AND d.objsubid = 0 AND d.deptype = 'i')
       AND coalesce(n.nspname, '') !~ '^pg_(toast|temp)'
    UNION ALL
    SELECT 9, format('%s large objects', count(*)), lomowner,
           format('SELECT count(pg_catalog.lo_unlink(oid)) FROM pg_catalog.pg_largeobject_metadata WHERE lomowner = %s', lomowner)
      FROM pg_largeobject_metadata
     GROUP BY lomowner
    UNION ALL
    -- They vanish once they are what PostgreSQL grants by itself: in a schema nothing, elsewhere its defaults.
    SELECT 2, 'default privileges on ' || lower(k.name) || ' in schemas', d.defaclrole,
           concat_ws('; ',
               (SELECT string_agg(format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s REVOKE ALL ON %s FROM %s CASCADE',
                                         pg_get_userbyid(d.defaclrole), k.place, k.name, g.name), '; ')
                  FROM (SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS name
                          FROM aclexplode(d.defaclacl)) g),
               (SELECT string_agg(format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT ALL ON %s TO %s',
                                         pg_get_userbyid(d.defaclrole), k.name, g.name), '; ')
                  FROM (SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS name
                          FROM aclexplode(acldefault(k.sort, d.defaclrole))
                         WHERE d.defaclnamespace = 0) g))
      FROM pg_default_acl d
     CROSS JOIN LATERAL (
               SELECT CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                                           WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END AS name,
                      CASE d.defaclobjtype WHEN 'S' THEN 's'::"char" ELSE d.defaclobjtype END AS sort,
                      coalesce(' IN SCHEMA ' || (SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = d.defaclnamespace), '') AS place) k
     WHERE d.defaclnamespace = 0
        OR d.defaclnamespace IN (SELECT oid FROM kept_schema)
    UNION ALL
    -- Only its owner can have made these, or whoever rules the server.
    SELECT 9, 'settings of the database', b.datdba, format('ALTER DATABASE %I RESET ALL', b.datname)
      FROM pg_database b
     WHERE b.datname = current_database()
       AND pg_has_role(b.datdba, 'USAGE')
       AND EXISTS (SELECT FROM pg_db_role_setting s WHERE s.setdatabase = b.oid AND s.setrole = 0)
    UNION ALL
    -- Another role's are that role's affair, unless a superuser asks.
    SELECT 9, 'settings of a role in the database', s.setrole,
           format('ALTER ROLE %I IN DATABASE %I RESET ALL', pg_get_userbyid(s.setrole), b.datname)
      FROM pg_db_role_setting s
      JOIN pg_database b ON b.oid = s.setdatabase
      JOIN pg_roles me ON me.rolname = current_user
     WHERE b.datname = current_database()
       AND s.setrole <> 0
       AND (me.rolsuper OR me.oid = s.setrole)
    UNION ALL
    -- A new database has it, and a migration can drop it.
    SELECT 11, 'the missing schema public', b.datdba,
           'CREATE SCHEMA public AUTHORIZATION pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC; '
           || 'COMMENT ON SCHEMA public IS ''standard public schema'''
      FROM pg_database b
     WHERE b.datname = current_database()
       AND NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public')
)
SELECT object,
       pg_get_userbyid(owner) AS owner,
       coalesce(pg_has_role(owner, 'USAGE'), true) AS ours,
       statement
  FROM held
 ORDER BY rank, object
