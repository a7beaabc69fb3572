//! Patterns: what matches them, and texts that do.

use std::ops::RangeInclusive;

use regex::Regex;
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};

/// A pattern, as a regular expression of this program's.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// The same, for texts to be made from.
    piece: Piece,
}

/// What texts that match are made of.
#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    OneOf(Vec<char>),
    Repeated {
        piece: Box<Piece>,
        min: u32,
        max: Option<u32>,
    },
    All(Vec<Piece>),
    Any(Vec<Piece>),
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
            piece: Piece::of(&regex_syntax::parse(&format!("(?s){regex}")).ok()?),
        })
    }

    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// A text that matches; another `number` mostly gives another one.
    pub fn text(&self, number: usize, length: Length) -> String {
        let mut text = String::new();
        let mut picks = Picks(number as u64);
        self.piece.write(&mut picks, length, &mut text);
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

impl Piece {
    fn of(hir: &Hir) -> Self {
        let all = |parts: &[Hir]| parts.iter().map(Self::of).collect();
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Self::Text(String::new()),
            HirKind::Literal(it) => Self::Text(String::from_utf8_lossy(&it.0).into_owned()),
            HirKind::Class(class) => Self::of_class(class),
            HirKind::Repetition(it) => Self::Repeated {
                piece: Box::new(Self::of(&it.sub)),
                min: it.min,
                max: it.max,
            },
            HirKind::Capture(capture) => Self::of(&capture.sub),
            HirKind::Concat(parts) => Self::All(all(parts)),
            HirKind::Alternation(parts) => Self::Any(all(parts)),
        }
    }

    /// The letters and digits of a class, or its first character where it has none.
    fn of_class(class: &Class) -> Self {
        const USUAL: [RangeInclusive<char>; 3] = ['a'..='z', '0'..='9', 'A'..='Z'];
        let Class::Unicode(class) = class else {
            return Self::Text("a".to_owned());
        };
        let ranges = class.ranges();
        let both = |run: &RangeInclusive<char>| {
            let (first, last) = (*run.start(), *run.end());
            ranges
                .iter()
                .flat_map(move |it| it.start().max(first)..=it.end().min(last))
        };
        let usual: Vec<char> = USUAL.iter().flat_map(both).collect();
        if usual.is_empty() {
            let first = ranges.first().map_or('a', ClassUnicodeRange::start);
            return Self::Text(first.to_string());
        }
        Self::OneOf(usual)
    }

    fn write(&self, picks: &mut Picks, length: Length, text: &mut String) {
        match self {
            Self::Text(literal) => text.push_str(literal),
            Self::OneOf(characters) => text.push(characters[picks.one_of(characters.len())]),
            Self::Repeated { piece, min, max } => {
                for _ in 0..times(*min, *max, picks, length) {
                    piece.write(picks, length, text);
                }
            }
            Self::All(pieces) => pieces.iter().for_each(|it| it.write(picks, length, text)),
            Self::Any(pieces) => pieces[picks.one_of(pieces.len())].write(picks, length, text),
        }
    }
}

/// How often something is repeated.
fn times(min: u32, max: Option<u32>, picks: &mut Picks, length: Length) -> u32 {
    match length {
        Length::Long => max.unwrap_or(64).min(min.max(64)),
        Length::Usual => {
            let most = max.unwrap_or(u32::MAX).min(min + MOST_REPETITIONS);
            let more = usize::try_from(most - min).unwrap_or_default();
            // None at all tells nothing apart.
            let least = min.max(1).min(most);
            (min + u32::try_from(picks.one_of(more + 1)).unwrap_or_default()).max(least)
        }
    }
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
