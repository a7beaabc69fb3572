-- What a server reads of PostgreSQL's own files and of the system's, and writes into its own directory.
CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "when" timestamptz);
INSERT INTO kept ("when") VALUES ('2026-03-29 02:30 Europe/Berlin');
SET timezone = 'America/New_York';
SELECT now(), (SELECT count(*) FROM pg_timezone_names);

-- Libraries.
CREATE EXTENSION pgcrypto;
CREATE EXTENSION citext;
CREATE EXTENSION "uuid-ossp";
SELECT digest('x', 'sha256'), gen_random_bytes(8), uuid_generate_v4();
DO $$ BEGIN PERFORM 1; END $$;

-- Collations and dictionaries.
CREATE COLLATION german (provider = icu, locale = 'de');
SELECT 'ä' < 'b' COLLATE german;
SELECT to_tsvector('english', 'running dogs');
SELECT to_tsvector('german', 'laufende Hunde');

-- Other databases, other places, other settings; sorts and large objects that go to files.
CREATE DATABASE other;
SET allow_in_place_tablespaces = on;
CREATE TABLESPACE attic LOCATION '';
CREATE TABLE stored (id bigint) TABLESPACE attic;
ALTER SYSTEM SET work_mem = '8MB';
SELECT pg_reload_conf();
SET work_mem = '64kB';
SELECT count(*) FROM (SELECT random() AS r FROM generate_series(1, 50000) ORDER BY r) AS sorted;
SELECT lo_from_bytea(4711, repeat('x', 100000)::bytea);
SELECT lo_export(4711, 'a_file_of_its_own');
SELECT lo_import('a_file_of_its_own');
COPY kept TO PROGRAM 'cat > /dev/null';
VACUUM FULL kept;
CHECKPOINT;
