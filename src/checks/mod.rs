//! Questions about migrations and schemas; each returns findings.

pub mod baseline;
mod cure;
pub mod drift;
mod error;
pub mod findings;
pub mod round_trip;

pub use error::Error;
