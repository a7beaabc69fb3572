//! Writes the address of a development server into `.env`.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::libc::O_NOFOLLOW;
use pgconform::connection::DatabaseUrl;
use pgconform::postgres::development::new_password;

use crate::cli::{Context, Failure, dot_env, output};

/// Only we may read the password.
const MODE: u32 = 0o600;
const DATABASE: &str = "pgconform";

/// Adds `DATABASE_URL` to the `.env` of this folder, or writes one: one further up belongs to something else. What a server had before is kept; a new one gets a
/// password that nobody can guess.
pub fn write(
    context: &Context,
    before: Option<&DatabaseUrl>,
    port: Option<u16>,
) -> Result<(), Failure> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Failure::File {
            doing: "write",
            path,
            source,
        }
    };
    let here = PathBuf::from(".env");
    // One that somebody else can write to is an error, here too.
    dot_env::find().map_err(failed(&here))?;
    let path = here;
    let url = if let Some(before) = before {
        before.clone()
    } else {
        DatabaseUrl::tcp("127.0.0.1", 5432, &new_password()?).with_database(DATABASE)
    };
    let url = match port {
        Some(port) => url.with_port(port),
        None => url,
    };
    add(&path, &url).map_err(failed(&path))?;
    let what = format!(
        "wrote DATABASE_URL into {}, with a password of its own (mode 0600, never commit it)",
        path.display()
    );
    output::note(context, &what);
    Ok(())
}

fn add(path: &Path, url: &DatabaseUrl) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(MODE)
        .custom_flags(O_NOFOLLOW)
        .open(path)?;
    // It may have been there, open to others, without a secret in it.
    file.set_permissions(Permissions::from_mode(MODE))?;
    let is_cut_short = fs::read(path)?.last().is_some_and(|byte| *byte != b'\n');
    let start = if is_cut_short { "\n" } else { "" };
    write!(
        file,
        "{start}# The development server of 'pgconform db start'.\nDATABASE_URL=\"{}\"\n",
        url.reveal()
    )
}
