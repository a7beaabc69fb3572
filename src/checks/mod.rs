//! Questions about migrations and schemas; each returns findings.

mod error;
pub mod round_trip;

pub use error::Error;
