//! Distributes shards so that the longest portion is as short as possible.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::checks::round_trip::shards::shard::Shard;

/// What it costs to apply a migration once on the way to a portion's first, as a part of what its proof costs: 33 of 180 ms
/// were measured in a history of 1,000 steps.
const REPLAY: f64 = 0.2;

/// So often the longest time is halved towards the least: beyond that nothing changes.
const HALVINGS: usize = 60;

/// What the proof of each shard costs. A step that no earlier proof knew costs as much as the others on average.
pub(super) fn costs(shards: &[Shard], times: &BTreeMap<String, f64>) -> Vec<f64> {
    let known: Vec<f64> = times.values().copied().collect();
    let average = if known.is_empty() {
        1.0
    } else {
        let sum: f64 = known.iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "there are not so many steps")]
        let count = known.len() as f64;
        sum / count
    };
    let cost = |shard: &Shard| {
        let steps = shard.migrations.iter();
        steps
            .map(|it| times.get(&it.id).copied().unwrap_or(average))
            .sum()
    };
    shards.iter().map(cost).collect()
}

/// Shards in a row for each of so many portions. The last proves the last shard, and makes the trip from there.
pub(super) fn cut(costs: &[f64], portions: usize) -> Vec<Range<usize>> {
    let count = costs.len();
    let Some(last) = count.checked_sub(1).filter(|_| portions > 1) else {
        let nothing = count..count;
        let mut all = vec![nothing; portions.saturating_sub(1)];
        all.push(0..count);
        return all;
    };
    let (mut too_short, mut enough) = (0.0, costs.iter().sum::<f64>() * 2.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(too_short, enough);
        match within(&costs[..last], portions - 1, middle) {
            Some(_) => enough = middle,
            None => too_short = middle,
        }
    }
    let mut cut = within(&costs[..last], portions - 1, enough).unwrap_or_default();
    cut.resize(portions - 1, last..last);
    cut.push(last..count);
    cut
}

/// The same with no portion longer than this; `None` where that takes more portions.
fn within(costs: &[f64], portions: usize, longest: f64) -> Option<Vec<Range<usize>>> {
    let mut cut: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < costs.len() {
        // Whoever begins here applies all that comes before.
        let before: f64 = costs[..start].iter().sum();
        let mut time = before * REPLAY;
        let mut end = start;
        while end < costs.len() && time + costs[end] <= longest {
            time += costs[end];
            end += 1;
        }
        if end == start || cut.len() == portions {
            return None;
        }
        cut.push(start..end);
        start = end;
    }
    Some(cut)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn every_shard_is_dealt_out_once_and_the_last_goes_to_the_last_portion() {
        for shards in 0..30 {
            for portions in 1..12 {
                let cut = cut(&vec![1.0; shards], portions);
                assert_eq!(cut.len(), portions);
                let dealt: Vec<usize> = cut.iter().cloned().flatten().collect();
                assert_eq!(dealt, (0..shards).collect::<Vec<_>>(), "{cut:?}");
                let last = &cut[portions - 1];
                assert_eq!(last.clone().count() > 0, shards > 0, "{cut:?}");
            }
        }
    }

    #[test]
    fn portions_are_as_long_as_each_other_with_what_they_replay() {
        assert_eq!(cut(&[1.0; 9], 3), [0..4, 4..8, 8..9]);
        // One long shard is a portion of its own.
        assert_eq!(cut(&[1.0, 1.0, 9.0, 1.0, 1.0], 4), [0..2, 2..3, 3..4, 4..5]);
    }
}
