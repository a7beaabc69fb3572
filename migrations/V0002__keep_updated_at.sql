-- The database keeps updated_at, so that no client can forget it or set it wrong.
--
-- clock_timestamp() and not now(): now() is the start of the transaction, so a row inserted and
-- updated in one transaction would carry equal times, and "later" would be false.
-- Never less than one microsecond after the old value, so that a clock set back cannot make a
-- changed row look older than it was.
-- search_path is pinned, so that no caller's own clock_timestamp() is called instead.

CREATE FUNCTION update_updated_at_column() RETURNS trigger
LANGUAGE plpgsql
SET search_path = ''
AS $$
BEGIN
    NEW.created_at := OLD.created_at;
    NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION update_updated_at_column() IS
    'Moves updated_at forward and holds created_at; for a BEFORE UPDATE row trigger.';

-- An UPDATE that changes nothing is not a change: a repeated upsert leaves updated_at alone.
CREATE TRIGGER update_users_updated_at
    BEFORE UPDATE ON users
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION update_updated_at_column();

COMMENT ON TRIGGER update_users_updated_at ON users IS 'Keeps users.updated_at.';
