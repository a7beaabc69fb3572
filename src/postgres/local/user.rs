//! PostgreSQL refuses to run as root; as root it is run as `nobody`.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use nix::unistd::{Gid, Uid, User};

use crate::postgres::Error;

/// Whom the servers run as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::postgres) enum RunAs {
    /// The user who runs us.
    Ourselves,
    /// Somebody with no rights, because we are root.
    Nobody(Uid, Gid),
}

impl RunAs {
    pub(in crate::postgres) fn choose() -> Result<Self, Error> {
        if !Uid::effective().is_root() {
            return Ok(Self::Ourselves);
        }
        match User::from_name("nobody") {
            Ok(Some(nobody)) => Ok(Self::Nobody(nobody.uid, nobody.gid)),
            _ => Err(Error::NoUnprivilegedUser),
        }
    }

    /// Lets the command run as that user.
    pub(in crate::postgres) fn apply(self, command: &mut Command) {
        if let Self::Nobody(uid, gid) = self {
            command.uid(uid.as_raw()).gid(gid.as_raw());
        }
    }

    /// Gives that user a file or directory.
    pub(in crate::postgres) fn own(self, path: &Path) -> Result<(), Error> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Nobody(uid, gid) => nix::unistd::chown(path, Some(uid), Some(gid))
                .map_err(|errno| Error::io("change the owner of", path)(errno.into())),
        }
    }
}
