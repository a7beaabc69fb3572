//! The session that has the lock that another runner waits for.

use std::fmt;

use crate::escape;

/// The session that holds the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockHolder {
    /// Its backend's process id on the server.
    pub pid: i32,
    /// Its `application_name`.
    pub application: String,
    /// When its session began, in the server's words.
    pub since: String,
}

impl fmt::Display for LockHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pid,
            application,
            since,
        } = self;
        let application = escape::line(application);
        write!(f, "pid {pid} ('{application}', connected since {since})")
    }
}
