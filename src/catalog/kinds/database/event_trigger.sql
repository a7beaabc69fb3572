-- where EXISTS (SELECT FROM pg_event_trigger)
SELECT quote_ident(e.evtname) AS identity,
       e.evtevent AS event,
       ARRAY(SELECT t COLLATE "C" FROM unnest(e.evttags) t ORDER BY 1) AS tags,
       e.evtfoid::regprocedure::text AS function,
       CASE e.evtenabled
           WHEN 'O' THEN 'origin' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END AS enabled,
       pg_get_userbyid(e.evtowner) AS owner,
       obj_description(e.oid, 'pg_event_trigger') AS comment
  FROM pg_event_trigger e
 WHERE (e.oid, 'pg_event_trigger'::regclass) NOT IN (SELECT objid, classid FROM member)
