//! The report says what people need to mend a migration, in words that a reviewer approved.

use std::path::PathBuf;

use anstream::adapter::strip_str;
use pgconform::checks::round_trip::{Allowed, PostgresUsed};
use pgconform::report;
use rstest::rstest;

use super::proof::prove;
use crate::support::approved;

#[rstest]
#[tokio::test]
async fn a_finding_is_reported_in_approved_words(
    #[files("fixtures/broken/*/report.txt")] expected: PathBuf,
) {
    let folder = expected.parent().expect("a file stands in a folder");
    let mut outcome = prove(folder, &Allowed::default()).await;
    // These differ from machine to machine and from run to run.
    outcome.postgres = PostgresUsed {
        version: "16".to_owned(),
        source: "somewhere".to_owned(),
    };
    for step in &mut outcome.steps {
        step.up_ms = step.up_ms.map(|_| 1.0);
        step.down_ms = step.down_ms.map(|_| 1.0);
    }
    let report = report::round_trip(&outcome);
    approved(&expected, &strip_str(&report).to_string());
}
