-- A full row of each table, none of whose values is its column's default; a plain row, of defaults and NULLs wherever they may
-- be; and two users who own the rest.
INSERT INTO users (id, email, name) VALUES ('u3', 'lee@example.com', 'Lee'), ('u5', 'mia@example.com', 'Mia');

INSERT INTO users (id, email, name, email_verified, image, organization, clerk_id, last_login_at, role, created_at, updated_at)
VALUES ('u1', 'Ann@Example.com', 'Ann', true, 'I', 'O', 'C1', '2020-01-03 00:00:00+00', 'admin', '2020-01-01 00:00:00+00', '2020-01-02 00:00:00+00');
INSERT INTO sessions (id, user_id, expires_at, created_at, updated_at)
VALUES ('S1', 'u3', '2030-01-01 00:00:00+00', '2020-01-01 00:00:00+00', '2020-01-02 00:00:00+00');
INSERT INTO tasks (id, user_id, title, description, completed, created_at, updated_at) OVERRIDING SYSTEM VALUE
VALUES (1000, 'u3', 'Write', 'At length', true, '2020-01-01 00:00:00+00', '2020-01-02 00:00:00+00');

INSERT INTO users (id, email, name, created_at, updated_at)
VALUES ('u4', 'joe@example.com', 'Joe', '2022-01-01 00:00:00+00', '2022-01-02 00:00:00+00');
INSERT INTO sessions (id, user_id, expires_at, created_at, updated_at)
VALUES ('S2', 'u3', '2030-01-01 00:00:00+00', '2022-01-01 00:00:00+00', '2022-01-02 00:00:00+00');
INSERT INTO tasks (user_id, title, created_at, updated_at)
VALUES ('u3', 'Write', '2022-01-01 00:00:00+00', '2022-01-02 00:00:00+00');
