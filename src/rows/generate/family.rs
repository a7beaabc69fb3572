//! The rows that a table gets: a plain one, and others with one kind of awkward value each.
//!
//! Each kind has a row of its own, so that a row which stands in a migration's way is removed alone.

/// Rows are numbered from one round to the next in steps of so many. It shares no divisor with ten, so that what is cut
/// to its last digits differs from round to round.
pub(super) const STEP: usize = 7;

/// What the values of one row have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Family {
    /// Short, lower-case, positive: what nearly every migration expects.
    Plain,
    /// Mixed case, blanks, quotes, other alphabets, negatives, fractions, moments just before midnight, lists with a NULL.
    Mixed,
    /// As long as the column takes, beyond the next narrower type, far away in time.
    Long,
    /// Zero, empty texts, empty lists, empty ranges, the epoch.
    Zero,
    /// NULL where it is taken, else the column's default.
    Null,
    /// The plain row once more, in each column in which nothing forbids it.
    Twin,
    /// A further value of a list, such as the labels of an enum.
    Listed,
}

/// A row that is to be made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sort {
    pub family: Family,
    /// No other row of the table has the same.
    pub number: usize,
    /// The number of the plain row of the same round.
    pub first: usize,
    /// Which value of a list is its own.
    pub place: usize,
}

/// How many kinds of rows a table gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variety {
    /// Each family.
    Full,
    /// What still shows a change of a table that has every family already.
    Some,
}

/// The rows of one round; `listed` is the length of the longest list of values that a column takes.
pub(super) fn sorts(round: usize, variety: Variety, listed: usize) -> Vec<Sort> {
    use Family::{Listed, Long, Mixed, Null, Plain, Twin, Zero};
    let families: &[(Family, usize)] = match variety {
        Variety::Full => &[
            (Plain, 0),
            (Mixed, 1),
            (Long, 2),
            (Zero, 3),
            (Null, 3),
            (Twin, 0),
        ],
        Variety::Some => &[(Plain, 0), (Mixed, 1)],
    };
    let further = match (variety, listed) {
        (Variety::Some, _) | (_, 0..=IN_FAMILIES) => Vec::new(),
        (_, 0..=MOST_LISTED) => (IN_FAMILIES..listed).collect(),
        _ => vec![listed / 2, listed - 1],
    };
    let first = round * STEP;
    let sort = |family, number, place| Sort {
        family,
        number,
        first,
        place,
    };
    let families = families.iter().zip(first..);
    let families = families.map(|(&(family, place), number)| sort(family, number, place));
    // The numbers of listed rows are no other row's.
    let further = further.into_iter().zip(LISTED + round * MOST_LISTED..);
    families
        .chain(further.map(|(place, number)| sort(Listed, number, place)))
        .collect()
}

/// The row that begins a cycle of tables. Its number is no other row's.
pub(super) fn first_of_cycle(round: usize) -> Sort {
    let number = (round + 1) * STEP - 1;
    Sort {
        family: Family::Plain,
        number,
        first: number,
        place: 0,
    }
}

/// So many values of a list have their rows among the families.
const IN_FAMILIES: usize = 4;

/// Each value of a list of up to so many has its row; of more, the first, the last and some between.
const MOST_LISTED: usize = 32;

const LISTED: usize = 1_000_000;
