-- where EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = r.oid AND w.rulename <> '_RETURN')
-- A view's own rule is its definition.
SELECT r.oid AS relation,
       r.identity || '.' || quote_ident(w.rulename) AS identity,
       pg_get_ruledef(w.oid) AS definition,
       CASE w.ev_type WHEN '1' THEN 'select' WHEN '2' THEN 'update' WHEN '3' THEN 'insert' ELSE 'delete' END AS event,
       w.is_instead AS instead,
       CASE w.ev_enabled
           WHEN 'O' THEN 'origin' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END AS enabled,
       obj_description(w.oid, 'pg_rewrite') AS comment
  FROM requested r
  JOIN pg_rewrite w ON w.ev_class = r.oid
 WHERE w.rulename <> '_RETURN'
