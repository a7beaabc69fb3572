//! Two schemas that only look different come out equal.

use std::path::PathBuf;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::pair::{Pair, all, is_of_this_major};

#[rstest]
#[tokio::test]
async fn a_pair_comes_out_equal(
    #[base_dir = "fixtures/catalog/equal"]
    #[files("*.sql")]
    path: PathBuf,
) {
    if !is_of_this_major(&path) {
        return;
    }
    let pair = Pair::read(&path);
    assert!(
        pair.expected.is_empty(),
        "{} expects a difference",
        path.display()
    );
    let none: Vec<String> = Vec::new();
    assert_eq!(
        none,
        Box::pin(pair.differences()).await,
        "{}",
        path.display()
    );
}

#[test]
fn at_least_25_pairs_are_equal() {
    let pairs = all("fixtures/catalog/equal").len();
    assert!(pairs >= 25, "only {pairs} pairs");
}
