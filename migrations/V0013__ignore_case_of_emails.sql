-- ann@example.com and Ann@Example.com reach one mailbox, so they are one account. The address stays as the
-- person wrote it; idx_users_email stays too, because ON CONFLICT (email) and ORMs name the column.
-- Which of two accounts is to stay, only people can tell: where there are such, nothing is changed and the
-- error names them. The lock is the one that CREATE INDEX takes: nobody adds a duplicate in between.

LOCK TABLE users IN SHARE MODE;

DO $$
DECLARE
    shared BIGINT;
    examples TEXT;
BEGIN
    SELECT count(*), string_agg(spellings, '; ' ORDER BY place) FILTER (WHERE place <= 3)
      INTO shared, examples
      FROM (SELECT string_agg(email, ', ' ORDER BY email), row_number() OVER (ORDER BY lower(email))
              FROM users
             GROUP BY lower(email)
            HAVING count(*) > 1) duplicate (spellings, place);
    IF shared > 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'unique_violation',
            TABLE = 'users',
            CONSTRAINT = 'idx_users_lower_email',
            MESSAGE = format('accounts differ only in the case of users.email (duplicated addresses: %s): %s%s',
                             shared, examples, CASE WHEN shared > 3 THEN '; ...' ELSE '' END),
            HINT = 'Merge these accounts or change their addresses, then run the upgrade again. '
                   'To list all: SELECT lower(email), array_agg(id) FROM users GROUP BY 1 HAVING count(*) > 1;';
    END IF;
END
$$;

CREATE UNIQUE INDEX idx_users_lower_email ON users (lower(email));

COMMENT ON INDEX idx_users_lower_email IS 'One account an address, whatever its case; for signing in by lower(email).';
COMMENT ON COLUMN users.email IS 'Where the person is reached; one account an address, whatever its case.';
