-- Constraints of tables, and of domains, which belong to no relation. A foreign key leans on an index of the other table, which
-- is not its own. That a column takes no NULL is a fact of the column: from version 18 on there is a constraint for it, too, which is read
-- only if somebody named it, or if it is not valid or not inherited. DISABLE TRIGGER ALL turns off the triggers that enforce a constraint, too.
SELECT c.relation,
       c.whole || '.' || quote_ident(c.conname) AS identity,
       CASE c.contype
           WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key' WHEN 'n' THEN 'not null'
           WHEN 'p' THEN 'primary key' WHEN 't' THEN 'trigger' WHEN 'u' THEN 'unique' ELSE 'exclude' END AS type,
       pg_get_constraintdef(c.oid) AS definition,
       ARRAY(
           SELECT a.attname FROM pg_attribute a
            WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) ORDER BY array_position(c.conkey, a.attnum)) AS columns,
       c.condeferrable AS deferrable,
       c.condeferred AS initially_deferred,
       c.convalidated AS validated,
       c.connoinherit AS no_inherit,
       nullif(c.coninhcount, 0) AS inherited,
       CASE WHEN c.coninhcount > 0 THEN c.conislocal END AS local,
       CASE WHEN c.contype <> 'f' THEN nullif(c.conindid, 0)::regclass::text END AS index,
       CASE WHEN c.contype = 'f' THEN nullif(c.conindid, 0)::regclass::text END AS referenced_index,
       CASE c.confmatchtype WHEN 'f' THEN 'full' WHEN 'p' THEN 'partial' WHEN 's' THEN 'simple' END AS match,
       CASE c.confupdtype
           WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
           WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END AS on_update,
       CASE c.confdeltype
           WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
           WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END AS on_delete,
       ARRAY( -- since 15
           SELECT a.attname FROM unnest(c.confdelsetcols) k (attnum) -- since 15
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum ORDER BY 1) AS on_delete_columns, -- since 15
       ARRAY(
           SELECT (g.tgfoid::regproc || ' on ' || g.tgrelid::regclass || CASE g.tgenabled
                      WHEN 'D' THEN ' disabled' WHEN 'R' THEN ' replica' ELSE ' always' END) COLLATE "C"
             FROM pg_trigger g
            WHERE (c.contype = 'f' OR c.condeferrable) AND g.tgconstraint = c.oid AND g.tgisinternal AND g.tgenabled <> 'O' ORDER BY 1) AS trigger_states,
       (SELECT d.description FROM pg_description d WHERE d.objoid = c.oid AND d.classoid = 'pg_constraint'::regclass AND d.objsubid = 0) AS comment
  FROM (SELECT r.oid AS relation, r.identity AS whole, k.*
          FROM requested r
          JOIN pg_constraint k ON k.conrelid = r.oid
        UNION ALL
        SELECT 0, t.identity, k.*
          FROM type t
          JOIN pg_constraint k ON k.contypid = t.oid
         WHERE 0 = ANY ($1)) c
 WHERE c.contype <> 'n' OR NOT c.convalidated OR c.connoinherit OR c.conname !~ '_not_null\d*$'
    OR EXISTS (SELECT FROM pg_description d WHERE d.objoid = c.oid AND d.classoid = 'pg_constraint'::regclass)
