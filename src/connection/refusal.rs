//! Why a server refuses a user, and what to do about it.

use tokio_postgres::error::SqlState;

use super::DatabaseUrl;

/// Another user or another password may be let in.
const CHECK: &str = "check the user and the password in the URL";
const NO_LINE: &str = "add a line to pg_hba.conf for this user, database and host";

/// The server's words where they say more than the code, and the help.
pub(super) fn explain(target: &DatabaseUrl, error: &tokio_postgres::Error) -> String {
    let Some(refusal) = error
        .as_db_error()
        .filter(|it| *it.code() == SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
    else {
        return CHECK.to_owned();
    };
    let help = help(refusal.message(), target);
    if repeats_the_password(refusal.message(), target) {
        return help.to_owned();
    }
    format!("{}; {help}", refusal.message())
}

/// PostgreSQL ends a message about pg_hba.conf with how the connection was encrypted. In another language, or
/// from a pooler, the message alone has to do.
fn help(message: &str, target: &DatabaseUrl) -> &'static str {
    if !message.contains("pg_hba.conf") {
        return CHECK;
    }
    // Where the other mode was refused before, or does not exist, as on a socket, encryption is not the reason.
    if target.tls().modes().len() > 1 || message.contains("\"[local]\"") {
        return NO_LINE;
    }
    if message.ends_with("no encryption") {
        "set sslmode=require"
    } else if message.ends_with("SSL encryption") {
        "the server refuses the encrypted connection: add a hostssl line to pg_hba.conf for this user, \
         database and host"
    } else {
        NO_LINE
    }
}

/// A server of PostgreSQL never does, what stands before it may. A password that is the name of the user or the
/// database is shown with the target anyway.
fn repeats_the_password(message: &str, target: &DatabaseUrl) -> bool {
    let Some(password) = target.config().get_password() else {
        return false;
    };
    let password = String::from_utf8_lossy(password);
    message.contains(&*password) && !target.to_string().contains(&*password)
}
