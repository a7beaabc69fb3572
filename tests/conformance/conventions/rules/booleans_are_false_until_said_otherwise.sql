-- A boolean with NULL has three values, and a default of true cannot be read from its name.
SELECT 'column ' || shown AS object
  FROM our_column
 WHERE type = 'boolean'
   AND (NOT not_null OR default_value IS DISTINCT FROM 'false')
