//! Texts: of each family, and of the forms that a CHECK or a name asks for.

use super::family::Family;

/// An unlimited text gets so many characters where it is to be long: more than the usual limits of columns.
const LONG: usize = 300;

/// A longer one would not fit into an index.
const LONGEST: usize = 2000;

/// Texts of a family, likeliest first; `limit` is how many characters the column takes.
pub(super) fn of_family(
    family: Family,
    name: &str,
    number: usize,
    limit: Option<usize>,
) -> Vec<String> {
    let n = number + 1;
    match family {
        Family::Mixed => {
            let mixed = vec![
                format!(" \tÉcole \"d'Été\"\n50% \\ Zoë's  {n} Qx "),
                format!(" Zoë's  {n} Qx "),
                format!("Word {n}"),
                format!("Word{n}"),
            ];
            by_name(name, number, true)
                .into_iter()
                .chain(mixed)
                .collect()
        }
        Family::Long => vec![long(n, limit), format!("{:a>64}", n)],
        Family::Zero => vec![String::new()],
        Family::Null => vec!["   ".to_owned()],
        Family::Plain | Family::Twin | Family::Listed => Vec::new(),
    }
}

/// Words up to the limit, and a number at the end.
fn long(n: usize, limit: Option<usize>) -> String {
    const WORDS: &str = "Lorem ipsum Dolor, sit-amet: Ünder 1,000 words. ";
    let length = limit.map_or(LONG, |limit| limit.min(LONGEST));
    let end = n.to_string();
    let words = WORDS.chars().cycle();
    let before = length.saturating_sub(end.len());
    words.take(before).chain(end.chars()).collect()
}

/// What a text column of that name holds in most schemas, though its type does not say so; a later
/// migration may well ask for it.
pub(super) fn by_name(name: &str, number: usize, is_mixed: bool) -> Option<String> {
    const PARTS: [&str; 7] = ["mail", "url", "uri", "uuid", "guid", "phone", "slug"];
    let n = number + 1;
    let form = |part: &str| match (part, is_mixed) {
        ("mail", false) => Some(format!("user{n}@example.com")),
        ("mail", true) => Some(format!("User.Name+{n}@Example.COM")),
        ("url" | "uri", false) => Some(format!("https://example.com/{n}")),
        ("url" | "uri", true) => Some(format!("HTTPS://Example.com:8443/A%20b/{n}?Q=1&q=Ü#Top")),
        ("uuid" | "guid", false) => Some(uuid(n)),
        ("phone", false) => Some(format!("+15550{n:06}")),
        ("slug", false) => Some(format!("word-{n}")),
        _ => None,
    };
    let part = PARTS.into_iter().find(|part| name.contains(part))?;
    form(part)
}

pub(super) fn uuid(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012x}")
}

/// Plain texts of the forms that a CHECK is likely to ask for.
pub(super) fn words(n: usize) -> Vec<String> {
    vec![
        format!("word{n}"),
        format!("Wört '{n}"),
        format!("user{n}@example.com"),
        format!("https://example.com/{n}"),
        format!("word-{n}"),
        format!("WORD{n}"),
        n.to_string(),
        uuid(n),
        format!("{n}.0.0"),
        format!("+15550{n:06}"),
        format!("2024-02-{:02}", 1 + n % 28),
        format!("{n:064x}"),
        format!("{n:040x}"),
        format!("{n:032x}"),
        format!("/path/{n}"),
        "en".to_owned(),
        "EUR".to_owned(),
        "US".to_owned(),
        "UTC".to_owned(),
        format!("#{n:06x}"),
        "{}".to_owned(),
        String::new(),
    ]
}
