//! What this suite shares with others.

#[path = "../support/approved.rs"]
mod approved;

pub use approved::approved;
