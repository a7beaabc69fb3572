//! Whether a script ends the transaction that it runs in.
//!
//! Only as much of SQL is read as it takes to tell a statement from a text, a comment or the body
//! of a function.

/// The line, from 1, of the first statement that ends the transaction around it.
pub(super) fn end(sql: &str) -> Option<usize> {
    let mut statement: Vec<String> = Vec::new();
    let mut began_at = 0;
    // How many ENDs are still to come in a function's body of SQL, whose semicolons end no statement.
    let mut open = 0_u32;
    for (at, token) in tokens(sql) {
        match token {
            Token::Semicolon if open == 0 => {
                if ends(&statement) {
                    break;
                }
                statement.clear();
            }
            Token::Semicolon => {}
            Token::Word(word) => {
                match word.as_str() {
                    "ATOMIC" if statement.last().is_some_and(|last| last == "BEGIN") => open = 1,
                    "CASE" if open > 0 => open += 1,
                    "END" if open > 0 => open -= 1,
                    _ => {}
                }
                if statement.is_empty() {
                    began_at = at;
                }
                statement.push(word);
            }
        }
    }
    ends(&statement).then(|| sql[..began_at].matches('\n').count() + 1)
}

/// Whether the statement of these words is one that ends a transaction.
fn ends(statement: &[String]) -> bool {
    let words: Vec<&str> = statement.iter().take(3).map(String::as_str).collect();
    match words[..] {
        ["ROLLBACK", "TO", ..] | ["ROLLBACK", "WORK" | "TRANSACTION", "TO"] => false,
        ["COMMIT" | "END" | "ROLLBACK" | "ABORT", ..] | ["PREPARE", "TRANSACTION", ..] => true,
        _ => false,
    }
}

enum Token {
    /// A keyword or a name without quotation marks, in capitals.
    Word(String),
    Semicolon,
}

/// The words and semicolons that stand outside of texts and comments, with their byte offsets.
fn tokens(sql: &str) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(next) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment(rest)
        } else if rest.starts_with(['e', 'E']) && rest[1..].starts_with('\'') {
            1 + quoted(&rest[1..], '\'', Some('\\'))
        } else if next == '\'' || next == '"' {
            quoted(rest, next, None)
        } else if next == '$' {
            dollar_quoted(rest)
        } else if next.is_alphanumeric() || next == '_' {
            let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
            let word = &rest[..word.unwrap_or(rest.len())];
            tokens.push((at, Token::Word(word.to_uppercase())));
            word.len()
        } else {
            if next == ';' {
                tokens.push((at, Token::Semicolon));
            }
            next.len_utf8()
        };
        at += length;
    }
    tokens
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

/// How long the `$tag$ ... $tag$` is that `text` begins with; 1 if it is another `$`.
fn dollar_quoted(text: &str) -> usize {
    let Some(second) = text[1..].find('$') else {
        return 1;
    };
    let mark = &text[..second + 2];
    let tag = &mark[1..=second];
    let is_tag = tag.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !tag.starts_with(|c: char| c.is_ascii_digit());
    if !is_tag {
        return 1;
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
    fn each_statement_that_ends_a_transaction_is_found_with_its_line() {
        for statement in [
            "COMMIT",
            "commit work and chain",
            "End",
            "ROLLBACK",
            "rollback work",
            "ABORT",
            "PREPARE TRANSACTION 'x'",
            "/* first */ COMMIT",
            "COMMIT -- without a semicolon",
        ] {
            let sql = format!("-- Why.\nSELECT ';';\n{statement}");
            assert_eq!(end(&sql), Some(3), "{statement}");
            let sql = format!("BEGIN;\n{statement};\nSELECT 1;\n");
            assert_eq!(end(&sql), Some(2), "{statement}");
        }
    }

    #[test]
    fn the_words_alone_end_nothing() {
        for sql in [
            "",
            "-- COMMIT;\nSELECT 1; /* ; COMMIT; /* ; ROLLBACK; */ ; COMMIT; */",
            "SELECT '; COMMIT; '';COMMIT;', E'\\'; COMMIT;', \"; COMMIT;\";",
            "DO $$ BEGIN; COMMIT; END $$; DO $a$ ; COMMIT; $$ ; COMMIT; $a$;",
            "SAVEPOINT s; ROLLBACK TO s; ROLLBACK WORK TO SAVEPOINT s; RELEASE s;",
            "PREPARE p AS SELECT $1; EXECUTE p(1);",
            "CREATE TABLE commit (\"end\" int); INSERT INTO commit VALUES (1);",
            "SELECT CASE WHEN true THEN 1 END;",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\nSELECT 1;",
            "BEGIN; SELECT 1;",
        ] {
            assert_eq!(end(sql), None, "{sql}");
        }
    }

    #[test]
    fn what_comes_after_a_body_of_sql_is_read_again() {
        let sql = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;\nCOMMIT;";
        assert_eq!(end(sql), Some(2));
    }

    #[test]
    fn what_is_never_closed_is_read_to_its_end() {
        for sql in [
            "'; COMMIT;",
            "$$; COMMIT;",
            "/* ; COMMIT;",
            "\"; COMMIT;",
            "$",
            "$1",
            "é'é",
        ] {
            assert_eq!(end(sql), None, "{sql}");
        }
    }
}
