//! The lock is held until the end, or the run says that it was not.
