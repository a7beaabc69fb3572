//! Each finding is one workflow command, at the file and line that GitHub can show it at; the answer
//! is the last line.

use pgconform::checks::round_trip::Outcome;
use pgconform::findings::{Findings, Kind, Policy, Standing};
use pgconform::report;
use pretty_assertions::assert_eq;

use super::proof::{prove, unpack};
use crate::support::folder::Folder;

async fn outcome(project: &Folder) -> Outcome {
    prove(project).await
}

/// The report, seen from the root of the project, whose migrations are named by their full path.
fn lines(findings: &Findings, project: &Folder) -> Vec<String> {
    let text = report::github(findings, project.project());
    assert!(text.ends_with('\n') && !text.contains('\x1b'), "{text}");
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_finding_is_an_error_at_its_file_and_line_and_its_text_is_escaped() {
    let project = unpack("misspelt_down");
    let outcome = outcome(&project).await;
    let findings = outcome.findings();
    let lines = lines(&findings, &project);
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[0],
        "::error file=migrations/V0002__add_author.down.sql,line=2,\
         title=down_failed (V2-down_failed-09445e337607)::\
         2 add_author: the down fails: syntax error at or near \"DORP\" (SQLSTATE 42601)%0A\
         V0002__add_author.down.sql, line 2, column 19: syntax error at or near \"DORP\" (SQLSTATE 42601)%0A  \
         2 | ALTER TABLE notes DORP COLUMN author;%0A    |                   ^%0Ahelp: correct the statement: PostgreSQL cannot parse it from there on%0AV2-down_failed-09445e337607"
    );
    let last = "does not hold: 1 of 3 migrations is at fault (PostgreSQL 16.";
    assert!(lines[1].starts_with(last), "{}", lines[1]);
}

#[tokio::test]
async fn what_is_known_is_a_notice_and_what_does_not_fail_a_warning() {
    let project = unpack("left_enum");
    let outcome = outcome(&project).await;
    let policy = Policy {
        fail_on: Some(vec![Kind::Differs]),
        ..Policy::default()
    };
    let mut findings = outcome.findings().under(&policy);
    for finding in &mut findings.items {
        if finding.kind == Kind::UpAgainFailed {
            finding.standing = Standing::Known;
        }
    }
    let lines = lines(&findings, &project);
    let begins: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split("::2 ").next())
        .collect();
    let folder = "file=migrations";
    assert_eq!(
        begins[..2],
        [
            format!(
                "::notice {folder}/V0002__add_mood.sql,line=1,title=known%3A up_again_failed (V2-up_again_failed-165460c32cd6)"
            ),
            format!(
                "::error {folder}/V0002__add_mood.down.sql,title=differs (V2-differs-bb06fb0dd963)"
            ),
        ]
    );
    let trip = format!(
        "::warning {folder}/V0002__add_mood.sql,line=1,title=full_trip_failed (full_trip_failed-31ecd80097a4)::the trip"
    );
    assert!(lines[2].starts_with(&trip), "{}", lines[2]);
    let last = "does not hold: 1 of 3 migrations is at fault; findings: 1 new, 1 known, 1 of kinds that do not fail (";
    assert!(lines[3].starts_with(last), "{}", lines[3]);
    assert_eq!(lines.len(), 4);
}

#[tokio::test]
async fn without_a_finding_there_is_the_answer_alone() {
    let project = unpack("declared_loss");
    let outcome = outcome(&project).await;
    let lines = lines(&outcome.findings(), &project);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("holds: 3 migrations proved on PostgreSQL 16."));
}
