INSERT INTO users
    (id, email, name, created_at, updated_at, email_verified, image, organization, clerk_id,
     last_login_at, role)
VALUES
    ('u1', 'ann@example.com', 'Ann', '2001-01-01 01:01:01.000001+00', '2002-02-02 02:02:02.000002+00', true,
     'https://example.com/ann.png', 'Example Ltd', 'user_2abc', '2003-03-03 03:03:03.000003+00', 'admin');

INSERT INTO sessions
    (id, user_id, expires_at, created_at, updated_at)
VALUES
    ('s1', 'u1', '2004-04-04 04:04:04.000004+00', '2005-05-05 05:05:05.000005+00',
     '2006-06-06 06:06:06.000006+00');

INSERT INTO tasks
    (id, user_id, title, description, completed, created_at, updated_at)
OVERRIDING SYSTEM VALUE VALUES
    (4294967296, 'u1', 'Water the plants', 'All of them', true, '2007-07-07 07:07:07.000007+00',
     '2008-08-08 08:08:08.000008+00');
