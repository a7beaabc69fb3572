//! Each thing that somebody has to mend is one finding, of the kind that its verdict has or that it
//! would have alone; what is allowed, declared, not reached, or told of a step already, is none.

use std::collections::HashSet;

use pgconform::checks::round_trip::Outcome;
use pgconform::findings::{Findings, Id, Kind, Phase, Policy, Severity};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::proof::{prove, unpack};
use crate::support::folder::Folder;

/// Each finding has an id of its own, and is of a migration that was proved.
pub fn bear_out(outcome: &Outcome) {
    let findings = outcome.findings();
    assert_eq!(findings.fail(), !findings.hold(), "nothing else was asked");
    for step in &outcome.steps {
        let has_finding = findings.of(Some(&step.version)).next().is_some();
        let is_unreached = step.reached == Phase::Unreached;
        assert!(
            !(has_finding && is_unreached),
            "{} {}",
            step.version,
            step.name
        );
    }
    let ids: HashSet<&Id> = findings.items.iter().map(|found| &found.id).collect();
    assert_eq!(ids.len(), findings.items.len(), "{:#?}", findings.items);
    for finding in &findings.items {
        let id = finding.id.to_string();
        assert_eq!(Id::parse(&id).as_ref(), Some(&finding.id));
        assert!(
            !id.contains(char::is_whitespace) && !id.contains('/'),
            "{id}"
        );
        assert!(!finding.what.contains('\n'), "{}", finding.what);
        assert!(findings.scope.kinds.contains(&finding.kind), "{id}");
    }
}

/// What is to be fixed or to be known, as lines: version, kind, file and line, and what it says.
fn lines(findings: &Findings) -> Vec<String> {
    let is_told = |it: &&pgconform::findings::Finding| it.acknowledged_by.is_none();
    let line = |place: Option<usize>| place.map_or_else(String::new, |line| format!(":{line}"));
    findings
        .items
        .iter()
        .filter(is_told)
        .map(|found| {
            let version = found.version().unwrap_or("trip");
            let (file, at) = match &found.place {
                Some(place) => (place.file.as_str(), line(place.line)),
                None => ("-", String::new()),
            };
            let (kind, what) = (found.kind.word(), &found.what);
            format!("{version} {kind} {file}{at}: {what}")
        })
        .collect()
}

#[rstest]
#[case::nothing("declared_loss", &[])]
#[case::given_up("irreversible_and_true", &[])]
#[case::an_up_and_what_it_bars("failing_up", &[
    "2 up_failed V0002__add_author.sql:1: the up fails: relation \"note\" does not exist (SQLSTATE 42P01)",
])]
#[case::no_down("no_down", &["2 no_down V0002__add_author.sql: there is no down"])]
#[case::a_line("misspelt_down", &[
    "2 down_failed V0002__add_author.down.sql:2: the down fails: syntax error at or near \"DORP\" (SQLSTATE 42601)",
])]
#[case::a_line_without_an_sql_error("commit_in_down", &[
    "2 down_failed V0002__add_author.down.sql:2: the down fails: V0002__add_author.down.sql, line 2, ends the \
     transaction it runs in; remove COMMIT and ROLLBACK from it, or begin it with '-- pgconform: no-transaction'",
])]
#[case::all_of_a_step("values_lost_before_the_next_up_fails", &[
    "2 up_again_failed V0002__drop_pins.sql:1: the up fails after the down: column \"pinned\" of relation \"notes\" \
     does not exist (SQLSTATE 42703)",
    "2 differs V0002__drop_pins.down.sql: after the down column public.notes.is_pinned is left over",
    "2 differs V0002__drop_pins.down.sql: after the down column public.notes.pinned is missing",
    "2 lost_before V0002__drop_pins.sql:1: values of notes.pinned that stood before the up are lost",
])]
#[case::a_difference_and_a_loss("lost_column_order", &[
    "2 column_order V0002__drop_body.down.sql: after the down table public.notes has another column order",
    "2 lost_before V0002__drop_body.sql:1: values of notes.body that stood before the up are lost",
])]
#[case::one_loss_of_two("half_declared_loss", &[
    "2 forgets V0002__add_author.down.sql:3: values of notes.editor written since the up do not survive the down",
])]
#[case::a_false_loss("stale_declaration", &[
    "2 stale_declaration V0002__find_notes.down.sql: V0002__find_notes.down.sql declares that it loses notes.body, but it does not",
])]
#[case::falsely_irreversible("irreversible_and_false", &[
    "2 stale_declaration V0002__find_notes.down.sql: V0002__find_notes.down.sql declares that it is irreversible because \
     nobody tried, but it brings everything back",
])]
#[case::the_trip("up_that_needs_rows", &[
    "trip full_trip_failed V0002__remember_latest.sql:2: the trip from head to base and back stops at \
     V0002__remember_latest.sql: null value in column \"id\" of relation \"latest\" violates not-null constraint (SQLSTATE 23502)",
])]
// The role is left over on the trip as well, and one DROP mends both.
#[case::no_trace("left_role", &[
    "2 differs V0002__add_reader.down.sql: after the down role reader is left over",
])]
#[tokio::test]
async fn each_fault_is_a_finding_of_its_own(#[case] folder: &str, #[case] expected: &[&str]) {
    let outcome = prove(&unpack(folder)).await;
    assert_eq!(lines(&outcome.findings()), expected);
}

#[tokio::test]
async fn what_is_allowed_fails_nothing_and_what_is_beside_it_does() {
    let outcome = prove(&unpack("lost_column_order")).await;
    let loss = Kind::LostBefore;
    for (allowed, holds) in [
        (vec![Kind::ColumnOrder], false),
        (vec![loss], true),
        (vec![Kind::ColumnOrder, loss], true),
    ] {
        let policy = Policy {
            allowed: allowed.clone(),
            ..Policy::default()
        };
        assert_eq!(
            outcome.findings().under(&policy).hold(),
            holds,
            "{allowed:?}"
        );
    }
}

/// A declaration that is not true is told although the migration differs as well.
#[tokio::test]
async fn a_stale_declaration_is_not_hidden_by_a_difference() {
    let folder = Folder::ours();
    let down = "V0006__check_email_format.down.sql";
    folder.replace(
        down,
        "ALTER TABLE",
        "-- pgconform: loses users.name\nALTER TABLE tasks ALTER title DROP NOT NULL;\nALTER TABLE",
    );
    let outcome = prove(&folder).await;
    let mut lines = lines(&outcome.findings());
    // Generated rows do not meet every rule that comes later.
    lines.retain(|line| !line.contains("up_refuses_rows"));
    assert_eq!(
        lines,
        [
            format!(
                "6 stale_declaration {down}: {down} declares that it loses users.name, but it does not"
            ),
            format!("6 differs {down}: after the down column public.tasks.title is nullable"),
        ]
    );
}

/// No step is at fault: the up does something else where there are no rows, and only on the trip
/// there are none.
#[tokio::test]
async fn what_only_the_trip_shows_is_a_finding_of_the_trip() {
    let folder = Folder::empty();
    folder
        .write("V1__notes.sql", "CREATE TABLE notes (id BIGINT PRIMARY KEY);")
        .write("V1__notes.down.sql", "-- pgconform: loses notes\nDROP TABLE notes;")
        .write(
            "V2__mark.sql",
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM notes) THEN CREATE TABLE mark (); END IF; END $$;",
        )
        .write("V2__mark.down.sql", "DROP TABLE IF EXISTS mark;");
    let outcome = prove(&folder).await;
    assert_eq!(
        lines(&outcome.findings()),
        ["trip full_trip_differs -: at head again table public.mark is left over"]
    );
    bear_out(&outcome);
}

/// A column of `public.a` and a table of the schema `a` have one spelling.
#[tokio::test]
async fn what_is_spelt_alike_has_an_id_of_its_own() {
    let folder = Folder::empty();
    folder
        .write(
            "V1__same.sql",
            "CREATE SCHEMA a; CREATE TABLE a (id INT PRIMARY KEY, b TEXT NOT NULL); CREATE TABLE a.b (c TEXT NOT NULL);",
        )
        .write(
            "V1__same.down.sql",
            "-- pgconform: loses a\n-- pgconform: loses a.b.*\nDROP TABLE a.b, a; DROP SCHEMA a;",
        )
        .write("V2__spoil.sql", "SELECT 1;")
        .write("V2__spoil.down.sql", "UPDATE a SET b = b || '!'; DELETE FROM a.b;");
    let outcome = prove(&folder).await;
    let line = |data| {
        format!("2 lost_before V2__spoil.down.sql:1: {data} that stood before the up are lost")
    };
    let expected = [line("rows of a.b"), line("values of a.b")];
    assert_eq!(lines(&outcome.findings()), expected);
    bear_out(&outcome);
}

/// Columns stand in the order in which they were added, so no down brings back the order that a dropped one was in.
#[rstest]
#[case::dropped(
    "ALTER TABLE a DROP COLUMN y",
    "ALTER TABLE a ADD COLUMN y text",
    Severity::Note
)]
#[case::dropped_and_made_again(
    "ALTER TABLE a DROP y, ADD y int[]",
    "ALTER TABLE a DROP COLUMN y, ADD COLUMN y text",
    Severity::Note
)]
#[case::put_into_another_order_by_the_up(
    "CREATE TABLE b (x int, z int, y text); DROP TABLE a; ALTER TABLE b RENAME TO a",
    "COMMENT ON TABLE a IS NULL",
    Severity::Fault
)]
#[case::by_the_down(
    "CREATE INDEX i ON a (x)",
    "DROP TABLE a; CREATE TABLE a (x int, z int, y text)",
    Severity::Fault
)]
#[tokio::test]
async fn an_order_of_columns_is_a_fault_where_a_down_could_keep_it(
    #[case] up: &str,
    #[case] down: &str,
    #[case] expected: Severity,
) {
    let folder = Folder::empty();
    folder
        .write("V0001__a.sql", "CREATE TABLE a (x int, y text, z int)")
        .write("V0001__a.down.sql", "DROP TABLE a")
        .write("V0002__b.sql", up)
        .write("V0002__b.down.sql", down);
    let outcome = prove(&folder).await;
    let findings = outcome.findings();
    let orders = findings
        .items
        .iter()
        .filter(|it| it.kind == Kind::ColumnOrder);
    let severities: Vec<Severity> = orders.map(|it| it.severity).collect();
    assert_eq!(severities, [expected], "{:#?}", findings.items);
}
