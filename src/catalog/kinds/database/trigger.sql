-- tgtype is a set of bits: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead.
-- The WHEN expression can only be had as part of the definition.
SELECT r.identity || '.' || quote_ident(t.tgname) AS identity,
       jsonb_build_object(
           'definition', pg_get_triggerdef(t.oid),
           'timing', CASE WHEN t.tgtype & 64 <> 0 THEN 'instead of' WHEN t.tgtype & 2 <> 0 THEN 'before' ELSE 'after' END,
           'level', CASE WHEN t.tgtype & 1 <> 0 THEN 'row' ELSE 'statement' END,
           'events', to_jsonb(ARRAY(
               SELECT e.name FROM (VALUES (4, 'insert'), (8, 'delete'), (16, 'update'), (32, 'truncate')) e (bit, name)
                WHERE t.tgtype & e.bit <> 0 ORDER BY e.bit)),
           'columns', to_jsonb(ARRAY(
               SELECT a.attname FROM unnest(t.tgattr::int2[]) k (attnum)
                 JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = k.attnum ORDER BY 1)),
           'function', t.tgfoid::regprocedure,
           'arguments', nullif(encode(t.tgargs, 'escape'), ''),
           'old_table', t.tgoldtable,
           'new_table', t.tgnewtable,
           'inherited', nullif(t.tgparentid <> 0, false),
           'constraint', t.tgconstraint <> 0,
           'deferrable', t.tgdeferrable,
           'initially_deferred', t.tginitdeferred,
           'enabled', CASE t.tgenabled
               WHEN 'O' THEN 'origin' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END,
           'comment', obj_description(t.oid, 'pg_trigger')
       ) AS facts
  FROM pg_trigger t
  JOIN relation r ON r.oid = t.tgrelid
 WHERE NOT t.tgisinternal
   AND (t.oid, 'pg_trigger'::regclass) NOT IN (SELECT objid, classid FROM member)
