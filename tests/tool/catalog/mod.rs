//! The catalog is blind to nothing and noisy about nothing: what differs is reported, fact by fact, and
//! what only looks different is not.
//!
//! `fixtures/catalog/differ/KIND/FACT.sql` are pairs of nearly equal schemas, `fixtures/catalog/equal/`
//! holds pairs that only look different; each file is a test.

mod completeness;
mod differ;
mod equal;
mod kinds;
pub mod pair;
mod reader;
