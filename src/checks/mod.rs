//! Questions about migrations and schemas; each returns findings.

pub mod drift;
mod error;
mod help;
pub mod round_trip;
pub mod upgrade;

pub use error::Error;
