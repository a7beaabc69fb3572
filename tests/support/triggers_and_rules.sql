SELECT pg_get_triggerdef(oid, true) || CASE tgenabled WHEN 'O' THEN '' ELSE ' (enabled: ' || tgenabled::text || ')' END
  FROM pg_trigger
 WHERE tgrelid = ($1::text)::regclass AND (NOT tgisinternal OR tgenabled <> 'O')
 UNION ALL
SELECT pg_get_ruledef(oid, true)
  FROM pg_rewrite
 WHERE ev_class = ($1::text)::regclass
 ORDER BY 1
