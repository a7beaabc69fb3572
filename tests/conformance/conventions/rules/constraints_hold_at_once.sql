-- What may be deferred is refused only at COMMIT, where nobody can say which statement was at fault; and ON CONFLICT takes no
-- deferrable key.
SELECT 'constraint ' || shown AS object
  FROM our_constraint
 WHERE condeferrable
