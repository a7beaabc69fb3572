//! Names that differ only in a point in time.

use std::collections::{BTreeMap, VecDeque};

/// What `is` holds, by the names that it has in `was`: a name that only one of them has meets one that is the same once
/// moments are `hidden`, in the order of the names.
pub(super) fn named_as_in<N: Ord + Clone, H: Ord, T: Clone>(
    was: &BTreeMap<N, T>,
    is: &BTreeMap<N, T>,
    hidden: impl Fn(&N) -> H,
) -> BTreeMap<N, T> {
    let mut alone: BTreeMap<H, VecDeque<&N>> = BTreeMap::new();
    for name in was.keys().filter(|it| !is.contains_key(*it)) {
        alone.entry(hidden(name)).or_default().push_back(name);
    }
    let met = is.iter().map(|(name, value)| {
        let other = if was.contains_key(name) {
            None
        } else {
            alone.get_mut(&hidden(name)).and_then(VecDeque::pop_front)
        };
        (other.unwrap_or(name).clone(), value.clone())
    });
    met.collect()
}
