INSERT INTO users (id, email, name) VALUES
    ('ann', 'ann@example.com', 'Ann'),
    ('bob', 'bob@example.com', 'Bob'),
    ('carl', 'carl@example.com', 'Carl'),
    ('dora', 'dora@example.com', 'Dora');

INSERT INTO sessions (id, user_id, expires_at) VALUES
    ('ann-1', 'ann', '2030-01-01 00:00:00+00'),
    ('ann-2', 'ann', '2030-01-01 00:00:00+00'),
    ('bob-1', 'bob', '2030-01-01 00:00:00+00');

INSERT INTO tasks (user_id, title) VALUES
    ('ann', 'ann-1'),
    ('ann', 'ann-2'),
    ('bob', 'bob-1'),
    ('bob', 'bob-2');
