-- breaks: column users.name
-- breaks: sequence tasks_id_seq
-- breaks: table sessions

GRANT SELECT ON sessions TO PUBLIC;
GRANT UPDATE (name) ON users TO PUBLIC;
GRANT USAGE ON SEQUENCE tasks_id_seq TO PUBLIC;
