-- NO ACTION is what one gets for saying nothing, so nobody can tell whether it was meant.
SELECT 'constraint ' || shown AS object
  FROM our_constraint
 WHERE contype = 'f'
   AND confdeltype = 'a'
