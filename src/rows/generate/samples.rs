//! What columns usually hold: by their types, and by their names.

/// What a text column of that name holds in most schemas, though its type does not say so; a later
/// migration may well ask for it.
pub(super) fn by_name(name: &str, number: usize) -> Vec<String> {
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
pub(super) fn of_type(base: &str, number: usize) -> Vec<String> {
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
