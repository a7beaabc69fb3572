-- What a person may do. A CHECK and not an enum type: a new role is then one constraint
-- replaced, and taking it back is possible.

ALTER TABLE users
    ADD COLUMN role VARCHAR(50) NOT NULL DEFAULT 'user',
    ADD CONSTRAINT users_role_known CHECK (role IN ('admin', 'user'));

COMMENT ON COLUMN users.role IS 'admin or user.';
COMMENT ON CONSTRAINT users_role_known ON users IS 'The roles that the application knows.';
