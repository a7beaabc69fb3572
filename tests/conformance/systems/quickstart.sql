-- The promises of the quickstart, in its order; promises.rs says how they are written.

-- promise: users.id is a string
-- expected: TEXT NOT NULL
SELECT pg_temp.declared('users', 'id');

-- promise: users.id is the primary key
-- expected: PRIMARY KEY (id)
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid = 'users'::regclass;

-- promise: users.email is there, of up to 255 characters
-- expected: CHARACTER VARYING(255) NOT NULL
SELECT pg_temp.declared('users', 'email');

-- promise: users.email is unique
-- expected: refused with 23505 by users_email_key
INSERT INTO users (id, email, name) VALUES ('ann', 'test@example.com', 'Ann');
INSERT INTO users (id, email, name) VALUES ('bob', 'test@example.com', 'Bob');

-- promise: users.name is there, of up to 200 characters
-- expected: CHARACTER VARYING(200) NOT NULL
SELECT pg_temp.declared('users', 'name');

-- promise: users.created_at is a TIMESTAMP, by default now
-- expected: TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now()
SELECT pg_temp.declared('users', 'created_at');

-- promise: tasks.id counts by itself
-- expected: BIGINT NOT NULL DEFAULT nextval('tasks_id_seq'::regclass)
SELECT pg_temp.declared('tasks', 'id');

-- promise: tasks.id is the primary key
-- expected: PRIMARY KEY (id)
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid = 'tasks'::regclass;

-- promise: tasks.user_id is there
-- expected: TEXT NOT NULL
SELECT pg_temp.declared('tasks', 'user_id');

-- promise: a task belongs to a user who exists
-- expected: refused with 23503 by tasks_user_id_fkey
INSERT INTO tasks (user_id, title) VALUES ('nobody', 'Task 1');

-- promise: idx_tasks_user_id is on (user_id)
-- expected: CREATE INDEX idx_tasks_user_id ON public.tasks USING btree (user_id)
SELECT pg_get_indexdef(oid) FROM pg_class WHERE relname = 'idx_tasks_user_id';

-- promise: tasks.title is there, of up to 200 characters
-- expected: CHARACTER VARYING(200) NOT NULL
SELECT pg_temp.declared('tasks', 'title');

-- promise: a title has one character at least
-- expected: refused with 23514 by tasks_title_length
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', '');

-- promise: a title has 200 characters at most
-- expected: refused with 22001
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', repeat('a', 201));

-- promise: tasks.description may be missing
-- expected: TEXT
SELECT pg_temp.declared('tasks', 'description');

-- promise: tasks.completed is false until said otherwise
-- expected: BOOLEAN NOT NULL DEFAULT false
SELECT pg_temp.declared('tasks', 'completed');

-- promise: tasks.created_at is a TIMESTAMP, by default now
-- expected: TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now()
SELECT pg_temp.declared('tasks', 'created_at');

-- promise: tasks.updated_at is a TIMESTAMP, by default now
-- expected: TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now()
SELECT pg_temp.declared('tasks', 'updated_at');

-- promise: update_updated_at_column() is there
-- expected: update_updated_at_column()
SELECT oid::regprocedure FROM pg_proc WHERE proname = 'update_updated_at_column';

-- promise: update_tasks_updated_at runs it before each row of tasks is updated
-- expected: CREATE TRIGGER update_tasks_updated_at BEFORE UPDATE ON public.tasks FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()
SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'update_tasks_updated_at';

-- promise: deleting a user deletes that user's tasks
-- expected: accepted
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
DELETE FROM users;

-- promise: a downgrade removes everything, and an upgrade after it restores everything
-- expected: equal
-- ask: full trip

-- promise: acceptance, a user is inserted with (id, email, name) alone
-- expected: accepted
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');

-- promise: acceptance, three tasks get the ids 1, 2, 3
-- expected: 1, 2, 3
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1'), ('test-user', 'Task 2'), ('test-user', 'Task 3');
SELECT id FROM tasks ORDER BY id;

-- promise: acceptance, after the second is deleted one more task makes 1, 3, 4
-- expected: 1, 3, 4
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1'), ('test-user', 'Task 2'), ('test-user', 'Task 3');
DELETE FROM tasks WHERE id = 2;
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 4');
SELECT id FROM tasks ORDER BY id;

-- promise: acceptance, the user is deleted at the end of the run
-- expected: accepted
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1'), ('test-user', 'Task 2'), ('test-user', 'Task 3');
DELETE FROM tasks WHERE id = 2;
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 4');
DELETE FROM users WHERE id = 'test-user';

-- promise: acceptance, after an update created_at is unchanged
-- expected: as it was
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
CREATE TABLE before AS SELECT * FROM tasks;
UPDATE tasks SET title = 'Updated';
SELECT pg_temp.place(t.created_at, b.created_at) FROM tasks t JOIN before b USING (id);

-- promise: acceptance, after an update updated_at is later
-- expected: later
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
CREATE TABLE before AS SELECT * FROM tasks;
UPDATE tasks SET title = 'Updated';
SELECT pg_temp.place(t.updated_at, b.updated_at) FROM tasks t JOIN before b USING (id);

-- promise: trap, its own test, the first task of each transaction has the id 1
-- expected: 1
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
BEGIN;
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
ROLLBACK;
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
SELECT id FROM tasks;

-- promise: trap, an id is not reused after the highest one is deleted
-- expected: 2
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
DELETE FROM tasks WHERE id = 1;
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 2');
SELECT id FROM tasks;

-- promise: trap, an id is not reused after every row is deleted
-- expected: 4
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1'), ('test-user', 'Task 2'), ('test-user', 'Task 3');
DELETE FROM tasks;
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 4');
SELECT id FROM tasks;

-- promise: trap, an id is not reused after TRUNCATE without RESTART IDENTITY
-- expected: 2
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
TRUNCATE tasks;
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 2');
SELECT id FROM tasks;

-- promise: trap, an id is not reused after a clean restart
-- expected: counted on
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
DELETE FROM tasks;
-- restart
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 2');
SELECT CASE WHEN id > 1 THEN 'counted on' ELSE 'reused' END FROM tasks;

-- promise: trap, an id is not reused after a crash
-- expected: counted on
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
DELETE FROM tasks;
-- crash
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 2');
SELECT CASE WHEN id > 1 THEN 'counted on' ELSE 'reused' END FROM tasks;

-- promise: trap, who writes beside another gets another id
-- expected: 2
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
BEGIN;
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
-- another session
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 2');
SELECT id FROM tasks;

-- promise: trap, a client cannot give a deleted id again
-- expected: refused with 428C9
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
DELETE FROM tasks WHERE id = 1;
INSERT INTO tasks (id, user_id, title) VALUES (1, 'test-user', 'Task 2');

-- promise: trap, an id that a client chose does not stand in the next one's way
-- expected: accepted
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (id, user_id, title) VALUES (1, 'test-user', 'Task 1');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 2');

-- promise: trap, updated_at is later after an update in the transaction of the insert
-- expected: later
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
BEGIN;
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
UPDATE tasks SET completed = true;
SELECT pg_temp.place(updated_at, created_at) FROM tasks;

-- promise: trap, updated_at is later after an update in another time zone
-- expected: later
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
SET timezone = 'UTC';
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
SET timezone = 'America/New_York';
UPDATE tasks SET completed = true;
SELECT pg_temp.place(updated_at, created_at) FROM tasks;

-- promise: trap, updated_at stays after an update that changes nothing
-- expected: as it was
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
UPDATE tasks SET title = title;
SELECT pg_temp.place(updated_at, created_at) FROM tasks;

-- promise: trap, updated_at is later in each of many rows
-- expected: later 100
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) SELECT 'test-user', 'Task ' || n FROM generate_series(1, 100) n;
UPDATE tasks SET completed = true;
SELECT pg_temp.place(updated_at, created_at) || ' ' || count(*) FROM tasks GROUP BY pg_temp.place(updated_at, created_at);

-- promise: trap, updated_at is later after INSERT ... ON CONFLICT DO UPDATE
-- expected: later
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
INSERT INTO tasks (id, user_id, title) OVERRIDING SYSTEM VALUE VALUES (1, 'test-user', 'Task 2') ON CONFLICT (id) DO UPDATE SET title = excluded.title;
SELECT pg_temp.place(updated_at, created_at) FROM tasks;

-- promise: trap, a client that sets updated_at itself does not get its way
-- expected: later
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
UPDATE tasks SET updated_at = '1999-01-01 00:00:00';
SELECT pg_temp.place(updated_at, created_at) FROM tasks;

-- promise: trap, created_at never moves
-- expected: as it was
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1');
CREATE TABLE before AS SELECT * FROM tasks;
UPDATE tasks SET created_at = '1999-01-01 00:00:00';
SELECT pg_temp.place(t.created_at, b.created_at) FROM tasks t JOIN before b USING (id);

-- promise: contradiction, the story's user is a user here
-- expected: accepted
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example.com', 'Ann');

-- promise: contradiction, a name as long as the story's may be is a name here
-- expected: accepted
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', repeat('a', 255));

-- promise: contradiction, the specification's user is a user here
-- expected: accepted
INSERT INTO users (id, email) VALUES ('cuid_1', 'ann@example.com');
