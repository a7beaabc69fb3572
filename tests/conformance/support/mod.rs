//! What several modules share.

mod approved;

pub use approved::approved;
