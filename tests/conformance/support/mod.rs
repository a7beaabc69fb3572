//! What several files of the suite share.

pub mod application;
mod approved;
pub mod row;
pub mod scene;
pub mod shape;
pub mod times;

pub use approved::approved;
