SELECT quote_ident(e.evtname) AS identity,
       jsonb_build_object(
           'event', e.evtevent,
           'tags', to_jsonb(ARRAY(SELECT t COLLATE "C" FROM unnest(e.evttags) t ORDER BY 1)),
           'function', e.evtfoid::regprocedure,
           'enabled', CASE e.evtenabled
               WHEN 'O' THEN 'origin' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END,
           'owner', pg_get_userbyid(e.evtowner),
           'comment', obj_description(e.oid, 'pg_event_trigger')
       ) AS facts
  FROM pg_event_trigger e
 WHERE (e.oid, 'pg_event_trigger'::regclass) NOT IN (SELECT objid, classid FROM member)
