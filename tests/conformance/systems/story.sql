-- The promises of the story, in its order; promises.rs says how they are written.

-- promise: users.id is a UUID, made by the database
-- expected: UUID NOT NULL DEFAULT uuid_generate_v4()
SELECT pg_temp.declared('users', 'id');

-- promise: users.id is the primary key
-- expected: PRIMARY KEY (id)
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid = 'users'::regclass;

-- promise: users.clerk_id is there, of up to 255 characters
-- expected: CHARACTER VARYING(255) NOT NULL
SELECT pg_temp.declared('users', 'clerk_id');

-- promise: users.clerk_id is unique
-- expected: refused with 23505 by users_clerk_id_key
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example.com', 'Ann');
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'bob@example.com', 'Bob');

-- promise: users.email is there, of up to 255 characters
-- expected: CHARACTER VARYING(255) NOT NULL
SELECT pg_temp.declared('users', 'email');

-- promise: users.email is unique
-- expected: refused with 23505 by users_email_key
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example.com', 'Ann');
INSERT INTO users (clerk_id, email, name) VALUES ('user_2bcd', 'ann@example.com', 'Bob');

-- promise: users.name is there, of up to 255 characters
-- expected: CHARACTER VARYING(255) NOT NULL
SELECT pg_temp.declared('users', 'name');

-- promise: users.organization may be missing
-- expected: CHARACTER VARYING(255)
SELECT pg_temp.declared('users', 'organization');

-- promise: users.role is 'user' until said otherwise
-- expected: CHARACTER VARYING(50) DEFAULT 'user'::character varying
SELECT pg_temp.declared('users', 'role');

-- promise: users.role may be admin
-- expected: accepted
INSERT INTO users (clerk_id, email, name, role) VALUES ('user_2abc', 'ann@example.com', 'Ann', 'admin');

-- promise: users.role may be nothing but admin and user
-- expected: refused with 23514 by users_role_check
INSERT INTO users (clerk_id, email, name, role) VALUES ('user_2abc', 'ann@example.com', 'Ann', 'owner');

-- promise: users.created_at is now, with its time zone
-- expected: TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
SELECT pg_temp.declared('users', 'created_at');

-- promise: users.last_login_at may be missing, and has its time zone
-- expected: TIMESTAMP WITH TIME ZONE
SELECT pg_temp.declared('users', 'last_login_at');

-- promise: email_format matches without regard to case
-- expected: accepted
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ANN@EXAMPLE.COM', 'Ann');

-- promise: email_format refuses what is no address
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann.example.com', 'Ann');

-- promise: idx_users_clerk_id is on (clerk_id)
-- expected: CREATE INDEX idx_users_clerk_id ON public.users USING btree (clerk_id)
SELECT pg_get_indexdef(oid) FROM pg_class WHERE relname = 'idx_users_clerk_id';

-- promise: idx_users_email is on (email)
-- expected: CREATE INDEX idx_users_email ON public.users USING btree (email)
SELECT pg_get_indexdef(oid) FROM pg_class WHERE relname = 'idx_users_email';

-- promise: the connection comes from DATABASE_URL, with clear errors
-- elsewhere: connection::address::the_first_source_that_names_a_database_is_used, connection::address::what_is_wrong_is_said_with_the_variable_and_its_file, cli::address::one_file_serves_an_application_behind_a_pooler_and_every_command, story::connection::a_database_that_is_not_there_is_named

-- promise: a server that starts is tried again, with pauses that grow
-- elsewhere: story::connection::a_server_that_starts_is_tried_again_until_it_answers, story::connection::each_pause_is_at_least_twice_the_first_of_the_one_before

-- promise: the pooled endpoint of production is understood
-- elsewhere: story::connection::the_url_of_a_pooled_endpoint_is_understood, connection::pooler::reading_passes_and_leaves_no_statement_behind, row_types::pooled::rows_are_written_through_a_pool_whose_statement_names_are_taken

-- promise: nothing secret stands in a log or a message
-- elsewhere: cli::passwords::a_url_that_leads_nowhere_is_reported_without_it, cli::passwords::a_password_that_works_is_printed_as_little, cli::connecting::each_failed_try_is_an_event_with_its_reason_and_the_pause_after_it, story::connection::a_url_is_shown_without_its_password

-- promise: a health check is there
-- elsewhere: cli::reachable::a_database_that_answers_is_ready_migrated_or_not, cli::reachable::nobody_at_the_port_is_not_ready, cli::status::a_database_at_head_is_healthy, cli::status::a_database_that_is_not_at_head_is_reported_with_the_reason_and_the_fix

-- promise: the local set-up is documented
-- elsewhere: .ci/readme, cli::db::a_first_start_is_all_that_the_other_commands_need, story::set_up::the_example_of_a_set_up_is_a_local_database

-- promise: the rollback of its migrations is tested
-- expected: equal
-- ask: full trip

-- promise: trap, an address with a stroke in its top-level domain is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'a@b.c|m', 'Ann');

-- promise: trap, an address with two dots in a row before the @ is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann..lee@example.com', 'Ann');

-- promise: trap, an address with two dots in a row after the @ is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example..com', 'Ann');

-- promise: trap, a domain that begins with a dot is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@.example.com', 'Ann');

-- promise: trap, a domain that ends with a dot is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example.com.', 'Ann');

-- promise: trap, a label of the domain that begins with a hyphen is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@-example.com', 'Ann');

-- promise: trap, a label of the domain that ends with a hyphen is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example-.com', 'Ann');

-- promise: trap, a top-level domain of one letter is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example.c', 'Ann');

-- promise: trap, an address with a blank is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann lee@example.com', 'Ann');

-- promise: trap, an address with a newline at its end is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', E'ann@example.com\n', 'Ann');

-- promise: trap, an empty address is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', '', 'Ann');

-- promise: trap, an address that is not ASCII is refused
-- expected: refused with 23514 by email_format
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', E'\u00e4nn@example.com', 'Ann');

-- promise: trap, an address of 255 characters is accepted
-- expected: accepted
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', repeat('a', 243) || '@example.com', 'Ann');

-- promise: trap, an address of 256 characters is refused
-- expected: refused with 22001
INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', repeat('a', 244) || '@example.com', 'Ann');

-- promise: contradiction, the specification's user is a user here
-- expected: accepted
INSERT INTO users (id, email) VALUES ('cuid_1', 'ann@example.com');

-- promise: contradiction, the quickstart's user is a user here
-- expected: accepted
INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User');

-- promise: contradiction, the quickstart's user is a user here, where the database makes the id
-- expected: accepted
INSERT INTO users (email, name) VALUES ('test@example.com', 'Test User');
