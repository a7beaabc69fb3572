//! Checks that need all migrations in a row: the trip from head to base and back, one run of a tool that keeps its session, and
//! whether there was anything to undo.

pub(in crate::checks::round_trip) mod full_trip;
pub(in crate::checks::round_trip) mod one_run;
pub(in crate::checks::round_trip) mod vacuous;
