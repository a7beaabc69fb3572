-- NOT VALID is for a step of a large table's migration. At head, every row that there is keeps the rule.
SELECT 'constraint ' || shown AS object
  FROM our_constraint
 WHERE NOT convalidated
