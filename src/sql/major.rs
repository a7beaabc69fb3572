//! The lines of a query that a server of some major version supports.

/// The mark at the end of a line that the server understands from a major version on.
const SINCE: &str = "-- since ";
/// And of one that it understands before it only.
const BEFORE: &str = "-- before ";

/// A query as a server of this major version gets it: without the lines that are marked as those of others.
///
/// The mark is a comment at the end of its line: `-- since 15` or `-- before 15`.
#[must_use]
pub fn for_major(query: &str, major: u32) -> String {
    let lines = query.lines().filter(|line| is_understood(line, major));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a server of this major version understands a line, by the mark at its end.
pub(crate) fn is_understood(line: &str, major: u32) -> bool {
    let marked = |mark: &str| -> Option<u32> {
        let (_, number) = line.rsplit_once(mark)?;
        number.trim().parse().ok()
    };
    marked(SINCE).is_none_or(|since| major >= since)
        && marked(BEFORE).is_none_or(|before| major < before)
}

/// A line without the mark at its end.
pub(crate) fn without_mark(line: &str) -> &str {
    let line = line.split(SINCE).next().unwrap_or(line);
    line.split(BEFORE).next().unwrap_or(line).trim_end()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_line_is_there_for_the_majors_that_its_mark_names() {
        let query =
            "SELECT a,\n       b, -- since 15\n       c, -- before 17\n       d -- since then";
        assert_eq!(
            for_major(query, 14),
            "SELECT a,\n       c, -- before 17\n       d -- since then"
        );
        assert_eq!(for_major(query, 15), query);
        assert_eq!(
            for_major(query, 17),
            "SELECT a,\n       b, -- since 15\n       d -- since then"
        );
    }
}
