//! Whether local servers are confined, and which other folders they may read.
//!
//! A migration is somebody else's program, run as a superuser: `COPY ... TO PROGRAM`, `pg_read_file`, `lo_export` and the
//! untrusted languages do whatever the server's user may do. Where the kernel has Landlock, a local server may do much less.

use std::path::{Path, PathBuf};

use super::{Error, note};
use crate::settings::{Confine, Value};

/// The first version of Landlock that restricts TCP: Linux 6.7.
const FIRST_WITH_TCP: i32 = 4;

/// The folders (or files) that servers may read, resolved; each must exist.
pub(super) fn allowed(paths: &Value<Vec<PathBuf>>) -> Result<Vec<PathBuf>, Error> {
    let resolved = paths.value.iter().map(|path| {
        path.canonicalize().map_err(|source| Error::AllowedPath {
            path: path.clone(),
            origin: paths.origin.clone(),
            source,
        })
    });
    resolved.collect()
}

/// Whether servers are to be confined by a kernel with this version of Landlock (0 for none). What it can't do is said
/// on stderr, once.
pub(super) fn decide(confine: &Value<Confine>, landlock: i32) -> Result<bool, Error> {
    let lack = lack(landlock);
    match (confine.value, lack) {
        (Confine::Off, _) => Ok(false),
        (Confine::Required, Some(lack)) => Err(Error::CannotConfine {
            lack,
            origin: confine.origin.clone(),
        }),
        (Confine::Required | Confine::Auto, None) => Ok(true),
        (Confine::Auto, Some(lack)) => {
            let is_partly = landlock > 0;
            let what = if is_partly {
                "servers are confined, except that they may use TCP"
            } else {
                "servers are not confined: the SQL of migrations can access what you can"
            };
            note::once(&format!("{what} ({lack})"));
            Ok(is_partly)
        }
    }
}

/// What a kernel with this version of Landlock can't do.
fn lack(landlock: i32) -> Option<&'static str> {
    match landlock {
        FIRST_WITH_TCP.. => None,
        1.. => Some("this kernel's Landlock does not restrict TCP, which Linux 6.7 does"),
        _ if cfg!(target_os = "linux") => Some("this kernel has no Landlock, or it is not enabled"),
        _ => Some("this system has no Landlock, which is Linux's"),
    }
}

/// Whether `path` is one of these, or stands below one.
pub(super) fn is_below(path: &Path, folders: &[PathBuf]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::settings::Origin;

    fn decided(confine: Confine, landlock: i32) -> Result<bool, String> {
        let confine = Value {
            value: confine,
            origin: Origin::Default,
        };
        let decided = decide(&confine, landlock);
        decided.map_err(|error| error.to_string())
    }

    #[rstest]
    #[case(Confine::Auto)]
    #[case(Confine::Required)]
    fn a_kernel_that_restricts_files_and_tcp_confines(#[case] confine: Confine) {
        assert_eq!(decided(confine, 4), Ok(true));
        assert_eq!(decided(confine, 10), Ok(true));
    }

    #[test]
    fn auto_confines_as_far_as_the_kernel_can() {
        assert_eq!(decided(Confine::Auto, 3), Ok(true));
        assert_eq!(decided(Confine::Auto, 0), Ok(false));
    }

    #[test]
    fn off_confines_nowhere() {
        assert_eq!(decided(Confine::Off, 10), Ok(false));
        assert_eq!(decided(Confine::Off, 0), Ok(false));
    }

    #[rstest]
    #[case(3, "does not restrict TCP")]
    #[case(0, "no Landlock")]
    fn required_is_an_error_that_names_what_the_kernel_lacks(
        #[case] landlock: i32,
        #[case] lack: &str,
    ) {
        let error = decided(Confine::Required, landlock).expect_err("the kernel can't");
        assert!(error.contains(lack), "{error}");
    }
}
