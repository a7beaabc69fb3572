//! What is allowed is reported and is not a finding, and nothing else becomes allowed with it.

use pgconform::findings::{Kind, Notes, Policy};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::proof::{prove, unpack};

const NOTHING: &[Kind] = &[];
const ORDER: &[Kind] = &[Kind::ColumnOrder];
const COSMETIC: &[Kind] = &[Kind::Cosmetic];
const LOSS: &[Kind] = &[Kind::LostBefore, Kind::LostSince, Kind::Forgets];
const ALL: &[Kind] = &[
    Kind::ColumnOrder,
    Kind::Cosmetic,
    Kind::LostBefore,
    Kind::LostSince,
    Kind::Forgets,
];

#[rstest]
#[case::order("lost_column_order", ORDER, "lost_before")]
#[case::order_and_loss("lost_column_order", ALL, "reversible")]
#[case::other_columns("empty_down", ALL, "differs")]
#[case::comment("left_comment", NOTHING, "reversible")]
#[case::comment_not_order("left_comment", ORDER, "reversible")]
#[case::body("function_body_not_restored", ALL, "differs")]
#[case::not_loss("nulls_filled_beside_a_new_table", COSMETIC, "lost_before")]
#[case::loss("nulls_filled_beside_a_new_table", LOSS, "reversible")]
#[case::numbers_again("sequence_restarted", ALL, "differs")]
#[case::stale("stale_declaration", ALL, "stale_declaration")]
#[tokio::test]
async fn a_kind_is_allowed_by_its_own_name_only(
    #[case] name: &str,
    #[case] allowed: &[Kind],
    #[case] verdict: &str,
) {
    let outcome = prove(&unpack(name)).await;
    let policy = Policy {
        allowed: allowed.to_owned(),
        ..Policy::default()
    };
    let findings = outcome.findings().under(&policy);
    assert_eq!(outcome.view(&findings).steps[1].verdict, verdict);
    assert_eq!(findings.hold(), verdict == "reversible");
}

#[rstest]
#[case::strict(NOTHING, "differs")]
#[case::order(ORDER, "differs")]
#[case::cosmetic(COSMETIC, "equal")]
#[tokio::test]
async fn the_full_trip_allows_what_the_steps_are_allowed(
    #[case] allowed: &[Kind],
    #[case] verdict: &str,
) {
    let outcome = prove(&unpack("left_comment_of_schema")).await;
    let trip = outcome.full_trip.as_ref().expect("there are migrations");
    assert_eq!(trip.differences.len(), 1);
    let policy = Policy {
        allowed: allowed.to_owned(),
        notes: Notes::Fail,
        ..Policy::default()
    };
    let findings = outcome.findings().under(&policy);
    let trip = outcome
        .view(&findings)
        .full_trip
        .expect("there are migrations");
    assert_eq!(trip.verdict, verdict);
}
