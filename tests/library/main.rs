//! The promises of the library to the tests of other projects.

mod builder;
mod clients;
mod migrators;
mod public_api;
mod runtime;
mod support;
mod values;
