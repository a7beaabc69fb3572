//! The password of a throw-away server's superuser, for servers that authenticate by password.

use std::fmt;

use super::Error;
use crate::sql::identifier;

/// 128 random bits as hexadecimal digits, which mean nothing special in a URL, a shell or a file.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Password(String);

impl Password {
    /// One that nobody has seen.
    pub fn random() -> Result<Self, Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)
            .map_err(|error| Error::Prepare(format!("no random password: {error}")))?;
        Ok(Self(bytes.map(|byte| format!("{byte:02x}")).concat()))
    }

    /// One that [`Password::random`] made earlier; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let is_one = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_one.then(|| Self(text.to_owned()))
    }

    /// The password itself: for a URL or the environment of a container, never for a message.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The statement that gives it to the superuser.
    pub fn statement(&self) -> String {
        self.statement_for("postgres")
    }

    /// The statement that gives it to a role. Only its verifier is sent, of 4,096 iterations, which every client takes: some
    /// refuse fewer.
    pub fn statement_for(&self, role: &str) -> String {
        let verifier = postgres_protocol::password::scram_sha_256(self.0.as_bytes());
        format!("ALTER ROLE {} PASSWORD '{verifier}'", identifier(role))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_the_same_and_none_is_shown() {
        let [one, other] = [(); 2].map(|()| Password::random().expect("there is randomness"));
        assert_ne!(one, other);
        assert_eq!(Password::parse(one.reveal()).as_ref(), Some(&one));
        for text in [format!("{one:?}"), one.statement()] {
            assert!(!text.contains(one.reveal()), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_password_of_ours_is_none() {
        for text in [
            "",
            "postgres",
            "00112233445566778899aabbccddeeff\n",
            "00112233445566778899aabbccddee'f",
        ] {
            assert_eq!(Password::parse(text), None, "{text}");
        }
    }
}
