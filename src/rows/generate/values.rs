//! Values that a column is likely to take, as texts in PostgreSQL's input syntax.

use super::plan::Column;

/// PostgreSQL counts the four bytes of a length word into a string's modifier.
const LENGTH_WORD: i32 = 4;

/// Likely values for one column, likeliest first; `number` makes them unlike those of other rows.
pub(super) fn candidates(column: &Column, number: usize) -> Vec<String> {
    let mut values = literals(&column.checks);
    if column.base == "enum" {
        values.extend(column.labels.clone());
        rotate(&mut values, number);
        return values;
    }
    rotate(&mut values, number);
    let usual = if column.base == "array" {
        let element = if column.labels.is_empty() {
            of_type(&column.element, number)
        } else {
            column.labels.clone()
        };
        let mut arrays: Vec<String> = element
            .iter()
            .take(3)
            .map(|value| array(&[value]))
            .collect();
        let first = element.first().map_or("", String::as_str);
        arrays.extend([2, 3].map(|length| array(&vec![first; length])));
        arrays.push("{}".to_owned());
        arrays
    } else {
        let is_text = matches!(&*column.base, "text" | "varchar" | "citext");
        let by_name = is_text.then(|| by_name(&column.name, number));
        let of_type = of_type(&column.base, number);
        by_name.into_iter().flatten().chain(of_type).collect()
    };
    let usual = match &*column.base {
        "c" => composites(&column.fields, number),
        "json" | "jsonb" if !values.is_empty() => {
            usual.into_iter().chain([object(&values, number)]).collect()
        }
        _ => usual,
    };
    // What a CHECK names is likely where it is a list of words, and rarely more than a bound or a
    // piece of a pattern otherwise; so a usual value goes first where there is no such list.
    if values.len() > 1 {
        values.extend(usual);
    } else {
        values = usual.into_iter().chain(values).collect();
    }
    if column.checks.is_empty() {
        values.truncate(6);
    }
    if column.typmod >= LENGTH_WORD && matches!(column.base.as_str(), "varchar" | "bpchar") {
        let length = usize::try_from(column.typmod - LENGTH_WORD).unwrap_or(1);
        values = values.iter().map(|value| shorten(value, length)).collect();
    }
    if let ("bit" | "varbit", Ok(length @ 1..)) = (&*column.base, usize::try_from(column.typmod)) {
        let bits = format!("{:0length$b}", number % 8);
        values = vec![bits[bits.len() - length..].to_owned()];
    }
    values
}

/// The most telling end of a value stays: that is where the numbers are.
fn shorten(value: &str, length: usize) -> String {
    let skip = value.chars().count().saturating_sub(length);
    value.chars().skip(skip).collect()
}

fn rotate(values: &mut [String], number: usize) {
    if !values.is_empty() {
        values.rotate_left(number % values.len());
    }
}

fn array(elements: &[&str]) -> String {
    format!("{{{}}}", quoted(elements).join(","))
}

/// A composite whose fields have their types' likeliest values, and one without values.
fn composites(fields: &[String], number: usize) -> Vec<String> {
    let values: Vec<String> = fields
        .iter()
        .map(|field| of_type(field, number).swap_remove(0))
        .collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let nothing = ",".repeat(fields.len().saturating_sub(1));
    vec![
        format!("({})", quoted(&values).join(",")),
        format!("({nothing})"),
    ]
}

/// Each in the quotation marks that arrays and composites take.
fn quoted(values: &[&str]) -> Vec<String> {
    let quote = |value: &&str| {
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{escaped}\"")
    };
    values.iter().map(quote).collect()
}

/// A JSON object that has every word of a CHECK as a key.
fn object(words: &[String], number: usize) -> String {
    let value = serde_json::Value::from(number + 1);
    let members = words.iter().map(|word| (word.clone(), value.clone()));
    serde_json::Value::Object(members.collect()).to_string()
}

/// The string and number literals of CHECK definitions, and for a number its neighbours.
fn literals(checks: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for check in checks {
        let mut rest = check.as_str();
        while let Some((before, after)) = rest.split_once('\'') {
            numbers(before, &mut found);
            let end = after.find('\'').unwrap_or(after.len());
            let literal = &after[..end];
            match literal.parse::<i64>() {
                Ok(number) => found.extend(neighbours(number)),
                Err(_) => found.push(literal.to_owned()),
            }
            rest = after.get(end + 1..).unwrap_or_default();
        }
        numbers(rest, &mut found);
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|value| seen.insert(value.clone()));
    found
}

fn numbers(text: &str, found: &mut Vec<String>) {
    let words =
        text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_' || c.is_alphabetic()));
    for word in words {
        if let Ok(number) = word.parse::<i64>() {
            found.extend(neighbours(number));
        } else if word.parse::<f64>().is_ok() {
            found.push(word.to_owned());
        }
    }
}

/// A bound, and what lies on both sides of it.
fn neighbours(bound: i64) -> [String; 3] {
    [0, 1, -1].map(|step| bound.saturating_add(step).to_string())
}

/// What a text column of that name holds in most schemas, though its type does not say so; a later
/// migration may well ask for it.
fn by_name(name: &str, number: usize) -> Vec<String> {
    const FORMS: [(&str, usize); 8] = [
        ("email", 2),
        ("mail", 2),
        ("url", 3),
        ("uri", 3),
        ("uuid", 7),
        ("guid", 7),
        ("phone", 8),
        ("slug", 4),
    ];
    let form = FORMS.iter().find(|(part, _)| name.contains(part));
    form.map(|(_, at)| words(number + 1).swap_remove(*at))
        .into_iter()
        .collect()
}

/// Usual values of a type, by its bare name.
fn of_type(base: &str, number: usize) -> Vec<String> {
    let n = number + 1;
    let day = 1 + number % 28;
    // Ranges are often asked not to overlap.
    let (year, second) = (2024 + number % 1000, number % 60);
    let list: &[&str] = match base {
        "bool" => {
            return if number.is_multiple_of(2) {
                texts(&["true", "false"])
            } else {
                texts(&["false", "true"])
            };
        }
        "int2" | "int4" | "int8" | "numeric" | "float4" | "float8" | "money" | "oid" | "xid"
        | "xid8" => {
            let mut values = vec![n.to_string(), (n + 100).to_string()];
            values.extend(texts(&["1", "0", "10", "50", "1000", "-1", "0.5"]));
            return values;
        }
        "date" => return vec![format!("2024-02-{day:02}"), format!("2034-02-{day:02}")],
        "timestamp" | "timestamptz" => {
            return vec![
                format!("2024-02-{day:02} 10:20:30.123456+00"),
                format!("2034-02-{day:02} 10:20:30+00"),
            ];
        }
        "time" | "timetz" => return vec![format!("10:20:{day:02}.5+00")],
        "interval" => return vec![format!("{n} days 01:02:03")],
        "uuid" => return vec![format!("00000000-0000-4000-8000-{n:012x}")],
        "bytea" => return vec![format!("\\x00ff{:04x}", n % 65536)],
        "json" | "jsonb" => {
            return vec![
                format!("{{\"key\": {n}}}"),
                format!("[{n}]"),
                n.to_string(),
                format!("\"{n}\""),
            ];
        }
        "jsonpath" => &["$.key"],
        "xml" => &["<a/>"],
        "inet" => {
            return vec![
                format!("192.0.2.{}", n % 256),
                format!("2001:db8::{:x}", n % 65536),
            ];
        }
        "cidr" => return vec![format!("192.0.2.{}/32", n % 256)],
        "macaddr" => return vec![format!("02:00:00:00:00:{:02x}", n % 256)],
        "macaddr8" => return vec![format!("02:00:00:00:00:00:00:{:02x}", n % 256)],
        "bit" | "varbit" => &["1", "0"],
        "point" => return vec![format!("({n},2)")],
        "line" => return vec![format!("{{1,2,{n}}}")],
        "lseg" | "box" | "path" => return vec![format!("((0,0),({n},1))")],
        "polygon" => return vec![format!("((0,0),({n},0),(0,1))")],
        "circle" => return vec![format!("<(0,0),{n}>")],
        "tsvector" => return vec![format!("'word{n}':1")],
        "tsquery" => &["word"],
        "r" => {
            return vec![
                format!("[{n},{})", n + 1),
                format!("[{year}-02-01,{year}-03-01)"),
                format!("[10:20:{second:02},10:20:{second:02}.5)"),
                "empty".to_owned(),
            ];
        }
        "m" => {
            return vec![
                format!("{{[{n},{})}}", n + 1),
                format!("{{[{year}-02-01,{year}-03-01)}}"),
                format!("{{[10:20:{second:02},10:20:{second:02}.5)}}"),
                "{}".to_owned(),
            ];
        }
        "hstore" => return vec![format!("key=>{n}")],
        "ltree" => return vec![format!("top.node{n}")],
        "pg_lsn" => return vec![format!("0/{n:X}")],
        "char" | "\"char\"" => &["a", "b"],
        "tid" => return vec![format!("(0,{})", n % 65536)],
        "cube" => return vec![format!("({n})")],
        "regclass" => &["pg_class"],
        "regnamespace" => &["pg_catalog"],
        "regoper" => &["!~~*"],
        "regoperator" => &["+(integer,integer)"],
        "regconfig" | "regdictionary" => &["simple"],
        "regcollation" => &["pg_catalog.\"C\""],
        "regtype" => &["text"],
        "regproc" | "regprocedure" => &["now"],
        "regrole" => &["postgres"],
        _ => return words(n),
    };
    texts(list)
}

/// Texts of the forms that a CHECK is likely to ask for. The first holds what plain ASCII does not.
fn words(n: usize) -> Vec<String> {
    vec![
        format!("Wört '{n}"),
        format!("word{n}"),
        format!("user{n}@example.com"),
        format!("https://example.com/{n}"),
        format!("word-{n}"),
        format!("WORD{n}"),
        n.to_string(),
        format!("00000000-0000-4000-8000-{n:012x}"),
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
        format!("{n}.0.0"),
        String::new(),
    ]
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_and_numbers_of_a_check_are_values() {
        let checks = [
            "CHECK (((role)::text = ANY (ARRAY['admin'::text, 'user'::text])))".to_owned(),
            "CHECK ((char_length(title) <= 200))".to_owned(),
        ];
        let found = literals(&checks);
        assert_eq!(found, ["admin", "user", "200", "201", "199"]);
    }

    #[test]
    fn a_value_is_cut_to_the_length_of_its_column_from_the_left() {
        assert_eq!(shorten("word12", 2), "12");
        assert_eq!(shorten("é", 2), "é");
    }
}
