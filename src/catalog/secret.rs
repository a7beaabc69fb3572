//! Secrets in a catalog, which are compared and never shown.
//!
//! Passwords are in the options of foreign servers, user mappings and the like, and in the connection strings of
//! subscriptions. A catalog holds a hash in their place, with a key that this process alone knows and forgets, so that nobody
//! can try passwords on it; and not even that hash leaves the catalog.

use std::sync::LazyLock;

use hmac::{Hmac, KeyInit, Mac};
use regex::{Captures, Regex};
use serde_json::Value;
use sha2::Sha256;

use crate::escape;

/// How much of a fact is secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrecy {
    /// All of it, but the names in a list of `name=value`.
    Whole,
    /// What looks like a secret in a list of `name=value`.
    Parts,
}

static KEY: LazyLock<[u8; 32]> = LazyLock::new(|| {
    let mut key = [0; 32];
    getrandom::fill(&mut key).expect("the system has random numbers");
    key
});

/// What stands in a secret's place in a catalog.
static HIDDEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("<secret [0-9a-f]{24}>").expect("it is sound"));

/// The value of a fact without its secrets.
pub(super) fn hidden(value: Value, secrecy: Secrecy) -> Value {
    match value {
        Value::String(text) => match text.split_once('=') {
            _ if secrecy == Secrecy::Parts && escape::conceal(&text) == text => text.into(),
            Some((name, secret)) => format!("{name}={}", mark(secret)).into(),
            None => mark(&text).into(),
        },
        Value::Array(items) => {
            let items = items.into_iter().map(|item| hidden(item, secrecy));
            items.collect()
        }
        Value::Object(fields) => {
            let fields = fields
                .into_iter()
                .map(|(key, value)| (key, hidden(value, secrecy)));
            fields.collect()
        }
        other => other,
    }
}

fn mark(secret: &str) -> String {
    let hash = Hmac::<Sha256>::new_from_slice(&*KEY).expect("a key may be of any length");
    let hash = hash.chain_update(secret).finalize().into_bytes();
    let hash: String = hash[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("<secret {hash}>")
}

/// A text in which each secret looks like any other.
pub(super) fn plain(text: &str) -> String {
    HIDDEN.replace_all(text, "<secret>").into_owned()
}

/// The two values of a fact that differs, so that they can be shown: a secret that only the second one has is another one.
pub(super) fn shown(was: Option<&Value>, is: Option<&Value>) -> [Option<Value>; 2] {
    let before = was.map(Value::to_string).unwrap_or_default();
    let other = |found: &Captures<'_>| {
        let is_known = before.is_empty() || before.contains(&found[0]);
        if is_known {
            "<secret>"
        } else {
            "<another secret>"
        }
        .to_owned()
    };
    [
        was.map(|value| each(value, &|text| plain(text))),
        is.map(|value| each(value, &|text| HIDDEN.replace_all(text, other).into_owned())),
    ]
}

/// A value with each of its texts made into another.
fn each(value: &Value, text: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(it) => text(it).into(),
        Value::Array(items) => items.iter().map(|item| each(item, text)).collect(),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(key, value)| (key.clone(), each(value, text)));
            fields.collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_secret_is_the_same_and_another_is_another() {
        let options = |password: &str| json!(["host=h", format!("password={password}")]);
        let [a, again, b] = ["a", "a", "b"].map(|it| hidden(options(it), Secrecy::Parts));
        assert_eq!(a, again);
        assert_ne!(a, b);
        let [was, is] = shown(Some(&a), Some(&b));
        assert_eq!(was, Some(json!(["host=h", "password=<secret>"])));
        assert_eq!(is, Some(json!(["host=h", "password=<another secret>"])));
        let whole = hidden(options("a"), Secrecy::Whole).to_string();
        assert_eq!(plain(&whole), r#"["host=<secret>","password=<secret>"]"#);
        assert_eq!(plain(&mark("a")), "<secret>");
    }
}
