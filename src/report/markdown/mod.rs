//! What a check found as a short summary in Markdown: one comment of a pull request, which is updated in place.
//!
//! Its first line is a comment that nobody sees and that is the same in every run of one check on one folder, so that a
//! script finds the comment that it has to replace.

mod text;

use anstream::adapter::strip_str;

use super::count::count;
use super::findings::{details, fault, holding};
use super::place::{Folders, below};
use crate::escape;
use crate::findings::{Finding, Findings, Standing};
use text::{block, code, text};

/// GitHub takes 65,536 characters. What does not fit is counted.
const LONGEST: usize = 60_000;

/// So many migrations have a line in the table, the worst first: a comment is read at one go.
const LINES: usize = 25;

/// Of so many is shown what was seen, and what to do.
const BLOCKS: usize = 8;

/// So much is shown of one migration.
const LONGEST_BLOCK: usize = 2_000;

/// So much of a sentence is shown in a cell.
const LONGEST_CELL: usize = 300;

/// The answer, a table of what fails, and what to do about it.
#[must_use]
pub fn markdown(findings: &Findings, folders: Folders<'_>) -> String {
    let mark = if findings.fail() { "❌" } else { "✅" };
    let mut all = format!(
        "{}### {mark} pgconform {}: {}\n\n{}\n",
        marker(findings.check, folders),
        findings.check,
        holding(findings).trim_end_matches(':'),
        text(&fault(findings))
    );
    all += &by_major(findings);
    let failing = failing(findings);
    if !failing.is_empty() {
        all += &table(&failing, findings);
        all += &what_to_do(&failing, findings, LONGEST - all.len());
    }
    all
}

/// An error that left no result.
#[must_use]
pub fn markdown_error(check: &str, error: &dyn std::error::Error, folders: Folders<'_>) -> String {
    let words = escape::seen(&escape::conceal(&error.to_string()));
    format!(
        "{}### ⚠️ pgconform {check}: no result\n\n{}",
        marker(check, folders),
        block(&cut(&words, LONGEST_BLOCK))
    )
}

/// The line by which the comment is found again.
fn marker(check: &str, folders: Folders<'_>) -> String {
    let folder = below(folders.migrations, folders.current);
    // Two hyphens would end a comment of HTML.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_');
    let folder: String = folder
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    format!("<!-- pgconform {check} {folder} -->\n")
}

/// What fails, by migration, the worst migration and its worst finding first.
fn failing(findings: &Findings) -> Vec<Vec<&Finding>> {
    let fails = |it: &&Finding| it.standing.fails();
    let all: Vec<&Finding> = findings.items.iter().filter(fails).collect();
    let of_one = all.chunk_by(|a, b| a.version() == b.version());
    let mut failing: Vec<Vec<&Finding>> = of_one.map(<[&Finding]>::to_vec).collect();
    for found in &mut failing {
        found.sort_by_key(|it| it.kind);
    }
    failing.sort_by_key(|found| found[0].kind);
    failing
}

/// How much of what does not fail differs by major version of PostgreSQL; nothing where nothing does.
fn by_major(findings: &Findings) -> String {
    let is_to_be_known = |it: &Finding| {
        matches!(
            it.standing,
            Standing::Note | Standing::Known | Standing::Tolerated
        )
    };
    let differs = |it: &&Finding| is_to_be_known(it) && it.difference().is_some();
    let found: Vec<&Finding> = findings.items.iter().filter(differs).collect();
    let mut all = String::new();
    for finding in found.iter().take(BLOCKS) {
        let on = findings.scope.seen_on(finding).unwrap_or_default();
        let what = text(&cut(&finding.what, LONGEST_CELL));
        all += &format!("- {}: {what} {on}\n", title(finding, findings));
    }
    match found.len().saturating_sub(BLOCKS) {
        _ if found.is_empty() => all,
        0 => format!("\nDiffers by major version of PostgreSQL, and does not fail:\n\n{all}"),
        more => format!(
            "\nDiffers by major version of PostgreSQL, and does not fail:\n\n{all}- … and {more} more\n"
        ),
    }
}

fn table(failing: &[Vec<&Finding>], findings: &Findings) -> String {
    let mut all =
        "\n| migration | what fails | why | where |\n| --- | --- | --- | --- |\n".to_owned();
    for found in failing.iter().take(LINES) {
        let worst = found[0];
        let more = match found.len() {
            1 => String::new(),
            many => format!(" (and {} more)", many - 1),
        };
        let place = worst.place.as_ref().map_or_else(String::new, |it| {
            let line = it.line.map_or_else(String::new, |line| format!(":{line}"));
            code(&cut(&format!("{}{line}", it.file), LONGEST_CELL))
        });
        let on = findings.scope.seen_on(worst).map(|on| format!(" {on}"));
        let what = cut(&worst.what, LONGEST_CELL) + &on.unwrap_or_default();
        all += &format!(
            "| {} | {}{more} | {} | {place} |\n",
            title(worst, findings),
            worst.kind.title(),
            text(&what)
        );
    }
    match failing.len().saturating_sub(LINES) {
        0 => all,
        more => format!("{all}\n… and {more} more migrations\n"),
    }
}

/// How a finding's migration is called, or what it is of where it is of none.
fn title(finding: &Finding, findings: &Findings) -> String {
    match (&finding.migration, &findings.scope.whole) {
        (Some(it), _) => code(&cut(&format!("{} {}", it.version, it.name), LONGEST_CELL)),
        (None, Some(whole)) => text(&whole.title),
        (None, None) => findings.check.to_owned(),
    }
}

/// What was seen of each, folded, as far as there is room.
fn what_to_do(failing: &[Vec<&Finding>], findings: &Findings, room: usize) -> String {
    const END: usize = 200;
    let mut all = String::new();
    let mut left_out = failing.len().saturating_sub(BLOCKS);
    for found in failing.iter().take(BLOCKS) {
        let seen = strip_str(&details(found)).to_string();
        let seen = cut(&escape::output(&seen), LONGEST_BLOCK);
        let part = format!(
            "\n<details><summary>{}: what was seen, and what to do</summary>\n\n{}\n</details>\n",
            title(found[0], findings),
            block(&seen)
        );
        if all.len() + part.len() + END > room {
            left_out += 1;
        } else {
            all += &part;
        }
    }
    let known = findings.count(Standing::Known);
    if known > 0 {
        all += &format!("\n{} in the baseline.\n", count(known, "known finding"));
    }
    if left_out > 0 {
        all += &format!("\n… and {left_out} more migrations; a whole report has them.\n");
    }
    all
}

/// The beginning of a text, at most so many bytes of it.
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = (0..=most).rev().find(|at| text.is_char_boundary(*at));
    format!("{}…", &text[..end.unwrap_or_default()])
}
