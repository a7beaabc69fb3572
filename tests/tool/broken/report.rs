//! The report says what people need to mend a migration, in words that a reviewer approved.

use anstream::adapter::strip_str;
use pgconform::checks::round_trip::{Outcome, PostgresUsed};
use pgconform::findings::{Findings, Kind, Phase, Policy};
use pgconform::report;
use pgconform::rows::Unfilled;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::proof::{prove, unpack};

/// The report of a proof, as any machine and any run would print it.
pub fn of(outcome: Outcome) -> String {
    let outcome = timeless(outcome);
    report(&outcome.findings())
}

/// The outcome without what differs from machine to machine and from run to run.
fn timeless(mut outcome: Outcome) -> Outcome {
    outcome.postgres = PostgresUsed {
        version: "16".to_owned(),
        source: "somewhere".to_owned(),
        confined: false,
    };
    for step in &mut outcome.steps {
        step.up_ms = step.up_ms.map(|_| 1.0);
        step.down_ms = step.down_ms.map(|_| 1.0);
    }
    outcome
}

fn report(findings: &Findings) -> String {
    // How well tables are filled would tell each change of generated rows in each case; a test of the command holds it.
    let findings = Findings {
        figures: None,
        ..findings.clone()
    };
    strip_str(&report::findings(&findings, report::Length::Whole)).to_string()
}

/// The first step of a proof, which is sound, so often that there are `number` steps.
async fn many(folder: &str, number: usize) -> Outcome {
    let mut outcome = timeless(prove(&unpack(folder)).await);
    assert!(outcome.findings().worst("1").is_none());
    let more = vec![outcome.steps[0].clone(); number - outcome.steps.len()];
    outcome.steps.extend(more);
    outcome
}

#[rstest]
#[case::few(40, 40)]
#[case::many(41, 1)]
#[tokio::test]
async fn of_more_than_40_steps_only_those_at_fault_are_in_the_table(
    #[case] steps: usize,
    #[case] rows: usize,
) {
    let outcome = many("misspelt_down", steps).await;
    let text = report(&outcome.findings());
    // Each row has a time, or the sign for none, before its right edge.
    let told = text
        .lines()
        .filter(|line| line.ends_with("ms │") || line.ends_with("- │"));
    assert_eq!(told.count(), rows, "{text}");
    assert!(text.contains("┆ add_author "), "{text}");
    let left_out = format!("{} more steps are not at fault", steps - rows);
    assert_eq!(text.contains(&left_out), rows < steps, "{text}");
}

#[tokio::test]
async fn steps_that_were_not_reached_are_counted_and_not_listed_where_there_are_many() {
    let mut outcome = many("failing_up", 50).await;
    for step in &mut outcome.steps[2..] {
        step.reached = Phase::Unreached;
    }
    let text = report(&outcome.findings());
    let first = "does not hold: 1 of 50 migrations is at fault, 48 not reached (PostgreSQL 16, somewhere)\n";
    assert!(text.starts_with(first), "{text}");
    assert_eq!(text.matches("not reached").count(), 2, "{text}");
}

#[tokio::test]
async fn the_same_remark_is_made_once_for_all_whom_it_concerns() {
    let mut outcome = many("down_reads_generated_values", 30).await;
    let unfilled = outcome.steps[1].unfilled[0].clone();
    for (number, step) in outcome.steps.iter_mut().enumerate() {
        let mut unfilled = unfilled.clone();
        unfilled.table = format!("public.t{number:02}");
        // Of each table the server names another column.
        unfilled.why = unfilled.why.replace("json", &format!("\"t{number:02}\""));
        step.unfilled = vec![unfilled.clone(), unfilled];
    }
    let text = report(&outcome.findings());
    let why = "invalid input syntax for type \"...\" (22P02)";
    assert_eq!(text.matches(why).count(), 1, "{text}");
    assert!(
        text.contains("nothing is known of their rows (30):\n"),
        "{text}"
    );
    assert!(text.contains("public.t00, public.t01, "), "{text}");
    assert!(
        text.contains("public.t29: its generated rows stood"),
        "{text}"
    );
}

#[tokio::test]
async fn tables_that_stayed_empty_are_one_line_until_the_list_is_asked_for() {
    let mut outcome = many("down_reads_generated_values", 101).await;
    let unfilled = outcome.steps[1].unfilled[0].clone();
    for (number, step) in outcome.steps.iter_mut().enumerate() {
        let table = format!("public.t{number:03}");
        step.unfilled = vec![Unfilled {
            table,
            ..unfilled.clone()
        }];
    }
    let findings = outcome.findings();
    let short = strip_str(&report::findings(&findings, report::Length::Short)).to_string();
    let line = "\n  101 tables stayed empty (list with --verbose)\n";
    assert!(short.contains(line), "{short}");
    assert!(!short.contains("public.t000"), "{short}");
    assert!(report(&findings).contains("public.t000"));
    for step in &mut outcome.steps {
        step.unfilled.clear();
    }
    let filled = report::findings(&outcome.findings(), report::Length::Short);
    assert!(!filled.contains("stayed empty"), "{filled}");
}

#[tokio::test]
async fn what_is_allowed_is_a_remark() {
    let outcome = timeless(prove(&unpack("lost_column_order")).await);
    let loss = Kind::LostBefore;
    let policy = Policy {
        allowed: vec![Kind::ColumnOrder, loss],
        ..Policy::default()
    };
    let text = report(&outcome.findings().under(&policy));
    assert!(text.starts_with("holds: 2 migrations proved"), "{text}");
    let words = [
        "  allowed, column_order (1): table public.notes\n".to_owned(),
        format!("  allowed, {} (1): notes.body\n", loss.word()),
    ];
    for remark in words {
        assert!(text.contains(&remark), "{text}");
    }
}
