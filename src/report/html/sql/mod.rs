//! The SQL of a migration: its up and its down side by side, with the places of findings marked.

mod highlight;
mod shown;

use maud::{Markup, PreEscaped, html};

use super::mark::Mark;
use super::text::line;
use crate::escape;
use crate::findings::Finding;
use crate::migrations::{Migration, Script};
use highlight::highlighted;
use shown::{Part, parts};

/// How much SQL of migrations that are sound a page still takes, in bytes: of what fails it always has all that is
/// near a fault.
#[derive(Debug)]
pub(super) struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(1_000_000)
    }
}

/// Both files.
pub(super) fn files(
    migration: &Migration,
    found: &[&Finding],
    mark: Mark,
    room: &mut Room,
) -> Markup {
    let down = migration.down.as_ref();
    let size = migration.up.sql.len() + down.map_or(0, |it| it.sql.len());
    if mark != Mark::Fails {
        if size > room.0 {
            return html! { p.quiet { "Its SQL is not shown here: see " (line(&migration.up.name)) "." } };
        }
        room.0 -= size;
    }
    html! {
        div.files {
            (file(&migration.up, "up", found))
            @match down {
                Some(down) => (file(down, "down", found)),
                None => { div.file.absent { p.filename { b { "down" } } p.quiet { "There is no down." } } }
            }
        }
    }
}

fn file(script: &Script, way: &str, found: &[&Finding]) -> Markup {
    let sql = script.sql.replace("\r\n", "\n");
    let lines = highlighted(&concealed(&sql));
    let is_here = |it: &&&Finding| it.place.as_ref().is_some_and(|it| it.file == script.name);
    let marked: Vec<(usize, &Finding)> = found
        .iter()
        .filter(is_here)
        .filter_map(|it| Some((it.place.as_ref()?.line?, *it)))
        .collect();
    let plain: Vec<&str> = sql.split('\n').collect();
    html! {
        div.file {
            p.filename { b { (way) } " " (line(&script.name)) }
            pre.sql tabindex="0" role="group" aria-label={ "SQL of the " (way) } {
                @for part in parts(&plain, &marked) {
                    @match part {
                        Part::Gap(lines) => span.gap { "… " (lines) " lines\n" },
                        Part::Line(number) => {
                            @let here: Vec<&Finding> = marked.iter().filter(|it| it.0 == number).map(|it| it.1).collect();
                            span.l.at[!here.is_empty()] data-n=(number) {
                                (PreEscaped(&lines[number - 1])) "\n"
                            }
                            @for finding in here { (note(finding, plain[number - 1])) }
                        }
                    }
                }
            }
        }
    }
}

/// What is wrong with the line above it, below where it is.
fn note(finding: &Finding, text: &str) -> Markup {
    const LONGEST: usize = 220;
    let column = finding.place.as_ref().and_then(|it| it.column).unwrap_or(1);
    let before = text.chars().take(column.saturating_sub(1).min(48));
    let lead: String = before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let what = escape::line(&finding.what);
    let cut: String = what.chars().take(LONGEST).collect();
    let class = match () {
        () if finding.standing.fails() => "fails",
        () if finding.standing.is_fault() => "known",
        () => "noted",
    };
    html! {
        span class={ "n " (class) } {
            (lead) "▲ " a href={ "#" (finding.id) } { (finding.kind.title()) } ": " (cut)
            @if cut.len() < what.len() { "…" } "\n"
        }
    }
}

/// Without what looks like a secret, with every line where it was.
fn concealed(sql: &str) -> String {
    let shown = escape::conceal_in_line(sql);
    let pairs = sql.chars().zip(shown.chars());
    pairs
        .map(|(was, is)| if was == '\n' { was } else { is })
        .collect()
}
