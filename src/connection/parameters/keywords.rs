//! `host=db.example user=app password='it''s'`

use std::iter::Peekable;
use std::str::Chars;

use super::{MalformedUrl, Parameters};
use MalformedUrl::{Malformed, NotAUrl, Unknown};

/// There may be spaces around `=`; a value with spaces, and an empty one, stands in single quotes;
/// a backslash takes the next character as it is.
pub(super) fn read(text: &str, into: &mut Parameters) -> Result<(), MalformedUrl> {
    let mut rest = text.chars().peekable();
    let mut any = false;
    loop {
        skip_spaces(&mut rest);
        let mut name = String::new();
        while let Some(c) = rest.next_if(|c| *c != '=' && !c.is_whitespace()) {
            name.push(c);
        }
        if name.is_empty() && rest.peek().is_none() {
            break;
        }
        skip_spaces(&mut rest);
        rest.next_if_eq(&'=').ok_or(NotAUrl)?;
        skip_spaces(&mut rest);
        let value = value(&mut rest)?;
        into.give(&name, value).map_err(|error| match error {
            // It may be the end of a password with a blank in it.
            Unknown { .. } if into.get("password").is_some() => Malformed {
                why: "it has a parameter that libpq does not know, whose name is not shown, as it may be the end of a password; \
                      a value with a space is in single quotation marks",
            },
            other => other,
        })?;
        any = true;
    }
    if any { Ok(()) } else { Err(NotAUrl) }
}

fn value(rest: &mut Peekable<Chars<'_>>) -> Result<String, MalformedUrl> {
    let quoted = rest.next_if_eq(&'\'').is_some();
    let mut value = String::new();
    loop {
        match rest.peek() {
            None if quoted => {
                let why = "a quotation mark is not closed";
                return Err(Malformed { why });
            }
            None => return Ok(value),
            Some('\'') if quoted => {
                rest.next();
                return Ok(value);
            }
            Some(c) if !quoted && c.is_whitespace() => return Ok(value),
            Some('\\') => {
                rest.next();
                value.extend(rest.next());
            }
            Some(_) => value.extend(rest.next()),
        }
    }
}

fn skip_spaces(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|c| c.is_whitespace()).is_some() {}
}
