//! One difference: a fact as it was and as it is, with what changed marked.

use diff::Result::{Both, Left, Right};
use maud::{Markup, html};
use serde_json::Value;

use crate::catalog::{Change, Difference};
use crate::escape;
use crate::findings::Looks;
use crate::report::value::value;

/// Texts of more words are shown as they are: what changed in them is no longer seen at a glance.
const MOST_WORDS: usize = 600;

/// Lines around those that differ.
const AROUND: usize = 3;

pub(super) fn difference(found: &Difference, looks: &Looks) -> Markup {
    let word = match found.change {
        Change::Missing => looks.missing,
        Change::Leftover => looks.leftover,
        Change::Changed => "changed",
    };
    let heading = looks.heading.map(|it| it.trim_end_matches(':'));
    html! {
        div.difference {
            @if let Some(heading) = heading { p.quiet { (capital(heading)) ":" } }
            p.object { span.change { (word) } " " code { (escape::line(&found.object)) } }
            @if let Some(fact) = &found.fact {
                p.fact { (fact.replace('_', " ")) }
                (values(found, looks))
            }
        }
    }
}

fn capital(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map(|it| it.to_uppercase().to_string());
    first.unwrap_or_default() + rest.as_str()
}

fn values(found: &Difference, looks: &Looks) -> Markup {
    if let (Some(Value::String(was)), Some(Value::String(is))) = (&found.was, &found.is)
        && (was.contains('\n') || is.contains('\n'))
    {
        return lines(
            &was.lines().collect::<Vec<_>>(),
            &is.lines().collect::<Vec<_>>(),
        );
    }
    let (was, is) = (value(found.was.as_ref()), value(found.is.as_ref()));
    let (then, now) = (words(&was), words(&is));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    if then.len() + now.len() > MOST_WORDS {
        before.push((&*was, false));
        after.push((&*is, false));
    } else {
        for part in diff::slice(&then, &now) {
            match part {
                Left(word) => before.push((*word, true)),
                Right(word) => after.push((*word, true)),
                Both(word, _) => {
                    before.push((*word, false));
                    after.push((*word, false));
                }
            }
        }
    }
    html! {
        dl.values {
            dt { (looks.was) }
            dd { @for (word, is_other) in before { @if is_other { del { (word) } } @else { (word) } } }
            dt { (looks.is) }
            dd { @for (word, is_other) in after { @if is_other { ins { (word) } } @else { (word) } } }
        }
    }
}

/// Words and what stands between them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let end = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    words
}

/// Two texts line by line, without what is far from a change.
fn lines(was: &[&str], is: &[&str]) -> Markup {
    let all = diff::slice(was, is);
    let is_same = |at: usize| matches!(all[at], Both(..));
    let is_near = |at: usize| {
        let mut near = at.saturating_sub(AROUND)..all.len().min(at + AROUND + 1);
        near.any(|at| !is_same(at))
    };
    html! {
        pre.diff tabindex="0" {
            @for (at, part) in all.iter().enumerate() {
                @if is_near(at) {
                    @match part {
                        Left(text) => { del { "- " (escape::seen(text)) "\n" } }
                        Right(text) => { ins { "+ " (escape::seen(text)) "\n" } }
                        Both(text, _) => { "  " (escape::seen(text)) "\n" }
                    }
                } @else if at == 0 || is_near(at - 1) { span.gap { "  …\n" } }
            }
        }
    }
}
