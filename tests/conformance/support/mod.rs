//! What several files of the suite share.

pub mod row;
pub mod scene;
pub mod shape;
