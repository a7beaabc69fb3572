-- where EXISTS (SELECT FROM pg_ts_config WHERE oid >= 16384)
SELECT s.identity || '.' || quote_ident(c.cfgname) AS identity,
       ps.nspname || '.' || p.prsname AS parser,
       (
           SELECT jsonb_object_agg(m.alias, m.dictionaries)
             FROM (SELECT k.alias, jsonb_agg(m.mapdict::regdictionary::text ORDER BY m.mapseqno) AS dictionaries
                     FROM pg_ts_config_map m
                     JOIN ts_token_type(c.cfgparser) k ON k.tokid = m.maptokentype
                    WHERE m.mapcfg = c.oid
                    GROUP BY k.alias) m) AS mappings,
       pg_get_userbyid(c.cfgowner) AS owner,
       obj_description(c.oid, 'pg_ts_config') AS comment
  FROM pg_ts_config c
  JOIN schema s ON s.oid = c.cfgnamespace
  JOIN pg_ts_parser p ON p.oid = c.cfgparser
  JOIN pg_namespace ps ON ps.oid = p.prsnamespace
 WHERE c.oid >= 16384
   AND (c.oid, 'pg_ts_config'::regclass) NOT IN (SELECT objid, classid FROM member)
