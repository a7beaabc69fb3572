-- An address that cannot be one is refused at the door.
-- Dot-separated words on the left; on the right at least two labels that neither begin nor end
-- with a hyphen, the last of them two or more letters. ASCII only. The class is [A-Za-z]:
-- a '|' inside brackets would be a character that matches, not an "or".

ALTER TABLE users ADD CONSTRAINT users_email_format CHECK (
    email ~ '^[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$'
);

COMMENT ON CONSTRAINT users_email_format ON users IS
    'A plain ASCII address: words, @, a domain of two labels or more.';
