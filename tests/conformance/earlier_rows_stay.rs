//! An up leaves every row that was there before as it was: it fills its own new columns, and changes nothing else.

use std::collections::BTreeMap;
use std::fs;

use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::conventions;
use crate::support::folder::crate_folder;
use crate::support::moves::{to, up};

/// What each up adds to every earlier row of `users`; no other adds anything.
fn added(version: i64) -> Value {
    match version {
        7 => json!({"email_verified": false, "image": null, "organization": null}),
        8 => json!({"clerk_id": null, "last_login_at": null}),
        9 => json!({"role": "user"}),
        _ => json!({}),
    }
}

/// Values that an up might like to tidy, in addition to `fixtures/rows`; each as soon as its column is there.
const UNTIDY: [(i64, &str); 6] = [
    (
        1,
        r"INSERT INTO users (id, email, name) VALUES (' u ', 'Odd.One@Example.COM', E' \t Odd  ONE\n')",
    ),
    (
        3,
        "INSERT INTO sessions (id, user_id, expires_at) \
         VALUES (' s ', ' u ', '2000-01-01 00:00:00+00'), ('S', ' u ', '-infinity')",
    ),
    // The highest id is deleted again, so that the sequence has counted further than the rows show.
    (
        4,
        "INSERT INTO tasks (user_id, title, description, completed) \
         VALUES (' u ', E' DONE\n', ' ', true), (' u ', '-', '', false), (' u ', 'deleted', '', false); \
         DELETE FROM tasks WHERE title = 'deleted'",
    ),
    (
        7,
        "UPDATE users SET email_verified = true, image = '', organization = ' O ' WHERE id = ' u '",
    ),
    (
        8,
        "UPDATE users SET clerk_id = ' C ', last_login_at = '2000-01-01 00:00:00+00' WHERE id = ' u '",
    ),
    (9, "UPDATE users SET role = 'admin' WHERE id = ' u '"),
];

/// The rows of each table, and how far each sequence has counted.
type Contents = BTreeMap<String, Vec<Value>>;

async fn contents(db: &TestDb) -> Contents {
    let mut contents = Contents::new();
    for table in conventions::tables(db).await {
        let rows = format!("SELECT to_jsonb(t) FROM {table} t ORDER BY id::text COLLATE \"C\"");
        contents.insert(table, db.values(&rows).await);
    }
    let sequences = "SELECT sequencename::text FROM pg_sequences";
    for sequence in db.values::<String>(sequences).await {
        let last = format!("SELECT to_jsonb(last_value) FROM {sequence} WHERE is_called");
        let last = db.values(&last).await;
        contents.insert(sequence, last);
    }
    contents
}

/// Inserts the rows of one version, whatever was inserted before.
async fn insert_rows_of(version: i64, db: &TestDb) {
    let rows = crate_folder().join(format!("fixtures/rows/V{version}.sql"));
    if rows.is_file() {
        let rows = fs::read_to_string(rows).expect("rows in SQL");
        db.run(&rows).await;
    }
    for (_, rows) in UNTIDY.iter().filter(|(at, _)| *at == version) {
        db.run(rows).await;
    }
}

/// The contents before an up with what it adds, and what is new in `after` without rows.
fn expected(mut before: Contents, version: i64, after: &Contents) -> Contents {
    let added = added(version);
    let added = added.as_object().expect("columns");
    for user in before.get_mut("users").into_iter().flatten() {
        let user = user.as_object_mut().expect("a row");
        user.extend(added.clone());
    }
    for name in after.keys() {
        before.entry(name.clone()).or_default();
    }
    before
}

#[tokio::test]
async fn each_up_leaves_every_row_and_fills_only_its_new_columns() {
    let files = migrations();
    let mut db = TestDb::empty().await;
    let mut before = Contents::new();
    for file in files.all() {
        let version = file.version.0;
        up(&mut db, &files, to(version)).await;
        let after = contents(&db).await;
        let expected = expected(before, version, &after);
        assert_eq!(after, expected, "after the up of {version}");
        insert_rows_of(version, &db).await;
        before = contents(&db).await;
    }
    let counts: Vec<(&str, bool)> = before
        .iter()
        .map(|(name, rows)| (&**name, rows.is_empty()))
        .collect();
    let filled = ["sessions", "tasks", "tasks_id_seq", "users"].map(|name| (name, false));
    assert_eq!(counts, filled);
}
