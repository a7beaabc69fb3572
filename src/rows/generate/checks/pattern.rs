//! Patterns: what matches them, and texts that do.

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A pattern, as a regular expression of this program's.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// The same, for texts to be made from.
    hir: Hir,
}

/// More repetitions than that are not made where a pattern sets no limit.
const MOST_REPETITIONS: u32 = 6;

impl Pattern {
    /// Of PostgreSQL's `~`.
    pub fn regex(text: &str) -> Option<Self> {
        Self::of(&translated(text), "(?s)")
    }

    /// Of `~*`.
    pub fn regex_of_any_case(text: &str) -> Option<Self> {
        Self::of(&translated(text), "(?si)")
    }

    /// Of `LIKE`.
    pub fn like(text: &str) -> Option<Self> {
        Self::of(&of_like(text), "(?s)")
    }

    /// Of `ILIKE`.
    pub fn like_of_any_case(text: &str) -> Option<Self> {
        Self::of(&of_like(text), "(?si)")
    }

    /// Of `SIMILAR TO`, which is of both kinds, and always about the whole text.
    pub fn similar(text: &str) -> Option<Self> {
        let mut regex = String::new();
        for c in text.chars() {
            match c {
                '%' => regex.push_str(".*"),
                '_' => regex.push('.'),
                '.' | '^' | '$' => regex.extend(['\\', c]),
                c => regex.push(c),
            }
        }
        Self::of(&format!("^(?:{regex})$"), "(?s)")
    }

    fn of(regex: &str, flags: &str) -> Option<Self> {
        let text = format!("{flags}{regex}");
        Some(Self {
            regex: Regex::new(&text).ok()?,
            // As it is written: what is the same letter in another case, depends on the database's locale.
            hir: regex_syntax::parse(&format!("(?s){regex}")).ok()?,
        })
    }

    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// A text that matches; another `number` mostly gives another one.
    pub fn text(&self, number: usize, length: Length) -> String {
        let mut text = String::new();
        let mut picks = Picks(number as u64);
        write(&self.hir, &mut picks, length, &mut text);
        text
    }
}

/// How often what may be repeated is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    Usual,
    Long,
}

/// Numbers that look random and are always the same.
struct Picks(u64);

impl Picks {
    fn one_of(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % count.max(1)
    }
}

fn write(hir: &Hir, picks: &mut Picks, length: Length, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.push(character(class, picks)),
        HirKind::Repetition(repetition) => {
            let most = match (length, repetition.max) {
                (Length::Long, max) => max.unwrap_or(64).min(repetition.min.max(64)),
                (Length::Usual, max) => max
                    .unwrap_or(u32::MAX)
                    .min(repetition.min + MOST_REPETITIONS),
            };
            let times = match length {
                Length::Long => most,
                Length::Usual => {
                    let more = usize::try_from(most - repetition.min).unwrap_or_default();
                    // None at all tells nothing apart.
                    let least = repetition.min.max(1).min(most);
                    (repetition.min + u32::try_from(picks.one_of(more + 1)).unwrap_or_default())
                        .max(least)
                }
            };
            for _ in 0..times {
                write(&repetition.sub, picks, length, text);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, picks, length, text),
        HirKind::Concat(parts) => parts.iter().for_each(|it| write(it, picks, length, text)),
        HirKind::Alternation(parts) => {
            let at = picks.one_of(parts.len());
            write(&parts[at], picks, length, text);
        }
    }
}

/// A character of a class: a letter or a digit where it has any.
fn character(class: &Class, picks: &mut Picks) -> char {
    const USUAL: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let Class::Unicode(class) = class else {
        return 'a';
    };
    let has = |c: &char| {
        class
            .ranges()
            .iter()
            .any(|range| (range.start()..=range.end()).contains(c))
    };
    let usual: Vec<char> = USUAL.chars().filter(has).collect();
    if usual.is_empty() {
        let first = class.ranges().first();
        return first.map_or('a', regex_syntax::hir::ClassUnicodeRange::start);
    }
    usual[picks.one_of(usual.len())]
}

/// PostgreSQL's escapes in this program's terms.
fn translated(regex: &str) -> String {
    let regex = regex.strip_prefix("***:").unwrap_or(regex);
    let mut text = String::new();
    let mut characters = regex.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match characters.next() {
            Some('m' | 'M' | 'y') => text.push_str(r"\b"),
            Some('Y') => text.push_str(r"\B"),
            Some('Z') => text.push_str(r"\z"),
            Some(c) => text.extend(['\\', c]),
            None => text.push_str(r"\\"),
        }
    }
    text
}

fn of_like(pattern: &str) -> String {
    let mut text = "^".to_owned();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        match c {
            '%' => text.push_str(".*"),
            '_' => text.push('.'),
            '\\' => text += &regex::escape(&characters.next().unwrap_or('\\').to_string()),
            c => text += &regex::escape(&c.to_string()),
        }
    }
    text + "$"
}
