-- Each row whole, so that a row which was only touched differs too.
SELECT id || ': ' || u::text FROM users u
UNION ALL
SELECT user_id || '''s session: ' || id || ' ' || s::text FROM sessions s
UNION ALL
SELECT user_id || '''s task: ' || title || ' ' || t::text FROM tasks t
ORDER BY 1
