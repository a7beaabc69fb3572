//! What several modules of the suite need.

pub mod folder;
pub mod moves;
