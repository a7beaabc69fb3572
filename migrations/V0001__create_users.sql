-- People. The id comes from the identity provider, so it is text and not a UUID of ours;
-- an insert of (id, email, name) alone is enough.
-- Every timestamp has a time zone: without one, two servers read the same row as two moments.

CREATE TABLE users (
    id         TEXT         NOT NULL,
    email      VARCHAR(255) NOT NULL,
    name       VARCHAR(255) NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ  NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_id_not_empty CHECK (id <> '')
);

COMMENT ON TABLE users IS 'People who may sign in.';
COMMENT ON COLUMN users.id IS 'Chosen by the identity provider; never empty.';
COMMENT ON COLUMN users.email IS 'Where the person is reached; one account an address.';
COMMENT ON COLUMN users.name IS 'What the person is called on screen.';
COMMENT ON COLUMN users.created_at IS 'When the row was inserted; never moves.';
COMMENT ON COLUMN users.updated_at IS 'When the row last changed.';
COMMENT ON CONSTRAINT users_id_not_empty ON users IS 'An empty id is a provider''s answer lost on the way.';
