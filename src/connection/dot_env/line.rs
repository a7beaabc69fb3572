//! The lines of a `.env`.

/// A name with its value.
pub(super) struct Line {
    pub name: String,
    pub value: Vec<Part>,
}

/// A part of a value.
pub(super) enum Part {
    Text(String),
    /// `$NAME` or `${NAME}`, where neither a backslash nor single quotation marks make it a text.
    Variable(String),
}

/// Every line that sets something; an error is the number of a line that is none, from 1.
pub(super) fn all(text: &str) -> Vec<Result<Line, usize>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest;
        let first = start.split('\n').next().unwrap_or_default();
        let (read, length) = one(start);
        let number = text[..text.len() - start.len()].matches('\n').count() + 1;
        match read {
            Read::Nothing => {}
            Read::Line(line) => found.push(Ok(line)),
            Read::Other => found.push(Err(number)),
        }
        // What cannot be read ends with its line.
        rest = &start[length.unwrap_or(first.len())..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    found
}

/// What a line is.
enum Read {
    /// It is empty or a comment.
    Nothing,
    Line(Line),
    /// None of a `.env`.
    Other,
}

/// What the first line is, and how long it is where it may go on below.
fn one(text: &str) -> (Read, Option<usize>) {
    let first = text.split('\n').next().unwrap_or_default();
    let content = first.trim();
    if content.is_empty() || content.starts_with('#') {
        return (Read::Nothing, None);
    }
    let Some((name, _)) = first.split_once('=') else {
        return (Read::Other, None);
    };
    let behind = &text[name.len() + 1..];
    let name = name.trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    if !is_name(name) {
        return (Read::Other, None);
    }
    let value = behind.trim_start_matches([' ', '\t']);
    let Some((value_parts, length)) = parts(value) else {
        return (Read::Other, None);
    };
    let line = Line {
        name: name.to_owned(),
        value: value_parts,
    };
    (Read::Line(line), Some(text.len() - value.len() + length))
}

fn is_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    !name.is_empty() && name.chars().all(is_plain)
}

/// A value, and its length up to the end of its line.
fn parts(text: &str) -> Option<(Vec<Part>, usize)> {
    let quote = text.chars().next().filter(|c| ['"', '\''].contains(c));
    let Some(quote) = quote else {
        let line = text.split('\n').next().unwrap_or_default();
        let comment = line.find(" #").or_else(|| line.find("\t#"));
        let is_comment = line.starts_with('#');
        let end = if is_comment { Some(0) } else { comment };
        let value = line[..end.unwrap_or(line.len())].trim_end();
        return Some((unquoted(value), line.len()));
    };
    let inner = &text[1..];
    let end = closing(inner, quote)?;
    let behind = inner[end + 1..].split('\n').next().unwrap_or_default();
    let is_end = behind.trim().is_empty() || behind.trim_start().starts_with('#');
    if !is_end {
        return None;
    }
    let value = &inner[..end];
    let value = match quote {
        '\'' => vec![Part::Text(value.to_owned())],
        _ => unquoted(value),
    };
    Some((value, 1 + end + 1 + behind.len()))
}

/// Where the quotation mark stands that closes a text.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let closes = c == quote && !is_escaped;
        is_escaped = quote == '"' && c == '\\' && !is_escaped;
        closes.then_some(at)
    })
}

/// The parts of a text in which backslashes and dollar signs mean something.
fn unquoted(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        rest = behind;
        match c {
            '\\' => {
                let next = behind.chars().next();
                match next {
                    Some('n') => plain.push('\n'),
                    Some(c) if "\\'\"$ ".contains(c) => plain.push(c),
                    other => plain.extend([Some('\\'), other].into_iter().flatten()),
                }
                rest = &behind[next.map_or(0, char::len_utf8)..];
            }
            '$' => match variable(behind) {
                Some((name, length)) => {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                    parts.push(Part::Variable(name));
                    rest = &behind[length..];
                }
                None => plain.push('$'),
            },
            c => plain.push(c),
        }
    }
    parts.push(Part::Text(plain));
    parts
}

/// The name behind a dollar sign, and how much of the text it takes.
fn variable(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('{');
    let named = inner.unwrap_or(text);
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let length = named.find(|c| !is_part(c)).unwrap_or(named.len());
    let name = &named[..length];
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let taken = match inner {
        // A default behind the name, as a shell has it, is none here.
        Some(inner) => 1 + inner.find('}')? + 1,
        None => length,
    };
    Some((name.to_owned(), taken))
}
