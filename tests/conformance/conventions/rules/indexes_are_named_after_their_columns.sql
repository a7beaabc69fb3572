-- An index is idx_{table}_{columns}; one on an expression may call that what it likes.
SELECT 'index ' || name AS object
  FROM our_index
 WHERE CASE WHEN array_position(columns, NULL) IS NULL
            THEN name <> 'idx_' || table_name || '_' || array_to_string(columns, '_')
            ELSE NOT starts_with(name, 'idx_' || table_name || '_')
       END
