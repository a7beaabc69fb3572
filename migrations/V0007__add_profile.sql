-- What the identity provider tells us about a person beyond the name.

ALTER TABLE users
    ADD COLUMN email_verified BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN image TEXT,
    ADD COLUMN organization VARCHAR(255);

COMMENT ON COLUMN users.email_verified IS 'Whether the person has shown that the address is theirs.';
COMMENT ON COLUMN users.image IS 'Address of a portrait.';
COMMENT ON COLUMN users.organization IS 'Where the person works.';
