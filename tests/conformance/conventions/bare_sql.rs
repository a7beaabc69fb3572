//! SQL without what it quotes and remarks, so that what is left is said by the SQL itself.

use std::ops::Range;

use pretty_assertions::assert_eq;
use rstest::rstest;

/// The text with each comment, string and quoted name blanked out, line by line as before.
///
/// The body of a function in the standard's own form, `BEGIN ATOMIC ... END`, is left standing.
pub(super) fn bare(sql: &str) -> String {
    let mut bare = String::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let quoted = quoted(rest, bare.chars().next_back());
        if quoted == 0 {
            bare.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            let kept = |c: char| if c == '\n' { c } else { ' ' };
            bare.extend(rest[..quoted].chars().map(kept));
            rest = &rest[quoted..];
        }
    }
    bare
}

/// How many bytes at the beginning of `rest` are one quotation or remark; 0 if none begins here.
fn quoted(rest: &str, before: Option<char>) -> usize {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("--") {
        rest.find('\n').unwrap_or(rest.len())
    } else if rest.starts_with("/*") {
        block_comment(rest)
    } else if !in_word && (rest.starts_with("e'") || rest.starts_with("E'")) {
        1 + up_to(&rest[1..], '\'', true)
    } else if rest.starts_with('\'') {
        up_to(rest, '\'', false)
    } else if rest.starts_with('"') {
        up_to(rest, '"', false)
    } else if rest.starts_with('$') && !in_word {
        dollar_quoted(rest)
    } else {
        0
    }
}

/// Block comments nest in PostgreSQL.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while let Some(pair) = rest.as_bytes().get(at..at + 2) {
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// A quote inside is doubled, or has a backslash before it where that means something: to this
/// loop a doubled one ends the text and begins the next, which blanks out the same.
fn up_to(rest: &str, quote: char, backslash: bool) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if backslash => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn dollar_quoted(rest: &str) -> usize {
    let Some(tag) = rest[1..].find('$').map(|end| &rest[..end + 2]) else {
        return 0;
    };
    let name: Range<usize> = 1..tag.len() - 1;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if !tag[name.clone()].chars().all(is_word) || tag[name].starts_with(|c: char| c.is_numeric()) {
        return 0;
    }
    rest[tag.len()..]
        .find(tag)
        .map_or(rest.len(), |end| end + 2 * tag.len())
}

#[rstest]
#[case::a_line_comment("a -- b ' c\nd", "a         \nd")]
#[case::a_block_comment("a /* b\n ; */ c", "a     \n      c")]
#[case::a_nested_comment("/* a /* b */ c */ d", "                  d")]
#[case::a_comment_that_only_seems_to_end("a /*/ b */ c", "a          c")]
#[case::a_string("a 'b;' c", "a      c")]
#[case::a_doubled_quote("a 'b'';' c", "a        c")]
#[case::a_string_with_backslash(r"a 'b\' c", "a      c")]
#[case::an_escaped_quote(r"a e'b\';' c", "a         c")]
#[case::a_word_that_ends_in_e(r"type'b\' c", "type     c")]
#[case::a_quoted_name(r#"a "b;""c" d"#, "a         d")]
#[case::a_dollar_quote("a $$ b ; ' $$ c", "a             c")]
#[case::a_named_dollar_quote("a $x$ b $$ c $x$ d", "a                d")]
#[case::a_parameter("a $1 b $2 c", "a $1 b $2 c")]
#[case::an_open_quote("a 'b", "a   ")]
#[case::other_letters("é 'é' é", "é     é")]
fn what_is_quoted_is_blanked_out(#[case] sql: &str, #[case] expected: &str) {
    assert_eq!(bare(sql), expected);
}
