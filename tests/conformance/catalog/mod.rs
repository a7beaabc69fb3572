//! The catalog is blind to nothing and noisy about nothing: what differs is told, fact by fact, and
//! what only looks different is not.
//!
//! `fixtures/catalog/differ/` holds pairs of nearly equal schemas, `fixtures/catalog/equal/` pairs
//! that only look different; each file is a test.

mod completeness;
mod differ;
mod equal;
mod kinds;
mod pair;
mod reader;
