//! Scans only as much SQL as it takes to tell a statement from a text, a comment or the body of a function: where one of
//! them ends, PostgreSQL's own scanner is followed to the letter, as a statement that is taken for text would be one that
//! nobody has seen.

use std::borrow::Cow;

/// A part of a script that is neither white space nor a comment.
pub(crate) enum Token {
    /// A keyword or a name without quotation marks, in capitals.
    Word(String),
    /// A text, a quoted name, or the body of a function.
    Quoted,
    /// Any other character.
    Symbol(char),
}

/// The tokens of a script, with their byte offsets.
pub(super) fn tokens(sql: &str) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < sql.len() {
        let (token, length) = token(&sql[at..]);
        tokens.extend(token.map(|token| (at, token)));
        at += length;
    }
    tokens
}

/// A script with blanks in place of its comments, of the same length and with the same lines.
#[must_use]
pub fn without_comments(sql: &str) -> Cow<'_, str> {
    let mut bare = Cow::Borrowed(sql);
    let mut at = 0;
    while at < sql.len() {
        let rest = &sql[at..];
        let (_, length) = token(rest);
        if rest.starts_with("--") || rest.starts_with("/*") {
            let range = at..at + length;
            let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
            let blanks: String = sql[range.clone()].bytes().map(blank).collect();
            bare.to_mut().replace_range(range, &blanks);
        }
        at += length;
    }
    bare
}

/// The token that `rest` begins with, or `None` for white space and comments; and how many bytes
/// it has. `rest` is not empty.
pub(crate) fn token(rest: &str) -> (Option<Token>, usize) {
    let next = rest.chars().next().unwrap_or_default();
    if rest.starts_with("--") {
        (None, line_comment(rest))
    } else if rest.starts_with("/*") {
        (None, comment(rest))
    } else if is_space(next) {
        (None, next.len_utf8())
    } else if let length @ 1.. = text(rest) {
        (Some(Token::Quoted), length)
    } else if next.is_ascii_digit() {
        // What begins right after a number is another token: in `1E'\''` and `$1$$` a text.
        let number = length_of(rest, |c| c.is_ascii_digit());
        (Some(Token::Word(rest[..number].to_owned())), number)
    } else if begins_name(next) {
        let name = length_of(rest, |c| begins_name(c) || c.is_ascii_digit() || c == '$');
        (Some(Token::Word(rest[..name].to_uppercase())), name)
    } else {
        (Some(Token::Symbol(next)), next.len_utf8())
    }
}

/// White space is ASCII's: any other blank is part of a name.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

/// Every character beyond ASCII counts as a letter.
fn begins_name(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

/// How long the beginning of `text` is that consists of such characters, in bytes.
fn length_of(text: &str, is_such: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_such(c)).unwrap_or(text.len())
}

/// How long the comment is that `text` begins with; a carriage return alone ends it too.
fn line_comment(text: &str) -> usize {
    length_of(text, |c| !matches!(c, '\n' | '\r'))
}

/// How long the text, quoted name or body is that `rest` begins with; 0 if it begins with none.
fn text(rest: &str) -> usize {
    if rest.starts_with(['e', 'E']) && rest[1..].starts_with('\'') {
        1 + escaped(&rest[1..])
    } else if rest.starts_with('\'') {
        quoted(rest, '\'', None)
    } else if rest.starts_with('"') {
        quoted(rest, '"', None)
    } else {
        dollar_quoted(rest)
    }
}

/// How long the comment is that `text` begins with; comments may hold comments.
fn comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// How long the text in quotation marks is that `text` begins with. A doubled mark inside looks
/// like the end and the beginning of another text, which comes to the same.
fn quoted(text: &str, mark: char, escape: Option<char>) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if is_escaped {
            is_escaped = false;
        } else if Some(c) == escape {
            is_escaped = true;
        } else if c == mark {
            return at + 1;
        }
    }
    text.len()
}

/// How long the text with backslashes is that `text` begins with, with all parts that go on in a further line: of each
/// part the backslashes count as in the first.
fn escaped(text: &str) -> usize {
    let mut end = quoted(text, '\'', Some('\\'));
    while let Some(next) = continued(&text[end..]) {
        end += next + quoted(&text[end + next..], '\'', Some('\\'));
    }
    end
}

/// Where the next part of a text begins after one that has ended: behind white space and comments with a line's end
/// between them.
fn continued(rest: &str) -> Option<usize> {
    let mut at = 0;
    let mut is_on_another_line = false;
    loop {
        let left = &rest[at..];
        let next = left.chars().next()?;
        if left.starts_with("--") {
            at += line_comment(left);
        } else if is_space(next) {
            is_on_another_line |= matches!(next, '\n' | '\r');
            at += 1;
        } else {
            return (next == '\'' && is_on_another_line).then_some(at);
        }
    }
}

/// How long the `$tag$ ... $tag$` is that `text` begins with; 0 if it begins with none.
fn dollar_quoted(text: &str) -> usize {
    let Some(second) = text.strip_prefix('$').and_then(|rest| rest.find('$')) else {
        return 0;
    };
    let mark = &text[..second + 2];
    let tag = &mark[1..=second];
    let is_tag = tag.chars().all(|c| begins_name(c) || c.is_ascii_digit())
        && !tag.starts_with(|c: char| c.is_ascii_digit());
    if !is_tag {
        return 0;
    }
    match text[mark.len()..].find(mark) {
        Some(body) => body + 2 * mark.len(),
        None => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_become_blanks_and_all_else_keeps_its_place() {
        let sql =
            "DROP /* the\n /* old */ é */ TABLE a; -- b\nSELECT '-- c', $$ -- d $$, \"/*e*/\"";
        let bare = without_comments(sql);
        assert_eq!(bare.len(), sql.len());
        let blanked =
            "DROP       \n                 TABLE a;     \nSELECT '-- c', $$ -- d $$, \"/*e*/\"";
        assert_eq!(bare, blanked);
    }
}
