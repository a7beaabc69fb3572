//! Values of each type.

use super::family::Family;
use super::{numbers, text, times};

/// A type, as far as its values depend on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type<'a> {
    /// Its bare name.
    pub base: &'a str,
    /// PostgreSQL's type modifier; -1 for none.
    pub modifier: i32,
    /// Whether values must not meet: they are in an exclusion constraint or a unique index.
    pub is_distinct: bool,
}

/// Values that break things, likeliest first, and then those that nearly everything takes.
pub(super) fn of_type(ty: Type<'_>, family: Family, number: usize) -> Vec<String> {
    let mut values = match ty.base {
        "int2" | "int4" | "int8" | "numeric" | "float4" | "float8" | "money" | "oid" | "xid"
        | "xid8" => numbers::of_family(ty.base, ty.modifier, family, number),
        "date" | "timestamp" | "timestamptz" | "time" | "timetz" | "interval" => {
            times::of_family(ty.base, family, number)
        }
        "bool" => flags(family, number),
        "json" | "jsonb" => documents(family, number),
        "r" | "m" => ranges(ty, family, number),
        _ => others(ty.base, family, number),
    };
    values.extend(plain(ty.base, number));
    values
}

fn flags(family: Family, number: usize) -> Vec<String> {
    let flag = match family {
        Family::Long | Family::Null => "true",
        Family::Plain | Family::Twin | Family::Listed if number.is_multiple_of(2) => "true",
        _ => "false",
    };
    texts(&[flag])
}

/// Only objects: what a schema means to be a list says so in its default or a CHECK.
fn documents(family: Family, number: usize) -> Vec<String> {
    let n = number + 1;
    match family {
        Family::Mixed => vec![format!(
            "{{\"b\" :  1.50, \"a\":{{\"z\": [1, null, \"é \\\"x\\\"\"]}},\n \"b\": {n}, \"key\": {n}}}"
        )],
        Family::Long => vec![format!(
            "{{\"key\": {n}, \"list\": [{{\"id\": 1}}, {{\"id\": 2}}, []], \"none\": null, \"text\": \" Q\\tx \"}}"
        )],
        Family::Zero => texts(&["{}"]),
        _ => Vec::new(),
    }
}

fn ranges(ty: Type<'_>, family: Family, number: usize) -> Vec<String> {
    let n = number + 1;
    let (open, close) = if ty.base == "m" { ("{", "}") } else { ("", "") };
    let year = 2024 + number % 1000;
    let of = |ranges: &[String]| {
        ranges
            .iter()
            .map(|it| format!("{open}{it}{close}"))
            .collect()
    };
    match family {
        Family::Zero if ty.base == "m" => texts(&["{}"]),
        Family::Zero => texts(&["empty"]),
        // What is open overlaps.
        _ if ty.is_distinct => Vec::new(),
        Family::Mixed => of(&[
            format!("[{n},)"),
            format!("[{year}-02-01,)"),
            "[10:20,)".to_owned(),
        ]),
        Family::Long => of(&[
            format!("(,{n}]"),
            format!("(,{year}-02-01]"),
            "(,10:20]".to_owned(),
        ]),
        _ => Vec::new(),
    }
}

/// Values of types that have few rules; a text that is none of a type is sorted out later.
fn others(base: &str, family: Family, number: usize) -> Vec<String> {
    let n = number + 1;
    let value = match (base, family) {
        ("bytea", Family::Mixed) => {
            let all: String = (0..=255_u8).map(|byte| format!("{byte:02x}")).collect();
            format!("\\x{all}{:08x}", n % 0xffff_ffff)
        }
        ("bytea", Family::Long) => format!("\\x{n:0600x}"),
        ("bytea", Family::Zero) => "\\x".to_owned(),
        ("uuid", Family::Mixed) => format!("F{:07x}-0000-7000-B000-{n:012X}", n % 0xfff_ffff),
        ("uuid", Family::Zero) => "00000000-0000-0000-0000-000000000000".to_owned(),
        ("inet", Family::Mixed) => format!("192.0.2.{}/24", n % 256),
        ("inet", Family::Long) => format!("2001:db8::{:x}", n % 65536),
        ("inet" | "cidr", Family::Zero) => "0.0.0.0/0".to_owned(),
        ("cidr", Family::Mixed) => format!("10.{}.0.0/16", n % 256),
        ("cidr", Family::Long) => format!("2001:db8:{:x}::/48", n % 65536),
        ("macaddr", Family::Mixed) => format!("FF-FE-00-00-00-{:02X}", n % 256),
        ("macaddr", Family::Zero) => "00:00:00:00:00:00".to_owned(),
        ("macaddr8", Family::Mixed) => format!("FF-FE-00-00-00-00-01-{:02X}", n % 256),
        ("macaddr8", Family::Zero) => "00:00:00:00:00:00:00:00".to_owned(),
        ("line", Family::Mixed) => format!("{{-1.5,2.25,-{n}}}"),
        ("pg_lsn", Family::Mixed) => format!("FFFFFFFF/{:X}", 0xffff_0000 + n % 0xffff),
        ("pg_lsn", Family::Zero) => "0/0".to_owned(),
        ("jsonpath", Family::Mixed) => format!("strict $.\"a b\"[*] ? (@.\"x\" > {n})"),
        ("point", Family::Mixed) => format!("(-{n}.25,1e-05)"),
        ("point", Family::Zero) => "(0,0)".to_owned(),
        ("box" | "lseg" | "path" | "polygon", Family::Mixed) => {
            format!("((-1.5,-2),({n}.25,1))")
        }
        ("path", Family::Long) => format!("[(0,0),({n},1),(2,2)]"),
        ("circle", Family::Mixed) => format!("<(-1.5,2.25),{n}.5>"),
        ("tsvector", Family::Mixed) => format!("'Wört{n}':2A,7 'a''b':1"),
        ("tsvector" | "xml" | "hstore", Family::Zero) => String::new(),
        ("tsquery", Family::Mixed) => format!("'a' & !'Wört{n}':*"),
        ("xml", Family::Mixed) => format!("<a  b='é'>x &amp; y<!-- {n} --><c></c></a>"),
        ("hstore", Family::Mixed) => format!("\"A b\"=>\"{n}\", nothing=>NULL"),
        ("ltree", Family::Mixed) => format!("Top.Node_{n}.Leaf"),
        ("bit" | "varbit", Family::Mixed) => "0".to_owned(),
        _ => return Vec::new(),
    };
    vec![value]
}

/// What nearly everything takes.
fn plain(base: &str, number: usize) -> Vec<String> {
    let n = number + 1;
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
            let n = if base == "int2" { n % 30_000 } else { n };
            let mut values = vec![n.to_string(), (n + 100).to_string()];
            values.extend(texts(&["1", "0", "10", "50", "1000", "-1"]));
            if matches!(base, "numeric" | "float4" | "float8" | "money") {
                values.push("0.5".to_owned());
            }
            return values;
        }
        "date" | "timestamp" | "timestamptz" | "time" | "timetz" | "interval" => {
            let mut values = times::of_family(base, Family::Plain, number);
            values.extend(times::of_family(base, Family::Long, number));
            return values;
        }
        "uuid" => return vec![text::uuid(n)],
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
        // A path of ids is the commonest, and what has only digits is cast to numbers.
        "ltree" => return vec![format!("0.{n}"), format!("top.node{n}")],
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
        _ => return text::words(n),
    };
    texts(list)
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}
