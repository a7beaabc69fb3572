-- Tables that take no row, whatever it holds.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'nobody writes here';
END;
$$;
CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN NULL;
END;
$$;
CREATE TABLE refusing (id BIGINT PRIMARY KEY);
CREATE TRIGGER refuse BEFORE INSERT ON refusing FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TABLE swallowing (id BIGINT PRIMARY KEY);
CREATE TRIGGER swallow BEFORE INSERT ON swallowing FOR EACH ROW EXECUTE FUNCTION swallow();
CREATE TABLE impossible (id BIGINT NOT NULL CHECK (id < 0 AND id > 0));
CREATE TABLE waiting (id BIGINT PRIMARY KEY, refusing BIGINT NOT NULL REFERENCES refusing);
CREATE TABLE checked_by_code (code TEXT NOT NULL CHECK (md5(code) = '0cc175b9c0f1b6a831c399e269772661'));
