-- where EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = r.oid AND NOT t.tgisinternal)
-- tgtype is a set of bits: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead.
-- The WHEN expression can only be had as part of the definition.
SELECT r.oid AS relation,
       r.identity || '.' || quote_ident(t.tgname) AS identity,
       pg_get_triggerdef(t.oid) AS definition,
       CASE WHEN t.tgtype & 64 <> 0 THEN 'instead of' WHEN t.tgtype & 2 <> 0 THEN 'before' ELSE 'after' END AS timing,
       CASE WHEN t.tgtype & 1 <> 0 THEN 'row' ELSE 'statement' END AS level,
       ARRAY(
           SELECT e.name FROM (VALUES (4, 'insert'), (8, 'delete'), (16, 'update'), (32, 'truncate')) e (bit, name)
            WHERE t.tgtype & e.bit <> 0 ORDER BY e.bit) AS events,
       ARRAY(
           SELECT a.attname FROM unnest(t.tgattr::int2[]) k (attnum)
             JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = k.attnum ORDER BY 1) AS columns,
       t.tgfoid::regprocedure::text AS function,
       nullif(encode(t.tgargs, 'escape'), '') AS arguments,
       t.tgoldtable AS old_table,
       t.tgnewtable AS new_table,
       nullif(t.tgparentid <> 0, false) AS inherited,
       t.tgconstraint <> 0 AS "constraint",
       t.tgdeferrable AS deferrable,
       t.tginitdeferred AS initially_deferred,
       CASE t.tgenabled
           WHEN 'O' THEN 'origin' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END AS enabled,
       obj_description(t.oid, 'pg_trigger') AS comment
  FROM requested r
  JOIN pg_trigger t ON t.tgrelid = r.oid
 WHERE NOT t.tgisinternal
   AND (t.oid, 'pg_trigger'::regclass) NOT IN (SELECT objid, classid FROM member)
