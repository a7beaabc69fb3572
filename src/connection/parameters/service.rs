//! The service file: sections of parameters, each with a name.

use std::io::ErrorKind;
use std::path::PathBuf;

use super::{Environment, MalformedUrl, Parameters, Passwords};
use crate::files;

/// <https://www.postgresql.org/docs/16/libpq-pgservice.html>
pub(super) fn complete(
    parameters: &mut Parameters,
    environment: Environment<'_>,
    passwords: Passwords,
) -> Result<(), MalformedUrl> {
    let named = parameters.get("service").map(str::to_owned);
    let Some(service) = named.or_else(|| environment("PGSERVICE")) else {
        return Ok(());
    };
    let given = parameters.get("servicefile").map(str::to_owned);
    let given = given.or_else(|| environment("PGSERVICEFILE"));
    let own = || Some(PathBuf::from(environment("HOME")?).join(".pg_service.conf"));
    let system = || Some(PathBuf::from(environment("PGSYSCONFDIR")?).join("pg_service.conf"));
    let is_given = given.is_some();
    let places: Vec<PathBuf> = match given {
        Some(path) => vec![PathBuf::from(path)],
        None => own().into_iter().chain(system()).collect(),
    };
    for path in &places {
        let why = |why: String| MalformedUrl::File {
            path: path.clone(),
            why,
        };
        let text = match files::read_text(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound && !is_given => continue,
            Err(error) => return Err(why(error.to_string())),
        };
        if let Some(lines) = section(&text, &service) {
            let pair = |(number, line): (usize, &'_ str)| {
                let pair = line.split_once('=');
                let (name, value) =
                    pair.ok_or_else(|| why(format!("line {number} is not name=value")))?;
                Ok::<_, MalformedUrl>((name.trim().to_owned(), value.trim().to_owned()))
            };
            let pairs: Vec<_> = lines.into_iter().map(pair).collect::<Result<_, _>>()?;
            let is_place = |name: &str| ["host", "hostaddr"].contains(&name);
            let has_place = ["host", "hostaddr"]
                .iter()
                .any(|it| parameters.get(it).is_some());
            let is_of_its_host = !has_place && pairs.iter().any(|(name, _)| is_place(name));
            for (name, value) in pairs {
                let is_meant = passwords == Passwords::AsLibpq || is_of_its_host;
                if is_meant || name != "password" {
                    parameters.give_if_missing(&name, value)?;
                }
            }
            return Ok(());
        }
    }
    let path = places.into_iter().next();
    Err(MalformedUrl::File {
        path: path.unwrap_or_else(|| PathBuf::from("pg_service.conf")),
        why: "it has no service of that name\nhelp: add it, or name another file in PGSERVICEFILE"
            .to_owned(),
    })
}

/// The lines of a section, with their numbers.
fn section<'a>(text: &'a str, name: &str) -> Option<Vec<(usize, &'a str)>> {
    let header = format!("[{name}]");
    let mut lines = text.lines().map(str::trim).zip(1..);
    lines.find(|(line, _)| *line == header)?;
    let content = lines.take_while(|(line, _)| !line.starts_with('['));
    let content = content.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    Some(content.map(|(line, number)| (number, line)).collect())
}
