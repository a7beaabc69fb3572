-- Constraints of tables and of domains. A foreign key leans on an index of the other table, which
-- is not its own. DISABLE TRIGGER ALL turns off the triggers that enforce a constraint, too.
SELECT coalesce(r.identity, t.identity) || '.' || quote_ident(c.conname) AS identity,
       jsonb_build_object(
           'type', CASE c.contype
               WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key' WHEN 'n' THEN 'not null'
               WHEN 'p' THEN 'primary key' WHEN 't' THEN 'trigger' WHEN 'u' THEN 'unique' ELSE 'exclude' END,
           'definition', pg_get_constraintdef(c.oid),
           'columns', to_jsonb(ARRAY(
               SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY k (attnum, place)
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum ORDER BY k.place)),
           'deferrable', c.condeferrable,
           'initially_deferred', c.condeferred,
           'validated', c.convalidated,
           'no_inherit', c.connoinherit,
           'inherited', nullif(c.coninhcount, 0),
           'local', CASE WHEN c.coninhcount > 0 THEN c.conislocal END,
           'index', CASE WHEN c.contype <> 'f' THEN nullif(c.conindid, 0)::regclass END,
           'referenced_index', CASE WHEN c.contype = 'f' THEN nullif(c.conindid, 0)::regclass END,
           'match', CASE c.confmatchtype WHEN 'f' THEN 'full' WHEN 'p' THEN 'partial' WHEN 's' THEN 'simple' END,
           'on_update', CASE c.confupdtype
               WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
               WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END,
           'on_delete', CASE c.confdeltype
               WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
               WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END,
           'on_delete_columns', to_jsonb(ARRAY(
               SELECT a.attname FROM unnest(c.confdelsetcols) k (attnum)
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum ORDER BY 1)),
           'trigger_states', to_jsonb(ARRAY(
               SELECT (g.tgfoid::regproc || ' on ' || g.tgrelid::regclass || CASE g.tgenabled
                          WHEN 'D' THEN ' disabled' WHEN 'R' THEN ' replica' ELSE ' always' END) COLLATE "C"
                 FROM pg_trigger g
                WHERE g.tgconstraint = c.oid AND g.tgisinternal AND g.tgenabled <> 'O' ORDER BY 1)),
           'comment', obj_description(c.oid, 'pg_constraint')
       ) AS facts
  FROM pg_constraint c
  LEFT JOIN relation r ON r.oid = c.conrelid
  LEFT JOIN type t ON t.oid = c.contypid
 WHERE coalesce(r.identity, t.identity) IS NOT NULL
