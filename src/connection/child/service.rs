//! A service file of our own, for a project whose `.env` names a service.

use std::io::{self, Write};

use tempfile::NamedTempFile;

use super::form::Server;
use crate::settings::Environment;

/// The service that it holds.
pub(super) const NAME: &str = "pgconform";

/// Only its owner can read it.
pub(super) fn write(server: &Server, environment: &Environment) -> io::Result<NamedTempFile> {
    let Server {
        host,
        port,
        user,
        password,
        database,
    } = server;
    let mut file = NamedTempFile::new_in(environment.temporary_folder())?;
    writeln!(
        file,
        "[{NAME}]\nhost={host}\nport={port}\nuser={user}\ndbname={database}\nsslmode=disable"
    )?;
    if !password.is_empty() {
        writeln!(file, "password={password}")?;
    }
    file.flush()?;
    Ok(file)
}
