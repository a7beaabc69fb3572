//! Shared parts of queries: the files of `common/`, each a query that others use by its name.
//!
//! A query gets those that it reads, and no others: PostgreSQL goes through all that a text contains
//! each time the text is run, prepared or not.
//!
//! PostgreSQL gives its own objects OIDs below 16384 (`FirstNormalObjectId`), so whatever has a
//! higher one was made afterwards, in whichever schema.
//!
//! Queries that are read again and again are planned once, for a small schema, and must not grow
//! faster than the schema all the same. So none of these is materialized: a join of such results
//! has no index to use, and may compare each with each. The first OID is a sub-select: the
//! statistics of a new cluster know of no OID that high, so the planner would expect a single
//! row beyond a constant, and a third of all beyond what it does not know. Comments of what comes
//! by the thousand are looked up in a sub-select by the index of `pg_description`;
//! `obj_description()` costs more, because it asks for the class by name at each row. Lists of text
//! are ordered `COLLATE "C"`, because two databases may sort otherwise.

use include_dir::{Dir, include_dir};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/sql/common");

/// A query of `common/`.
struct Common {
    name: &'static str,
    query: &'static str,
}

/// The name of our own runner's history table, which is refinery's default: its users can come and go as they please.
pub const HISTORY_TABLE: &str = "refinery_schema_history";

/// The query with what it builds on before it, and before what its own `WITH` defines.
#[must_use]
pub fn with_common(query: &str) -> String {
    let mut chosen: Vec<Common> = Vec::new();
    choose(query, &mut chosen);
    let chosen: Vec<String> = chosen
        .iter()
        .map(|Common { name, query }| format!("{name} AS NOT MATERIALIZED (\n{query})"))
        .collect();
    if chosen.is_empty() {
        return query.to_owned();
    }
    // Few are recursive; the word also allows each to read one that comes later.
    let chosen = format!("WITH RECURSIVE {}", chosen.join(",\n"));
    match query.split_once("WITH RECURSIVE") {
        Some((comment, own)) => format!("{comment}{chosen},{own}"),
        None => format!("{chosen}\n{query}"),
    }
}

/// Adds what the query reads, and what that reads in turn.
fn choose(query: &str, chosen: &mut Vec<Common>) {
    for file in FILES.files() {
        let name = file.path().file_stem().and_then(|name| name.to_str());
        let (Some(name), Some(text)) = (name, file.contents_utf8()) else {
            unreachable!("the files of common/ and their names are text");
        };
        let is_known = chosen.iter().any(|known| known.name == name);
        if reads(query, name) && !is_known {
            chosen.push(Common { name, query: text });
            choose(text, chosen);
        }
    }
}

/// Whether the query reads from something of that name.
fn reads(query: &str, name: &str) -> bool {
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    ["FROM ", "JOIN "].iter().any(|word| {
        let mut sources = query.split(word).skip(1);
        sources.any(|source| source.strip_prefix(name).is_some_and(is_end))
    })
}
