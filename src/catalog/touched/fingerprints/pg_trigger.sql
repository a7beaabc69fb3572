-- A foreign key's triggers on the other table tell how the key is enforced.
SELECT o.relation, NULL, age(g.xmin)
  FROM pg_trigger g, unnest(ARRAY[g.tgrelid, g.tgconstrrelid]) o (relation)
 WHERE o.relation <> 0
