//! Two schemas that are not the same come out different, with exactly the differences they have.

use std::path::PathBuf;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::pair::{Pair, all, is_of_this_major};
use crate::support::sections::{self, EXPECTED};

#[rstest]
#[tokio::test]
async fn a_pair_has_exactly_the_differences_it_expects(
    #[base_dir = "fixtures/catalog/differ"]
    #[files("*/*.sql")]
    path: PathBuf,
) {
    if !is_of_this_major(&path) {
        return;
    }
    let pair = Pair::read(&path);
    let differences = Box::pin(pair.differences()).await;
    assert!(
        !differences.is_empty(),
        "{} does not differ",
        path.display()
    );
    if pair.is_marked {
        // Only people write marks.
        assert_eq!(pair.expected, differences, "{}", path.display());
        return;
    }
    sections::approved(&path, &[(EXPECTED, &differences.join("\n"))]);
}

#[test]
fn at_least_120_pairs_differ() {
    let pairs = all("fixtures/catalog/differ").len();
    assert!(pairs >= 120, "only {pairs} pairs");
}
