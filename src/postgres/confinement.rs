//! What local servers may reach beside their own: whether they are confined, and which folders they may read.
//!
//! A migration is somebody else's program, run as a superuser: `COPY ... TO PROGRAM`, `pg_read_file`, `lo_export` and the
//! untrusted languages do whatever the server's user may do. Where the kernel has Landlock, a local server may do much less.

use std::env;
use std::path::{Path, PathBuf};

use super::{Error, note};

const CONFINE: &str = "PGCONFORM_CONFINE";
const ALLOW_PATH: &str = "PGCONFORM_ALLOW_PATH";

/// The first version of Landlock that restricts TCP: Linux 6.7.
const FIRST_WITH_TCP: i32 = 4;

/// Whether local servers are confined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Confine {
    /// As far as the kernel can; what it can't is said once.
    #[default]
    Auto,
    /// Files and TCP both, or it is an error.
    Required,
    /// No.
    Off,
}

/// Whether local servers are confined, and what they may read nevertheless.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Confinement {
    confine: Confine,
    allowed: Vec<PathBuf>,
}

impl Confinement {
    /// `allowed` are folders (or files) that servers may read; each must be there.
    pub fn new(confine: Confine, allowed: &[PathBuf]) -> Result<Self, Error> {
        let resolved = allowed.iter().map(|path| {
            path.canonicalize().map_err(|source| Error::AllowedPath {
                path: path.clone(),
                source,
            })
        });
        Ok(Self {
            confine,
            allowed: resolved.collect::<Result<_, _>>()?,
        })
    }

    /// As `PGCONFORM_CONFINE` (`auto`, `required`, `off`) and `PGCONFORM_ALLOW_PATH` (folders with colons between) say.
    pub fn from_environment() -> Result<Self, Error> {
        let wish = env::var(CONFINE).unwrap_or_default();
        let confine = match wish.as_str() {
            "" | "auto" => Confine::Auto,
            "required" => Confine::Required,
            "off" => Confine::Off,
            _ => {
                return Err(Error::Setting {
                    name: CONFINE,
                    value: wish,
                    allowed: "it may be auto, required or off",
                });
            }
        };
        let folders = env::var_os(ALLOW_PATH).unwrap_or_default();
        let folders = env::split_paths(&folders).filter(|path| !path.as_os_str().is_empty());
        Self::new(confine, &folders.collect::<Vec<_>>())
    }

    /// What servers may read, resolved.
    pub(super) fn allowed(&self) -> &[PathBuf] {
        &self.allowed
    }

    /// Whether servers are to be confined by a kernel with this version of Landlock (0 for none). What it can't do is said
    /// on stderr, once.
    pub(super) fn decide(&self, landlock: i32) -> Result<bool, Error> {
        let lack = lack(landlock);
        match (self.confine, lack) {
            (Confine::Off, _) => Ok(false),
            (Confine::Required, Some(lack)) => Err(Error::CannotConfine { lack }),
            (Confine::Required | Confine::Auto, None) => Ok(true),
            (Confine::Auto, Some(lack)) => {
                let is_partly = landlock > 0;
                let what = if is_partly {
                    "servers are confined, except that they may use TCP"
                } else {
                    "servers are not confined: the SQL of migrations reaches what you may reach"
                };
                note::once(&format!("{what} ({lack})"));
                Ok(is_partly)
            }
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

    fn decided(confine: Confine, landlock: i32) -> Result<bool, String> {
        let confinement = Confinement {
            confine,
            allowed: Vec::new(),
        };
        let decided = confinement.decide(landlock);
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
