//! The parameters of a connection, by libpq's names.
//!
//! <https://www.postgresql.org/docs/16/libpq-connect.html> describes each of them, and the order in
//! which they are looked for: the connection string, the service that it names, the environment,
//! the password file.

mod clients;
mod environment;
mod error;
mod keywords;
mod known;
mod pairs;
mod password_file;
mod service;
mod uri;

use std::collections::{BTreeMap, BTreeSet};

pub use error::MalformedUrl;

use MalformedUrl::Malformed;
use clients::Taken;

use crate::sql::identifier;

/// Which passwords of other places complete an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passwords {
    /// Those that libpq takes.
    AsLibpq,
    /// Those alone that were set for the very host: not of a line of the password file that goes for all hosts, nor of a
    /// service that has another host, or none.
    OfNamedHost,
}

/// Reads a variable of the environment; an empty one is none.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Values by the names of libpq, each known and supported. An empty value is as good as none.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Parameters {
    values: BTreeMap<&'static str, String>,
    /// Settings of the session, as another client's parameters ask for them.
    settings: BTreeMap<&'static str, String>,
    /// What only tunes another client, by its name.
    passed: BTreeSet<String>,
}

impl Parameters {
    /// Reads a URL or a list of `name=value`, as it stands.
    pub fn parse(text: &str) -> Result<Self, MalformedUrl> {
        let text = pasted(text.trim())?;
        let mut parameters = Self::default();
        match uri::scheme(text)? {
            Some((scheme, rest)) => uri::read(scheme, rest, &mut parameters)?,
            None if pairs::are(text) => pairs::read(text, &mut parameters)?,
            None => keywords::read(text, &mut parameters)?,
        }
        parameters.refuse_placeholder()?;
        Ok(parameters)
    }

    /// The password that a console shows in the place of the password.
    fn refuse_placeholder(&self) -> Result<(), MalformedUrl> {
        const PLACEHOLDERS: [&str; 4] = [
            "[YOUR-PASSWORD]",
            "[YOUR_PASSWORD]",
            "[PASSWORD]",
            "<password>",
        ];
        let is_placeholder = |password: &str| PLACEHOLDERS.contains(&password);
        if self.get("password").is_some_and(is_placeholder) {
            let why = "its password is the placeholder that the console shows; write the password in its place";
            return Err(Malformed { why });
        }
        Ok(())
    }

    /// Adds what the service, the environment and the password file have to say.
    pub fn complete(
        &mut self,
        environment: Environment<'_>,
        passwords: Passwords,
    ) -> Result<(), MalformedUrl> {
        service::complete(self, environment, passwords)?;
        environment::complete(self, environment)?;
        if self.get("password").is_none() {
            password_file::complete(self, environment, passwords)?;
        }
        self.settle()
    }

    /// Puts the settings of the session into its options.
    pub fn settle(&mut self) -> Result<(), MalformedUrl> {
        let is_of_session = |(name, value): &(&str, String)| {
            // A pooler takes no settings; this is where PostgreSQL looks anyway.
            let is_usual = *name == "search_path" && value == "public";
            !(is_usual && self.passed.contains("pgbouncer"))
        };
        let settings = std::mem::take(&mut self.settings).into_iter();
        let settings: Vec<_> = settings.filter(is_of_session).collect();
        if !settings.is_empty() && self.passed.contains("pgbouncer") {
            return Err(MalformedUrl::Unsupported {
                name: "a schema or setting beside pgbouncer=true",
                why: "a pooler does not keep it; give the direct address in DIRECT_URL",
            });
        }
        for (name, value) in settings {
            let value: String = value.chars().flat_map(escaped).collect();
            let options = self.values.entry("options").or_default();
            let between = if options.is_empty() { "" } else { " " };
            *options += &format!("{between}-c {name}={value}");
        }
        Ok(())
    }

    /// The names of what only tunes another client.
    pub fn passed(&self) -> impl Iterator<Item = &str> {
        self.passed.iter().map(String::as_str)
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The parts of a list; hosts and ports may be several.
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.get(name)
            .map(|it| it.split(',').collect())
            .unwrap_or_default()
    }

    /// What is known here, by the variables with which libpq would learn of it.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        environment::variables(self)
    }

    /// Takes a value that was given by its name; the last one of a name counts.
    fn give(&mut self, name: &str, value: String) -> Result<(), MalformedUrl> {
        let name = known::check(name, &value)?;
        // The protocol ends each text with this byte.
        if value.contains('\0') {
            let why = "it contains a null byte";
            return Err(Malformed { why });
        }
        if value.is_empty() {
            self.values.remove(name);
        } else {
            self.values.insert(name, value);
        }
        Ok(())
    }

    /// Takes a value that was given by the name that some client has for it.
    fn give_of_client(&mut self, name: &str, value: String) -> Result<(), MalformedUrl> {
        match clients::take(name, &value)? {
            None => self.give(name, value),
            Some(Taken::As(own, value)) => self.give(own, value),
            Some(Taken::Setting(_, value) | Taken::Schema(value)) if value.contains('\0') => {
                let why = "it contains a null byte";
                Err(Malformed { why })
            }
            Some(Taken::Setting(setting, value)) => {
                self.settings.insert(setting, value);
                Ok(())
            }
            Some(Taken::Schema(value)) => {
                self.settings.insert("search_path", identifier(&value));
                Ok(())
            }
            Some(Taken::Passed) => {
                self.pass(name);
                Ok(())
            }
        }
    }

    fn pass(&mut self, name: &str) {
        self.passed.insert(name.to_owned());
    }

    /// The same where nothing has been given yet.
    fn give_if_missing(&mut self, name: &str, value: String) -> Result<(), MalformedUrl> {
        if self.get(name).is_some() {
            return Ok(());
        }
        self.give(name, value)
    }
}

/// What is meant where a line was pasted: without the quotation marks around it. What else stands before it is not guessed.
fn pasted(text: &str) -> Result<&str, MalformedUrl> {
    let unquoted = ['"', '\''].into_iter().find_map(|quote| {
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        inner.contains("://").then_some(inner)
    });
    let text = unquoted.unwrap_or(text);
    let (before, _) = text.split_once("://").unwrap_or_default();
    let is_variable = |name: &str| {
        let is_plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        name.contains(|c: char| c.is_ascii_uppercase()) && name.chars().all(is_plain)
    };
    let before = before.strip_prefix("export ").unwrap_or(before);
    if before
        .split_once('=')
        .is_some_and(|(name, _)| is_variable(name))
    {
        let why = "it begins with the name of a variable, as in an .env file; remove that";
        return Err(Malformed { why });
    }
    if before.starts_with("psql ") {
        let why = "it begins with the command psql; remove that and the quotation marks";
        return Err(Malformed { why });
    }
    Ok(text)
}

/// A character in options, where a blank ends an option.
fn escaped(c: char) -> impl Iterator<Item = char> {
    let is_special = c.is_whitespace() || c == '\\';
    is_special.then_some('\\').into_iter().chain([c])
}
