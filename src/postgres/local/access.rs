//! Who may connect to a local server: the user who runs pgconform, as any role, and nobody else.
//!
//! The kernel says who is at the other end of a Unix socket. That is not a secret that could be
//! read or guessed, it costs nothing, and a migration that changes a password changes nothing about it.
//! The user that the server itself runs as is not let in: where root runs us, other daemons are
//! that user too.

use std::path::Path;

use nix::unistd::{Uid, User};

use super::untrusted;
use crate::postgres::Error;
use crate::settings::{SettingType, Settings};
use crate::sql;

/// `pg_hba.conf` of a server that listens on its socket only.
pub(super) const BY_SOCKET: &str = "local all all peer map=pgconform\n";

/// The lines of `pg_hba.conf` of a server that listens on the loopback interface, too. Other roles may have passwords that
/// stand in a migration, so only those are let in there whose password is random: the superuser, and the role that the
/// migrations are run as.
fn by_socket_and_tcp(role: Option<&str>) -> Vec<String> {
    let mut lines = vec![
        BY_SOCKET.trim_end().to_owned(),
        "host all postgres 127.0.0.1/32 scram-sha-256".to_owned(),
    ];
    // In quotation marks no name is a keyword or a group.
    lines.extend(role.map(|role| {
        let role = role.replace('"', "\"\"");
        format!("host all \"{role}\" 127.0.0.1/32 scram-sha-256")
    }));
    lines
}

/// The first major version whose `pg_ident.conf` knows a word for any role.
const ANY_ROLE: u32 = 16;

/// `pg_ident.conf`: the user who runs us, by the name that the server will find for that user. Where the file has no word for any
/// role, the superuser and the role that the migrations are run as are let in.
pub(super) fn map(settings: &Settings) -> Result<String, Error> {
    let roles = if settings.major().number() >= ANY_ROLE {
        vec!["all".to_owned()]
    } else {
        let own = settings.as_role.as_ref().map(|it| it.value.to_text());
        let own = own.filter(|it| !it.contains(['"', '\n']));
        let roles = ["postgres".to_owned()].into_iter().chain(own);
        roles.map(|it| format!("\"{it}\"")).collect()
    };
    let uid = Uid::effective();
    let user = User::from_uid(uid).ok().flatten();
    user.and_then(|user| map_of(&user.name, &roles)).ok_or_else(|| {
        Error::Prepare(format!(
            "user {uid} has no name that pg_ident.conf can hold\nhelp: run pgconform as a user with a plain name in /etc/passwd"
        ))
    })
}

/// None for a name that the file cannot hold, or would read as a pattern.
fn map_of(name: &str, roles: &[String]) -> Option<String> {
    let is_plain = !name.is_empty()
        && !name.starts_with('/')
        && !name.contains(|c: char| c == '"' || c.is_control());
    let lines = roles
        .iter()
        .map(|role| format!("pgconform \"{name}\" {role}\n"));
    is_plain.then(|| lines.collect())
}

/// Writes both files into a data directory that initdb has just made.
pub(super) fn write(data: &Path, map: &str) -> Result<(), Error> {
    for (name, text) in [("pg_hba.conf", BY_SOCKET), ("pg_ident.conf", map)] {
        let path = data.join(name);
        untrusted::overwrite(&path, text).map_err(Error::io("write", &path))?;
    }
    Ok(())
}

/// The statements that let clients in over TCP: the superuser, and a role. A connection that begins after them is judged by the new
/// lines: the postmaster reads its files again before it takes another one.
pub(super) fn open_tcp(data: &Path, role: Option<&str>) -> String {
    let lines = by_socket_and_tcp(role);
    let lines = lines.iter().map(|line| format!("({})", sql::literal(line)));
    let lines = lines.collect::<Vec<_>>().join(", ");
    let file = data.join("pg_hba.conf");
    let file = sql::literal(&file.to_string_lossy());
    format!("COPY (VALUES {lines}) TO {file}; SELECT pg_reload_conf()")
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_name_stands_in_the_map_as_it_is_or_not_at_all() {
        let any = ["all".to_owned()];
        for name in ["root", "ann", "DOMAIN\\ann", "@ann", "all", "ann b"] {
            let line = format!("pgconform \"{name}\" all\n");
            assert_eq!(map_of(name, &any), Some(line));
        }
        for name in ["", "/^.*$", "ann\" all\npgconform \"", "ann\nbob"] {
            assert_eq!(map_of(name, &any), None, "{name}");
        }
    }
}
