//! The password file: a line for each server, database and user.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use super::{Environment, MalformedUrl, Parameters, Passwords};
use crate::files;

/// Looks the password up that <https://www.postgresql.org/docs/16/libpq-pgpass.html> speaks of.
///
/// A file that others can read is refused, where libpq warns and goes on without. Several hosts
/// must have the same password.
pub(super) fn complete(
    parameters: &mut Parameters,
    environment: Environment<'_>,
    passwords: Passwords,
) -> Result<(), MalformedUrl> {
    let given = parameters.get("passfile").map(PathBuf::from);
    let own = || Some(PathBuf::from(environment("HOME")?).join(".pgpass"));
    let Some(path) = given.or_else(own) else {
        return Ok(());
    };
    let Ok(metadata) = fs::metadata(&path) else {
        return Ok(());
    };
    let error = |why: String| MalformedUrl::File {
        path: path.clone(),
        why,
    };
    if !metadata.is_file() {
        return Ok(());
    }
    if metadata.mode() & 0o077 != 0 {
        let why = "others can read the passwords in it\nhelp: run chmod 600 on it";
        return Err(error(why.to_owned()));
    }
    let text = files::read_text(&path).map_err(|it| error(it.to_string()))?;
    let user = parameters.get("user").unwrap_or("postgres");
    let database = parameters.get("dbname").unwrap_or(user);
    let ports = parameters.list("port");
    let hosts = match parameters.list("host") {
        hosts if hosts.is_empty() => parameters.list("hostaddr"),
        hosts => hosts,
    };
    let found = hosts.iter().enumerate().map(|(at, host)| {
        let port = ports.get(at).or(ports.first()).copied().unwrap_or("5432");
        // What is asked for by the directory of its socket is called localhost, as libpq does it.
        let host = if is_default_socket(host) {
            "localhost"
        } else {
            host
        };
        password(&text, [host, port, database, user], passwords)
    });
    let found: BTreeSet<Option<String>> = found.collect();
    if found.len() > 1 {
        let why = "it has several passwords for these hosts\nhelp: connect to one of them";
        return Err(error(why.to_owned()));
    }
    if let Some(password) = found.into_iter().flatten().next() {
        parameters.give("password", password)?;
    }
    Ok(())
}

fn is_default_socket(host: &str) -> bool {
    ["/tmp", "/var/run/postgresql", "/run/postgresql"].contains(&host)
}

/// The last field of the first line whose other four match.
fn password(text: &str, wanted: [&str; 4], passwords: Passwords) -> Option<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(fields).find_map(|fields| {
        let [patterns @ .., password] = fields.as_slice() else {
            return None;
        };
        let names_host = patterns.first().is_some_and(|host| host != "*");
        let matches = patterns.len() == wanted.len()
            && (names_host || passwords == Passwords::AsLibpq)
            && patterns
                .iter()
                .zip(wanted)
                .all(|(pattern, wanted)| pattern == "*" || pattern == wanted);
        matches.then(|| password.clone())
    })
}

/// At most five, between colons; a backslash takes the next character as it is.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c == ':' && fields.len() < 5 {
            fields.push(String::new());
            continue;
        }
        let taken = if c == '\\' { rest.next() } else { Some(c) };
        if let Some(last) = fields.last_mut() {
            last.extend(taken);
        }
    }
    fields
}
