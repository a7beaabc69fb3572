//! Finds what looks like a secret in foreign text.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What stands in a secret's place.
const MARK: &str = "***";
/// What stands there in our own examples.
const EXAMPLE: &str = "password";

/// The ends of names of what nobody may see.
const NAMES: &str = r"(?i-u:pass(?:word|wd|code|phrase)?|pwd|psw|secret|token|credentials?|(?:api|access|account|private|secret|shared|encryption)_?key)";

/// A text in quotation marks, of libpq inside of one of SQL, of either, or of a shell, or else a word.
const VALUE: &str = r#"''(?:[^']|'''')*''|'(?:[^'\\]|\\.|'')*'?|"(?:[^"\\]|\\.)*"?|[^\s'",;&)]+"#;

/// Each has the secret as `s`.
static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compiled(&[
        // postgresql://user:SECRET@host, also with a slash too few; up to the last @, as one may be in a password.
        r#"(?:[A-Za-z][A-Za-z0-9+.\-]*:/{1,3}|//)(?:[^\s'"/@:]*:)(?<s>(?:[^\s'"]|'')*)@"#
            .to_owned(),
        // All of a connection string, as one that is malformed may hold the end of a password anywhere.
        format!(r"(?i-u:CONNECTION)\s+(?<s>'(?:[^']|'')*{NAMES}(?:[^']|'')*'?)"),
        // password=SECRET and "password": "SECRET"
        format!(r#"\b\w*{NAMES}["']?(?:=|:=|:\s*["'])(?<s>{VALUE})"#),
        // PASSWORD 'SECRET', as SQL has it
        format!(r#"\b\w*{NAMES}"?\s+(?i-u:E|U&)?(?<s>'(?:[^']|'')*'?|\$\$[^$]*\$\$)"#),
        // --password SECRET, wherever a command is shown
        format!(r#"(?:^|[\s'])--?[\w\-]*{NAMES}\s+(?<s>'[^']*'?|"[^"]*"?|[^\s'"\-][^\s'",;&)]*)"#),
        // mysql -pSECRET and curl -u user:SECRET
        r#"\b(?:mysql|mariadb)\w*\s(?:[^|;&\n]*\s)?-p(?<s>[^\s'"]+)"#.to_owned(),
        r#"\bcurl\s(?:[^|;&\n]*\s)?(?:-u|--user)[\s=]*["']?[^\s:"']+:(?<s>[^\s'"]+)"#.to_owned(),
        // Authorization: Bearer SECRET
        r#"(?i-u:authorization)["']?\s*[:=]\s*["']?(?:\w+\s+)?(?<s>[^\s'",;]+)"#.to_owned(),
        r#"\bBearer\s+(?<s>[^\s'",;]+)"#.to_owned(),
        // What libpq says of a string that it does not understand.
        r#"missing "=" after "(?<s>[^"]*)""#.to_owned(),
    ])
});

/// The same of a word of a command line, where it may be anything.
static WORDS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compiled(&[
        format!(r"\b\w*{NAMES}\s*=\s*(?<s>{VALUE})"),
        // user:SECRET@host, as all of it or in it
        r"^[^\s:@]*:(?<s>\S+)@[^\s@]*$".to_owned(),
        r#"[^\s'":@=]+:(?<s>[^\s'"]+)@[^\s'"@]"#.to_owned(),
    ])
});

fn compiled(patterns: &[String]) -> Vec<Regex> {
    let pattern = |it: &String| Regex::new(it).expect("the patterns are sound");
    patterns.iter().map(pattern).collect()
}

/// A text without what looks like a secret.
#[must_use]
pub fn conceal(text: &str) -> String {
    concealed(text, &[&PATTERNS], marked)
}

/// The same of what somebody typed or wrote where no such text belongs.
#[must_use]
pub fn conceal_word(word: &str) -> String {
    concealed(word, &[&PATTERNS, &WORDS], marked)
}

/// The same of a line of which a place is shown: it stays as long as it is.
#[must_use]
pub fn conceal_in_line(line: &str) -> String {
    concealed(line, &[&PATTERNS], |secret| {
        "*".repeat(secret.chars().count())
    })
}

fn marked(secret: &str) -> String {
    if secret == EXAMPLE { EXAMPLE } else { MARK }.to_owned()
}

fn concealed(text: &str, patterns: &[&Vec<Regex>], mark: impl Fn(&str) -> String) -> String {
    let mut text = text.to_owned();
    for pattern in patterns.iter().flat_map(|it| it.iter()) {
        let replaced = |found: &Captures<'_>| {
            let (whole, secret) = (&found[0], found.name("s").expect("each has one"));
            let start = secret.start() - found.get(0).map_or(0, |whole| whole.start());
            let end = start + secret.len();
            format!(
                "{}{}{}",
                &whole[..start],
                mark(secret.as_str()),
                &whole[end..]
            )
        };
        text = pattern.replace_all(&text, replaced).into_owned();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_secret_is_not_shown() {
        for text in [
            "psql postgres://u:Kestrel@h/d -c 'SELECT 1'",
            "postgresql://u:Kes/trel@Kestrel@h",
            "postgres:/u:Kestrel@h",
            "postgresql//u:Kestrel@h",
            "CONNECTION 'host=x password=Kestrel dbname=y'",
            "CONNECTION 'host=x password=''Kestrel Kestrel'' dbname=y'",
            "OPTIONS (user 'u', password 'Kestrel''Kestrel')",
            "CREATE ROLE r PASSWORD 'Kestrel' LOGIN",
            "CREATE ROLE r PASSWORD $$Kestrel$$",
            "CREATE SUBSCRIPTION s CONNECTION 'host=h password=x Kestrel' PUBLICATION p",
            "PGPASSWORD=Kestrel psql",
            "PGPASSWORD='Kestrel Kestrel' psql",
            "OPTIONS (secret_access_key 'Kestrel', api_token 'Kestrel",
            "jdbc:postgresql://h/d?user=u&password=Kestrel&x=y",
            "{\"password\": \"Kestrel\"}",
            "OPTIONS (pass 'Kestrel', passcode 'Kestrel')",
            "tool --password Kestrel; false",
            "tool --db-pass Kestrel",
            "DB_PASS=Kestrel tool --pass=Kestrel",
            "mysql -h db -pKestrel -e x",
            "curl -s -u u:Kestrel https://h",
            "curl -H 'Authorization: Bearer Kestrel' https://h",
            "header=Authorization: Basic Kestrel",
            "Bearer Kestrel",
            "invalid connection string syntax: missing \"=\" after \"Kestrel\" in it",
        ] {
            for shown in [conceal(text), conceal_word(text), conceal_in_line(text)] {
                assert!(!shown.contains("estrel"), "{shown}");
                assert!(shown.contains("***"), "{shown}");
            }
            let kept = conceal_in_line(text);
            assert_eq!(kept.chars().count(), text.chars().count(), "{kept}");
            assert_eq!(conceal(&conceal(text)), conceal(text));
        }
        for word in ["u:Kestrel@h/d", "host=h password = Kestrel"] {
            assert!(!conceal_word(word).contains("Kestrel"), "{word}");
        }
    }

    #[test]
    fn what_is_none_stays() {
        for text in [
            "postgresql://u@h:5432/d?sslmode=require",
            "password authentication failed for user \"u\"",
            "null value in column \"password\" violates not-null constraint",
            "COMMENT ON COLUMN users.password IS 'a hash'",
            "ALTER TABLE t ADD COLUMN token text, ADD password_hint text DEFAULT 'x'",
            "Key (token)=(abc) already exists.",
            "SET SESSION AUTHORIZATION app",
            "psql -p 5432 -U postgres --no-password -c 'SELECT 1'",
            "add --password-file PATH, or --url",
            "postgresql://u@h/d?require_auth=scram-sha-256",
        ] {
            assert_eq!(conceal(text), text);
        }
    }
}
