//! The password that the clusters in derived images have, until a server of one gets its own.
//!
//! Whoever knows it gets into each new server for a moment, so it stands in the cache and only its owner reads it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::unistd::Uid;

use crate::postgres::password::Password;
use crate::postgres::{Error, cache};

const NAME: &str = "password";

/// The password that stands in this folder; a new one, with which older images are of no more use, where there
/// is none or others may have read it.
pub(super) fn of(folder: &Path) -> Result<Password, Error> {
    let _lock = cache::lock(folder, NAME)?;
    let path = folder.join(NAME);
    if let Some(password) = read(&path) {
        return Ok(password);
    }
    let password = Password::random()?;
    // Such a file is made for its owner only.
    let mut file =
        tempfile::NamedTempFile::new_in(folder).map_err(Error::io("write into", folder))?;
    file.write_all(password.reveal().as_bytes())
        .map_err(Error::io("write", file.path()))?;
    file.persist(&path)
        .map_err(|error| Error::io("write", &path)(error.error))?;
    Ok(password)
}

fn read(path: &Path) -> Option<Password> {
    let metadata = fs::symlink_metadata(path).ok()?;
    let rights_of_others = metadata.mode() & 0o077;
    let is_ours = metadata.uid() == Uid::effective().as_raw();
    let is_secret = metadata.is_file() && is_ours && rights_of_others == 0;
    let text = is_secret.then(|| fs::read_to_string(path).ok())??;
    Password::parse(&text)
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use pretty_assertions::assert_eq;

    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("there is room for a folder")
    }

    #[test]
    fn it_stays_the_same_and_only_its_owner_reads_it() {
        let folder = folder();
        let password = of(folder.path()).expect("the folder is ours");
        assert_eq!(of(folder.path()).expect("the folder is ours"), password);
        let metadata = fs::metadata(folder.path().join(NAME)).expect("it is there");
        assert_eq!(metadata.mode() & 0o777, 0o600);
    }

    #[test]
    fn one_that_others_could_read_or_plant_is_replaced() {
        let folder = folder();
        let path = folder.path().join(NAME);
        let first = of(folder.path()).expect("the folder is ours");
        fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("it is ours");
        let second = of(folder.path()).expect("the folder is ours");
        assert_ne!(second, first);

        let planted = folder.path().join("planted");
        fs::rename(&path, &planted).expect("it is ours");
        symlink(&planted, &path).expect("the name is free");
        let third = of(folder.path()).expect("the folder is ours");
        assert_ne!(third, second);
        assert!(fs::symlink_metadata(&path).expect("it is there").is_file());
    }

    #[test]
    fn what_is_no_password_of_ours_is_replaced() {
        let folder = folder();
        let path = folder.path().join(NAME);
        fs::write(&path, "postgres").expect("the folder is ours");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("it is ours");
        let password = of(folder.path()).expect("the folder is ours");
        assert_eq!(
            fs::read_to_string(&path).expect("it is there"),
            password.reveal()
        );
    }
}
