//! SQL as text: names and texts are quoted as the server itself quotes them, and a query gets what it builds on.

use pgconform::sql::{HISTORY_TABLE, identifier, literal, quoted, with_common};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

/// Names in which something needs quotation marks, or looks as if it did.
const NAMES: [&str; 14] = [
    "users", "_1", "a_b2", "Users", "1a", "a b", "a.b", "a\"b", "é", "a$", "a-b", "日本", "\\",
    "a'b",
];

/// What 17 and later reserve; a name may always stand in quotation marks.
const NEWER: [&str; 8] = [
    "json",
    "json_exists",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "merge_action",
];

async fn on_server(db: &TestDb, function: &str, texts: &[String]) -> Vec<String> {
    let query = format!(
        "SELECT {function}(x.text) FROM unnest($1::text[]) WITH ORDINALITY x (text, at) ORDER BY x.at"
    );
    let rows = db.client().query(&query, &[&texts]).await;
    let rows = rows.expect("the server quotes");
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn an_identifier_is_quoted_where_the_server_quotes_it() {
    let db = TestDb::empty().await;
    let keywords = "SELECT word FROM pg_get_keywords()";
    let keywords = db.client().query(keywords, &[]).await;
    let keywords: Vec<String> = keywords
        .expect("it lists its keywords")
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert!(keywords.len() > 400, "only {} keywords", keywords.len());
    let names = NAMES.map(str::to_owned).into_iter().chain(keywords);
    let names: Vec<String> = names
        .filter(|name| !NEWER.contains(&name.as_str()))
        .collect();
    let ours: Vec<String> = names.iter().map(|name| identifier(name)).collect();
    assert_eq!(ours, on_server(&db, "quote_ident", &names).await);
}

#[tokio::test]
async fn a_name_in_quotation_marks_is_read_back_as_it_was() {
    let db = TestDb::empty().await;
    for name in NAMES.iter().chain(&NEWER) {
        let query = format!("SELECT 1 AS {}", quoted(name));
        let rows = db.client().query(&query, &[]).await.expect(name);
        assert_eq!(rows[0].columns()[0].name(), *name);
    }
}

#[tokio::test]
async fn a_literal_is_quoted_as_the_server_quotes_it() {
    let db = TestDb::empty().await;
    let texts = ["", "a", "it's", "''", "\\", "\\'", "a\nb", "é"].map(str::to_owned);
    let ours = texts.each_ref().map(|text| literal(text)).to_vec();
    assert_eq!(ours, on_server(&db, "quote_literal", &texts).await);
}

#[test]
fn the_history_table_has_the_same_name_in_rust_and_in_sql() {
    let query = with_common("SELECT relname FROM runner_history");
    assert!(query.contains(&format!("'{HISTORY_TABLE}'")), "{query}");
}

#[test]
fn a_query_gets_what_it_reads_before_its_own_and_nothing_else() {
    let query = with_common("-- Why.\nWITH RECURSIVE own AS (SELECT FROM caller) SELECT FROM own");
    let names: Vec<&str> = query
        .split(" AS ")
        .map(|it| it.rsplit([' ', '\n']).next().unwrap_or_default())
        .collect();
    assert_eq!(names[..2], ["caller", "own"], "{query}");
    assert_eq!(with_common("SELECT FROM pg_class"), "SELECT FROM pg_class");
}
