//! Notes for the user although nothing failed.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Mutex, Once, PoisonError};

use crate::escape;

static NOT_YET: Once = Once::new();

/// Says on stderr which source of servers was taken and why, once in a process.
///
/// It is written past the test harness' capture, so that a green run shows it too.
pub(super) fn source_taken(text: &str) {
    NOT_YET.call_once(|| say(text));
}

/// Says one line on stderr, unless this process has said it before.
pub(super) fn once(text: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.insert(text.to_owned()) {
        say(text);
    }
}

/// Says something on stderr; its further lines are set in.
pub(super) fn say(text: &str) {
    let text = escape::output(&escape::continued(&format!("pgconform: {text}")));
    // Nobody can be told that stderr is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}
