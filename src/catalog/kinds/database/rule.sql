-- A view's own rule is its definition.
SELECT r.identity || '.' || quote_ident(w.rulename) AS identity,
       jsonb_build_object(
           'definition', pg_get_ruledef(w.oid),
           'event', CASE w.ev_type WHEN '1' THEN 'select' WHEN '2' THEN 'update' WHEN '3' THEN 'insert' ELSE 'delete' END,
           'instead', w.is_instead,
           'enabled', CASE w.ev_enabled
               WHEN 'O' THEN 'origin' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END,
           'comment', obj_description(w.oid, 'pg_rewrite')
       ) AS facts
  FROM pg_rewrite w
  JOIN relation r ON r.oid = w.ev_class
 WHERE w.rulename <> '_RETURN'
