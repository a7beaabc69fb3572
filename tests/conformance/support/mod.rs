//! What several files of the suite share.

pub mod application;
pub mod row;
pub mod scene;
pub mod shape;
pub mod times;
