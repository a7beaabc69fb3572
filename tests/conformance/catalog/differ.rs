//! Two schemas that are not the same come out different, with exactly the differences they have.

use std::path::PathBuf;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::pair::{Pair, all};

#[rstest]
#[tokio::test]
async fn a_pair_has_exactly_the_differences_it_expects(
    #[base_dir = "fixtures/catalog/differ"]
    #[files("*.sql")]
    path: PathBuf,
) {
    let pair = Pair::read(&path);
    assert!(
        !pair.expected.is_empty(),
        "{} expects no difference",
        path.display()
    );
    assert_eq!(
        pair.expected,
        pair.differences().await,
        "{}",
        path.display()
    );
}

#[test]
fn at_least_120_pairs_differ() {
    let pairs = all("fixtures/catalog/differ").len();
    assert!(pairs >= 120, "only {pairs} pairs");
}
