-- pgconform: loses users.email_verified
-- pgconform: loses users.image
-- pgconform: loses users.organization

ALTER TABLE users
    DROP COLUMN organization,
    DROP COLUMN image,
    DROP COLUMN email_verified;
