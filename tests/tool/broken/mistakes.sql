-- Each line fails on every PostgreSQL, with the SQLSTATE that something new would have.
CREATE TABLE t (a int) COLUMNS;
CREATE TABLE t (a int); SELECT a FROM t RETURNING a;
CREATE TABLE t (a int NOT NULL NOT);
CREATE TABLE t (a int) WITHOUT;
CREATE TABLE t (a int ENFORCED);
SELECT uuidv8();
SET transaction_timeouts = 0;
UPDATE nothing SET a = old.b;
CREATE TABLE t (a int NOT NOT NULL, CONSTRAINT c CHECK (a > 0));
