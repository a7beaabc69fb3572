//! The summary in Markdown is one comment: its first line marks it, the answer comes next, and however much there is to
//! tell, it fits.

use pgconform::findings::{Draft, Evidence, Kind};
use pgconform::report;
use pretty_assertions::assert_eq;

use crate::findings::{FOLDERS, draft, found, hostile, of_each_standing, step};

#[test]
fn the_first_line_marks_the_comment_and_the_answer_comes_next() {
    let text = report::markdown(&of_each_standing(), FOLDERS());
    let lines: Vec<&str> = text.lines().take(5).collect();
    assert_eq!(
        lines,
        [
            "<!-- pgconform verify-rollback db -->",
            "### ❌ pgconform verify-rollback: does not hold",
            "",
            "1 of 2 migrations is at fault; findings: 1 new, 1 uncovered, 1 known; 1 note (PostgreSQL 16.14)",
            "",
        ]
    );
    let row = "| <code>2 add_mood</code> | down failed | the down fails: no such type | <code>V2.sql:2</code> |";
    assert!(text.contains(row), "{text}");
    assert!(text.contains("drop the type last"), "{text}");
    assert!(!text.contains("a known difference"), "{text}");
}

#[test]
fn the_comment_of_an_error_has_the_same_mark() {
    let error = std::io::Error::other("no migrations in db");
    let failed = report::markdown_error("verify-rollback", &error, FOLDERS());
    let found = report::markdown(&of_each_standing(), FOLDERS());
    assert_eq!(failed.lines().next(), found.lines().next());
    assert!(failed.contains("no migrations in db"), "{failed}");
}

#[test]
fn a_result_that_holds_is_two_sentences() {
    let text = report::markdown(&found(vec![step("1", "a")], Vec::new()), FOLDERS());
    assert!(text.ends_with(
        "### ✅ pgconform verify-rollback: holds\n\n1 migrations proved on PostgreSQL 16.14\n"
    ));
}

#[test]
fn however_much_is_found_the_comment_stays_below_65_000_characters() {
    let steps: Vec<_> = (0..2_000)
        .map(|n| step(&n.to_string(), &"漢".repeat(500)))
        .collect();
    let failed = |step| {
        let mut draft: Draft = draft(Kind::DownFailed, Some(step), &"why ".repeat(5_000));
        draft.evidence = Evidence::Words("`".repeat(50_000));
        draft
    };
    let drafts = steps.iter().map(failed).collect();
    let text = report::markdown(&found(steps.clone(), drafts), FOLDERS());
    assert!(text.chars().count() < 65_000, "{}", text.chars().count());
    assert!(text.contains("and 1975 more migrations"), "{text}");
}

#[test]
fn nothing_that_others_wrote_is_markup() {
    let text = report::markdown(&hostile(), FOLDERS());
    assert!(!text.contains('\u{202e}'));
    // Outside of the block, whose fence none of its lines closes.
    let fence = text
        .lines()
        .find(|it| it.starts_with("````"))
        .expect("a fence");
    let fence = fence.trim_end_matches("text");
    let outside: String = text.split(fence).step_by(2).collect();
    for acting in ["<script", "<img", "@all", " #1", "`x`"] {
        assert!(!outside.contains(acting), "{acting} in {outside}");
    }
}
