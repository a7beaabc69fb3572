INSERT INTO sessions
    (id, user_id, expires_at)
VALUES
    ($1, $2, $3)
RETURNING *
