INSERT INTO tasks
    (user_id, title, description, completed)
VALUES
    ($1, $2, $3, $4)
RETURNING *
