//! Writes the address of a development server into `.env`.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use pgconform::connection::DatabaseUrl;
use pgconform::files;
use pgconform::postgres::development::new_password;

use crate::cli::{Context, Failure, dot_env, output};

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
    dot_env::find()?;
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
        "wrote DATABASE_URL into {}, with a new password (mode 0600, never commit it)",
        path.display()
    );
    output::note(context, &what);
    Ok(())
}

fn add(path: &Path, url: &DatabaseUrl) -> io::Result<()> {
    let before = match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => {
            let why = "it is a symbolic link; put the file itself there";
            return Err(io::Error::other(why));
        }
        Ok(_) => files::read_text(path)?,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let is_cut_short = !before.is_empty() && !before.ends_with('\n');
    let start = if is_cut_short { "\n" } else { "" };
    let text = format!(
        "{before}{start}# The development server of 'pgconform db start'.\nDATABASE_URL=\"{}\"\n",
        url.reveal()
    );
    // As a whole: half an address would be taken for one. It may have been there, open to others, without a secret in it.
    files::replace_secret(path, &text)
}
