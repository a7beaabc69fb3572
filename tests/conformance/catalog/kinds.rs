//! What the kinds' files say that they tell of an object.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const BUILD: &str = "jsonb_build_object(";

/// One kind of object.
pub struct Kind {
    /// As differences write it: `foreign server`.
    pub name: String,
    pub facts: BTreeSet<String>,
}

/// All of them, in the order of their names.
pub fn all() -> Vec<Kind> {
    let mut kinds = Vec::new();
    for scope in ["database", "cluster"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/catalog/kinds")
            .join(scope);
        for entry in fs::read_dir(folder).expect("the kinds are part of the sources") {
            let path = entry.expect("a folder that was opened can be read").path();
            let stem = path.file_stem().expect("a file has a name");
            kinds.push(Kind {
                name: stem.to_string_lossy().replace('_', " "),
                facts: facts(&fs::read_to_string(&path).expect("a kind's file is text")),
            });
        }
    }
    kinds.sort_by(|one, other| one.name.cmp(&other.name));
    kinds
}

/// The keys of every outermost `jsonb_build_object`; a UNION has several.
fn facts(query: &str) -> BTreeSet<String> {
    let query: String = query
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .map(|line| format!("{line}\n"))
        .collect();
    let mut facts = BTreeSet::new();
    let mut rest = query.as_str();
    while let Some(start) = rest.find(BUILD) {
        rest = &rest[start + BUILD.len()..];
        let (arguments, length) = arguments(rest);
        rest = &rest[length..];
        facts.extend(arguments.iter().step_by(2).map(|name| {
            let name = name.trim();
            let name = name.strip_prefix('\'').and_then(|n| n.strip_suffix('\''));
            name.unwrap_or_else(|| panic!("a fact's name is a literal in\n{query}"))
                .to_owned()
        }));
    }
    facts
}

/// What stands between the commas of a call, up to the parenthesis that closes it, and how long
/// that is.
fn arguments(text: &str) -> (Vec<&str>, usize) {
    let mut arguments = Vec::new();
    let (mut depth, mut quoted, mut start) = (0, false, 0);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' => depth += 1,
            ')' if depth == 0 => {
                arguments.push(&text[start..at]);
                return (arguments, at);
            }
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    panic!("no parenthesis closes\n{text}");
}

/// Without this, a parser that finds nothing would let every other test pass.
#[test]
fn the_facts_of_two_kinds_are_found() {
    let kinds = all();
    let facts = |name: &str| {
        let kind = kinds.iter().find(|kind| kind.name == name);
        let facts = &kind.expect("the kind has a file").facts;
        facts.iter().map(String::as_str).collect::<Vec<_>>()
    };
    assert_eq!(
        facts("publication"),
        [
            "all_tables",
            "comment",
            "operations",
            "owner",
            "schemas",
            "tables",
            "via_root"
        ]
    );
    assert_eq!(
        facts("policy"),
        [
            "check",
            "command",
            "comment",
            "permissive",
            "roles",
            "using"
        ]
    );
    assert_eq!(facts("system privilege"), ["privileges"]);
    assert!(kinds.iter().all(|kind| !kind.facts.is_empty()));
}
