-- A table a type; the type decides alone which values are fit.
CREATE TYPE mood AS ENUM ('calm', 'cross', 'glad', 'sad');
CREATE DOMAIN email AS TEXT CHECK (VALUE ~ '^[^@ ]+@[^@ ]+\.[a-z]{2,}$');
CREATE DOMAIN percent AS INTEGER CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN short_email AS email CHECK (length(VALUE) < 40);
CREATE TYPE span AS (starts DATE, note TEXT);
CREATE TYPE hours AS RANGE (SUBTYPE = TIME);

CREATE TABLE enums (mood mood NOT NULL, moods mood[] NOT NULL);
CREATE TABLE domains (email email NOT NULL, percent percent NOT NULL, short_email short_email NOT NULL);
CREATE TABLE arrays_of_domains (emails email[] NOT NULL, percents percent[] NOT NULL);
CREATE TABLE composites (span span NOT NULL, spans span[] NOT NULL);
CREATE TABLE arrays (words TEXT[] NOT NULL, numbers INTEGER[] NOT NULL, days DATE[] NOT NULL, flags BOOLEAN[] NOT NULL, grid INTEGER[][] NOT NULL);
CREATE TABLE ranges (
    numbers INT4RANGE NOT NULL, wide INT8RANGE NOT NULL, amounts NUMRANGE NOT NULL,
    days DATERANGE NOT NULL, times TSRANGE NOT NULL, moments TSTZRANGE NOT NULL, hours hours NOT NULL
);
CREATE TABLE multiranges (numbers INT4MULTIRANGE NOT NULL, days DATEMULTIRANGE NOT NULL, hours hours_multirange NOT NULL);
CREATE TABLE numbers (
    small SMALLINT NOT NULL, usual INTEGER NOT NULL, big BIGINT NOT NULL, exact NUMERIC(3, 2) NOT NULL,
    tiny NUMERIC(2, 2) NOT NULL, rough REAL NOT NULL, double DOUBLE PRECISION NOT NULL, price MONEY NOT NULL
);
CREATE TABLE texts (
    plain TEXT NOT NULL, varying VARCHAR(3) NOT NULL, fixed CHAR(1) NOT NULL, internal "char" NOT NULL, name NAME NOT NULL,
    bits BIT(3) NOT NULL, some_bits BIT VARYING(2) NOT NULL, bytes BYTEA NOT NULL
);
CREATE TABLE times (
    day DATE NOT NULL, at TIME NOT NULL, at_zone TIMETZ NOT NULL, plain TIMESTAMP NOT NULL, zoned TIMESTAMPTZ NOT NULL, lasting INTERVAL NOT NULL
);
CREATE TABLE networks (host INET NOT NULL, net CIDR NOT NULL, mac MACADDR NOT NULL, mac8 MACADDR8 NOT NULL);
CREATE TABLE shapes (
    point POINT NOT NULL, line LINE NOT NULL, lseg LSEG NOT NULL, box BOX NOT NULL, path PATH NOT NULL, polygon POLYGON NOT NULL, circle CIRCLE NOT NULL
);
CREATE TABLE documents (
    json JSON NOT NULL, jsonb JSONB NOT NULL, path JSONPATH NOT NULL, vector TSVECTOR NOT NULL, query TSQUERY NOT NULL, id UUID NOT NULL
);
CREATE TABLE names (
    class REGCLASS NOT NULL, type REGTYPE NOT NULL, function REGPROC NOT NULL, role REGROLE NOT NULL, schema REGNAMESPACE NOT NULL,
    operator REGOPERATOR NOT NULL, lsn PG_LSN NOT NULL, oid OID NOT NULL, tid TID NOT NULL
);
