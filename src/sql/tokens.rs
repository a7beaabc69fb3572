//! Only as much of SQL as it takes to tell a statement from a text, a comment or the body of a
//! function.

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
        (None, rest.find('\n').unwrap_or(rest.len()))
    } else if rest.starts_with("/*") {
        (None, comment(rest))
    } else if next.is_whitespace() {
        (None, next.len_utf8())
    } else if let length @ 1.. = text(rest) {
        (Some(Token::Quoted), length)
    } else if next.is_alphanumeric() || next == '_' {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
        let word = &rest[..word.unwrap_or(rest.len())];
        (Some(Token::Word(word.to_uppercase())), word.len())
    } else {
        (Some(Token::Symbol(next)), next.len_utf8())
    }
}

/// How long the text, quoted name or body is that `rest` begins with; 0 if it begins with none.
fn text(rest: &str) -> usize {
    if rest.starts_with(['e', 'E']) && rest[1..].starts_with('\'') {
        1 + quoted(&rest[1..], '\'', Some('\\'))
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

/// How long the `$tag$ ... $tag$` is that `text` begins with; 0 if it begins with none.
fn dollar_quoted(text: &str) -> usize {
    let Some(second) = text.strip_prefix('$').and_then(|rest| rest.find('$')) else {
        return 0;
    };
    let mark = &text[..second + 2];
    let tag = &mark[1..=second];
    let is_tag = tag.chars().all(|c| c.is_alphanumeric() || c == '_')
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
