INSERT INTO users
    (id, email, name, email_verified, image, organization, clerk_id, last_login_at, role)
VALUES
    ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING *
