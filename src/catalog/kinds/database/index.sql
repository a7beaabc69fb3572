SELECT i.identity,
       jsonb_build_object(
           'table', t.identity,
           'definition', pg_get_indexdef(i.oid),
           'unique', x.indisunique,
           'primary', x.indisprimary,
           'exclusion', x.indisexclusion,
           'immediate', x.indimmediate,
           'nulls_not_distinct', x.indnullsnotdistinct,
           'predicate', pg_get_expr(x.indpred, x.indrelid),
           'valid', x.indisvalid,
           'ready', x.indisready,
           'clustered', x.indisclustered,
           'replica_identity', x.indisreplident,
           'statistics', to_jsonb(ARRAY(
               SELECT coalesce(a.attstattarget, -1) FROM pg_attribute a WHERE a.attrelid = i.oid ORDER BY a.attnum)),
           'options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(i.reloptions) o ORDER BY 1)),
           'tablespace', s.spcname,
           'partition_of', (SELECT p.inhparent::regclass FROM pg_inherits p WHERE p.inhrelid = i.oid),
           'comment', obj_description(i.oid, 'pg_class')
       ) AS facts
  FROM relation i
  JOIN pg_index x ON x.indexrelid = i.oid
  JOIN relation t ON t.oid = x.indrelid
  LEFT JOIN pg_tablespace s ON s.oid = i.reltablespace
