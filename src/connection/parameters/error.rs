//! Why a connection string cannot be used.

use std::path::PathBuf;

/// The text is not a connection string, or asks for what is not supported.
///
/// What was given is not repeated, since a piece of it may be the password; names of parameters and
/// files are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedUrl {
    /// It is in no form that libpq supports.
    #[error(
        "not a PostgreSQL URL\nhelp: a URL looks like postgresql://user:password@host:5432/database?sslmode=require, \
         with the special characters of a password percent-encoded (@ is %40, / is %2F, : is %3A, # is %23)"
    )]
    NotAUrl,
    /// It is nearly in one of them.
    #[error(
        "not a PostgreSQL URL: {why}\nhelp: a URL looks like postgresql://user:password@host:5432/database?sslmode=require, \
         with the special characters of a password percent-encoded (@ is %40, / is %2F, : is %3A, # is %23)"
    )]
    Malformed {
        /// Which piece of it is wrong, and how.
        why: &'static str,
    },
    /// It is another database's, or no database's.
    #[error(
        "not a PostgreSQL URL: its scheme is '{name}', not postgresql\nhelp: a URL looks like \
         postgresql://user:password@host:5432/database?sslmode=require, with the special characters of a password \
         percent-encoded (@ is %40, / is %2F, : is %3A, # is %23)"
    )]
    Scheme {
        /// What stands before `://`.
        name: String,
    },
    /// libpq has no such parameter.
    #[error(
        "'{name}' is not a parameter of a PostgreSQL URL\nhelp: remove it; the parameters are {known}",
        known = super::known::names()
    )]
    Unknown {
        /// Its name.
        name: String,
    },
    /// libpq has such a parameter or value, and it is not supported here.
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
