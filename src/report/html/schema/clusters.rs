//! Tables that belong together: groups that are small enough to take in at a glance, made from the foreign keys.
//!
//! Two groups become one where more foreign keys lie between them than chance would put there (Newman's modularity), the
//! best pair first, until no pair is left or each would be too large. What stays small joins the group it has most to do
//! with.

use std::collections::{BTreeMap, BTreeSet};

use super::Model;

/// A picture of more tables is no longer read; a schema of so few has one.
const MOST: usize = 16;
/// Fewer tables than these do not get their own picture.
const FEW: usize = 4;
const ONE_PICTURE: usize = 26;

/// Tables that are drawn together.
pub(super) struct Cluster {
    /// Places in the model, ascending.
    pub tables: Vec<usize>,
    /// The table that most point to.
    pub title: String,
}

impl Cluster {
    pub fn name(&self, _model: &Model<'_>) -> &str {
        &self.title
    }
}

/// The groups, the largest first, and the tables without foreign keys.
pub(super) fn clusters(model: &Model<'_>) -> (Vec<Cluster>, Vec<usize>) {
    let between: BTreeSet<(usize, usize)> = model
        .references
        .iter()
        .filter(|it| it.from != it.to)
        .map(|it| (it.from.min(it.to), it.from.max(it.to)))
        .collect();
    let linked: BTreeSet<usize> = between.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let alone = (0..model.tables.len()).filter(|at| !linked.contains(at));
    let alone: Vec<usize> = alone.collect();
    if linked.is_empty() {
        return (Vec::new(), alone);
    }
    let groups = if linked.len() <= ONE_PICTURE {
        vec![linked.into_iter().collect()]
    } else {
        merged(model.tables.len(), &between, &linked)
    };
    let mut clusters: Vec<Cluster> = groups.into_iter().map(|it| named(it, model)).collect();
    clusters.sort_by_key(|it| (std::cmp::Reverse(it.tables.len()), it.tables[0]));
    (clusters, alone)
}

fn named(tables: Vec<usize>, model: &Model<'_>) -> Cluster {
    let inside = |at: &usize| tables.contains(at);
    let pointed = |at: &&usize| {
        let all = model.references.iter();
        let own = all.filter(|it| it.to == **at && it.from != it.to && inside(&it.from));
        (own.count(), std::cmp::Reverse(**at))
    };
    let hub = tables
        .iter()
        .max_by_key(pointed)
        .copied()
        .unwrap_or_default();
    Cluster {
        title: model.tables[hub].label.clone(),
        tables,
    }
}

/// What lies between groups, each named by its lowest table.
type Links = BTreeMap<usize, BTreeMap<usize, u64>>;

fn merged(
    number: usize,
    between: &BTreeSet<(usize, usize)>,
    linked: &BTreeSet<usize>,
) -> Vec<Vec<usize>> {
    let mut members: Vec<Vec<usize>> = (0..number).map(|at| vec![at]).collect();
    let mut degree = vec![0_u64; number];
    let mut links = Links::new();
    for (a, b) in between {
        degree[*a] += 1;
        degree[*b] += 1;
        *links.entry(*a).or_default().entry(*b).or_default() += 1;
        *links.entry(*b).or_default().entry(*a).or_default() += 1;
    }
    let twice = 2 * between.len() as u64;
    loop {
        // In whole numbers: the gain of a pair times the square of twice the number of keys.
        let gain = |a: usize, b: usize, keys: u64| {
            i128::from(keys * twice) - i128::from(degree[a] * degree[b])
        };
        let pairs = links.iter().flat_map(|(a, others)| {
            let later = others.range(a + 1..);
            later.map(move |(b, keys)| (gain(*a, *b, *keys), *a, *b))
        });
        let size = |at: usize| members[at].len();
        let fits = |(gain, a, b): &(i128, usize, usize)| {
            let is_small = size(*a).min(size(*b)) < FEW;
            size(*a) + size(*b) <= MOST && (*gain > 0 || is_small)
        };
        let best = pairs
            .filter(fits)
            .max_by_key(|(gain, a, b)| (*gain, std::cmp::Reverse((*a, *b))));
        let Some((_, a, b)) = best else {
            break;
        };
        let moved = std::mem::take(&mut members[b]);
        members[a].extend(moved);
        degree[a] += degree[b];
        for (other, keys) in links.remove(&b).unwrap_or_default() {
            if let Some(of_other) = links.get_mut(&other) {
                of_other.remove(&b);
                if other != a {
                    *of_other.entry(a).or_default() += keys;
                }
            }
            if other != a {
                *links.entry(a).or_default().entry(other).or_default() += keys;
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = members
        .into_iter()
        .filter(|it| it.first().is_some_and(|at| linked.contains(at)))
        .collect();
    for group in &mut groups {
        group.sort_unstable();
    }
    groups
}
