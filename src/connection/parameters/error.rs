//! Why a connection string cannot be used.

use std::path::PathBuf;

/// The text is not a connection string, or asks for what cannot be had.
///
/// What was given is not repeated, since a piece of it may be the password; names of parameters and
/// files are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedUrl {
    /// It is in no form that libpq supports.
    #[error(
        "not a PostgreSQL URL; one looks like postgresql://user:password@host:5432/database?sslmode=require, \
         with the special characters of a password percent-encoded (@ is %40, / is %2F, : is %3A, # is %23)"
    )]
    NotAUrl,
    /// libpq has no such parameter.
    #[error(
        "'{name}' is not a parameter of a PostgreSQL URL: leave it out; there are {known}",
        known = super::known::names()
    )]
    Unknown {
        /// Its name.
        name: String,
    },
    /// Prisma has such a parameter, libpq has none.
    #[error(
        "'{name}' is a parameter of Prisma and not of PostgreSQL: keep it in DATABASE_URL, and give the address without it in DIRECT_URL"
    )]
    OfPrisma {
        /// Its name.
        name: &'static str,
    },
    /// libpq has such a parameter or value, and it cannot be had here.
    #[error("{name} is not supported: {why}")]
    Unsupported {
        /// The parameter's name.
        name: &'static str,
        /// What to do without.
        why: &'static str,
    },
    /// A parameter has a value that it cannot have.
    #[error("{name} may be {allowed}")]
    Value {
        /// The parameter's name.
        name: &'static str,
        /// What it may be.
        allowed: &'static str,
    },
    /// A file that was named, or that stands where libpq looks for it, cannot be used.
    #[error("{}: {why}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        why: String,
    },
}
