//! What is allowed is reported and is no finding, and nothing else becomes allowed with it.

use pgconform::catalog::Class;
use pgconform::checks::round_trip::{Allowed, FullVerdict, Verdict};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::proof::{prove, unpack};

const NOTHING: &[Class] = &[];
const ORDER: &[Class] = &[Class::ColumnOrder];
const COSMETIC: &[Class] = &[Class::Cosmetic];
const BOTH: &[Class] = &[Class::ColumnOrder, Class::Cosmetic];

/// Whether losses are allowed.
#[derive(Clone, Copy, PartialEq)]
enum Losses {
    Allowed,
    Refused,
}

#[rstest]
#[case::order("lost_column_order", ORDER, Losses::Refused, Verdict::UndeclaredLoss)]
#[case::order_and_loss("lost_column_order", ORDER, Losses::Allowed, Verdict::Reversible)]
#[case::loss_alone("lost_column_order", NOTHING, Losses::Allowed, Verdict::Differs)]
#[case::other_columns("empty_down", BOTH, Losses::Allowed, Verdict::Differs)]
#[case::comment("left_comment", COSMETIC, Losses::Refused, Verdict::Reversible)]
#[case::comment_not_order("left_comment", ORDER, Losses::Allowed, Verdict::Differs)]
#[case::white_space("function_reformatted", COSMETIC, Losses::Refused, Verdict::Reversible)]
#[case::body("function_body_not_restored", BOTH, Losses::Allowed, Verdict::Differs)]
#[case::column(
    "undeclared_column_loss",
    NOTHING,
    Losses::Allowed,
    Verdict::Reversible
)]
#[case::not_loss(
    "undeclared_column_loss",
    BOTH,
    Losses::Refused,
    Verdict::UndeclaredLoss
)]
#[case::numbers_again("sequence_restarted", BOTH, Losses::Allowed, Verdict::Differs)]
#[case::stale("stale_declaration", BOTH, Losses::Allowed, Verdict::StaleDeclaration)]
#[tokio::test]
async fn a_class_is_allowed_by_its_own_name_only(
    #[case] name: &str,
    #[case] classes: &[Class],
    #[case] losses: Losses,
    #[case] verdict: Verdict,
) {
    let allowed = Allowed {
        classes: classes.to_owned(),
        loss: losses == Losses::Allowed,
    };
    let outcome = prove(&unpack(name), &allowed).await;
    let guilty = &outcome.steps[1];
    assert_eq!(guilty.verdict, verdict);
    assert_eq!(outcome.holds, verdict == Verdict::Reversible);
    let is_reported = !guilty.differences.is_empty() || !guilty.lost.is_empty();
    assert_eq!(is_reported, verdict != Verdict::StaleDeclaration);
}

#[rstest]
#[case::strict(NOTHING, FullVerdict::Differs)]
#[case::order(ORDER, FullVerdict::Differs)]
#[case::cosmetic(COSMETIC, FullVerdict::Equal)]
#[tokio::test]
async fn the_full_trip_allows_what_the_steps_are_allowed(
    #[case] classes: &[Class],
    #[case] verdict: FullVerdict,
) {
    let allowed = Allowed {
        classes: classes.to_owned(),
        loss: false,
    };
    let outcome = prove(&unpack("left_comment_of_schema"), &allowed).await;
    assert_eq!(outcome.full_trip.differences.len(), 1);
    assert_eq!(outcome.full_trip.verdict, verdict);
}
