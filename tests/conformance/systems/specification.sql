-- The promises of the specification, in its order; promises.rs says how they are written.

-- promise: users.id is the application's own string
-- expected: TEXT NOT NULL
SELECT pg_temp.declared('users', 'id');

-- promise: users.id is the primary key
-- expected: PRIMARY KEY (id)
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid = 'users'::regclass;

-- promise: users.email is there
-- expected: TEXT NOT NULL
SELECT pg_temp.declared('users', 'email');

-- promise: users.email is unique
-- expected: refused with 23505 by users_email_unique
INSERT INTO users (id, email, name) VALUES ('cuid_1', 'ann@example.com', 'Ann');
INSERT INTO users (id, email, name) VALUES ('cuid_2', 'ann@example.com', 'Ann');

-- promise: users.email_verified is false until said otherwise
-- expected: BOOLEAN DEFAULT false
SELECT pg_temp.declared('users', 'email_verified');

-- promise: users.name may be missing
-- expected: TEXT
SELECT pg_temp.declared('users', 'name');

-- promise: users.image may be missing
-- expected: TEXT
SELECT pg_temp.declared('users', 'image');

-- promise: users.created_at is a TIMESTAMP, by default now
-- expected: TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now()
SELECT pg_temp.declared('users', 'created_at');

-- promise: users.updated_at is a TIMESTAMP, by default now
-- expected: TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now()
SELECT pg_temp.declared('users', 'updated_at');

-- promise: sessions.id is the application's own string
-- expected: TEXT NOT NULL
SELECT pg_temp.declared('sessions', 'id');

-- promise: sessions.id is the primary key
-- expected: PRIMARY KEY (id)
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid = 'sessions'::regclass;

-- promise: sessions.user_id is there
-- expected: TEXT NOT NULL
SELECT pg_temp.declared('sessions', 'user_id');

-- promise: a session belongs to a user who exists
-- expected: refused with 23503 by sessions_user_id_users_id_fk
INSERT INTO sessions (id, user_id, expires_at) VALUES ('token_1', 'nobody', '2030-01-01 00:00:00');

-- promise: deleting a user deletes that user's sessions
-- expected: 0
INSERT INTO users (id, email, name) VALUES ('cuid_1', 'ann@example.com', 'Ann');
INSERT INTO sessions (id, user_id, expires_at) VALUES ('token_1', 'cuid_1', '2030-01-01 00:00:00');
DELETE FROM users;
SELECT count(*) FROM sessions;

-- promise: sessions.expires_at is a TIMESTAMP that must be said
-- expected: TIMESTAMP WITHOUT TIME ZONE NOT NULL
SELECT pg_temp.declared('sessions', 'expires_at');

-- promise: sessions.created_at is a TIMESTAMP, by default now
-- expected: TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now()
SELECT pg_temp.declared('sessions', 'created_at');

-- promise: tables are plural snake_case
-- expected: none
-- ask: rule tables_are_plural_snake_case

-- promise: columns are snake_case
-- expected: none
-- ask: rule columns_are_snake_case

-- promise: the primary key of every table is id
-- expected: none
-- ask: rule the_primary_key_is_id

-- promise: created_at and updated_at are always present
-- expected: none
-- ask: rule every_row_says_when_it_was_made_and_changed

-- promise: foreign keys are {singular table}_id
-- expected: none
-- ask: rule foreign_keys_are_named_after_their_table

-- promise: foreign keys have a rule for deletes
-- expected: none
-- ask: rule foreign_keys_say_what_a_delete_does

-- promise: booleans default to false
-- expected: none
SELECT c.table_name || '.' || c.column_name
  FROM information_schema.columns c
 WHERE c.table_schema = 'public'
   AND c.data_type = 'boolean'
   AND c.column_default IS DISTINCT FROM 'false';

-- promise: its files are ASCII with LF at the lines' ends
-- expected: none
-- ask: files

-- promise: types of a row and of a new row are there for application code
-- elsewhere: specification::row_types::application_code_signs_a_person_up_and_in_without_a_line_of_sql, row_types::columns::the_fields_of_a_row_type_are_the_columns_of_its_table

-- promise: a migration can be generated, reviewed and applied
-- elsewhere: specification::moving::a_new_pair_of_files_is_all_that_a_new_migration_needs

-- promise: its migrations apply to an empty database
-- expected: sessions, users
SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^refinery' ORDER BY 1;

-- promise: running them again changes nothing
-- elsewhere: specification::moving::running_again_changes_nothing

-- promise: a DATABASE_URL that is none fails with a clear error
-- elsewhere: specification::moving::what_is_no_database_url_is_refused_with_an_example_and_not_repeated

-- promise: trap, a moment is read in another time zone as the moment that was written
-- expected: 2030-01-01 00:00:00
INSERT INTO users (id, email, name) VALUES ('cuid_1', 'ann@example.com', 'Ann');
SET timezone = 'UTC';
INSERT INTO sessions (id, user_id, expires_at) VALUES ('token_1', 'cuid_1', TIMESTAMPTZ '2030-01-01 00:00:00+00');
SET timezone = 'Asia/Tokyo';
SELECT expires_at::TIMESTAMPTZ AT TIME ZONE 'UTC' FROM sessions;

-- promise: trap, updated_at is later after an update
-- expected: later
INSERT INTO users (id, email, name) VALUES ('cuid_1', 'ann@example.com', 'Ann');
UPDATE users SET name = 'Ann Lee';
SELECT pg_temp.place(updated_at, created_at) FROM users;

-- promise: trap, a rollback is not deferred
-- expected: equal
-- ask: full trip

-- promise: contradiction, the story's user is a user here
-- expected: accepted
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example.com', 'Ann');

-- promise: contradiction, the quickstart's user is a user here
-- expected: accepted
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');
