//! Many rows, and long ones: they are compared whole, and never all in memory.

use pretty_assertions::assert_eq;
use serde_json::Value;

use super::peak;
use crate::support::folder::Folder;

const MANY: usize = 60_000;
/// The program itself takes some 60 MB; with all rows in memory it was 150.
const LIMIT: u64 = 100;

/// A table that a first migration fills with some rows, and a second one to be proved on them.
fn folder(rows: &str, (up, down): (&str, &str)) -> Folder {
    let folder = Folder::empty();
    let make = format!(
        "CREATE TABLE big (id integer, name text, made timestamptz, amount numeric); \
         INSERT INTO big {rows}"
    );
    folder.write("V1__big.sql", &make);
    folder.write("V1__big.down.sql", "DROP TABLE big");
    folder.write("V2__change.sql", up);
    folder.write("V2__change.down.sql", down);
    folder
}

fn many() -> String {
    format!(
        "SELECT i, 'name ' || i, '2001-01-01'::timestamptz + i * interval '1 hour', i / 100.0 \
         FROM generate_series(1, {MANY}) i"
    )
}

/// What the second migration loses of the data that stood before, and the most memory that it took, in MB.
fn lost(folder: &Folder) -> (Vec<(String, Value)>, u64) {
    let words = ["verify-rollback", "--from", "1", "--format", "json"];
    let (ended, peak) = peak::run(folder.project(), &words);
    let proof: Value = serde_json::from_str(&ended.stdout).expect("it is JSON");
    let steps = proof["steps"].as_array().expect("steps are a list");
    let lost = steps.last().expect("two are proved")["lost"].as_array();
    let lost = lost.expect("losses are a list").iter();
    let before = lost.filter(|it| it["kind"] == "lost_before");
    let data = |it: &Value| it["data"].as_str().expect("it has a name").to_owned();
    (
        before.map(|it| (data(it), it["seen"].clone())).collect(),
        peak,
    )
}

#[test]
fn many_rows_are_compared_without_being_held() {
    let change = ("ALTER TABLE big ADD x int", "ALTER TABLE big DROP x");
    let (lost, peak) = lost(&folder(&many(), change));
    assert_eq!(lost, []);
    assert!(peak < LIMIT, "{peak} MB for {MANY} rows");
}

#[test]
fn of_many_rows_the_ones_that_are_lost_are_counted_and_one_is_shown() {
    let change = (
        "DELETE FROM big WHERE id IN (777, 50000)",
        "INSERT INTO big (id) SELECT 1 WHERE false",
    );
    let (lost, peak) = lost(&folder(&many(), change));
    let [(data, seen)] = &lost[..] else {
        panic!("the rows of the table are lost, and nothing else: {lost:?}");
    };
    assert_eq!(data, "big");
    assert_eq!(seen["lost"], 2);
    let example = seen["example"].as_str().expect("one is shown");
    assert!(
        example.contains("id = 777, amount = '7.7700000000000000'"),
        "{example}"
    );
    assert!(peak < LIMIT, "{peak} MB for {MANY} rows");
}

#[test]
fn of_many_equal_rows_each_counts() {
    let rows = format!("SELECT 1, 'a', '2001-01-01', 1.0 FROM generate_series(1, {MANY})");
    let change = (
        "DELETE FROM big WHERE ctid = (SELECT max(ctid) FROM big WHERE name = 'a')",
        "ALTER TABLE big ALTER name DROP NOT NULL",
    );
    let (lost, _) = lost(&folder(&rows, change));
    let counts: Vec<_> = lost
        .iter()
        .map(|(data, seen)| (&**data, &seen["lost"]))
        .collect();
    assert_eq!(counts, [("big", &Value::from(1))]);
}

#[test]
fn a_value_that_changed_in_every_row_is_the_loss_of_its_column() {
    let change = (
        "UPDATE big SET name = 'anon'",
        "ALTER TABLE big ALTER name DROP NOT NULL",
    );
    let (lost, peak) = lost(&folder(&many(), change));
    let data: Vec<_> = lost.iter().map(|(data, _)| &**data).collect();
    assert_eq!(data, ["big.name"]);
    assert!(peak < LIMIT, "{peak} MB for {MANY} rows");
}

#[test]
fn values_of_30_mb_are_told_apart_without_being_read() {
    let rows =
        "SELECT i, repeat(md5(i::text), 1000000), '2001-01-01', 1.0 FROM generate_series(1, 3) i";
    let change = (
        "UPDATE big SET name = left(name, -1) || 'x' WHERE id = 2",
        "ALTER TABLE big ALTER name DROP NOT NULL",
    );
    let (lost, peak) = lost(&folder(rows, change));
    let [(data, seen)] = &lost[..] else {
        panic!("one value is lost, and nothing else: {lost:?}");
    };
    assert_eq!(data, "big.name");
    assert_eq!(seen["lost"], 1);
    let example = seen["example"].as_str().expect("it is shown");
    let words = "of 32000000 characters before, and another of as many after";
    assert!(
        example.contains("id = 2")
            || example.contains("name = 'c81e728d9d4c2f636f067f89cc14862cc81e728d..."),
        "{example}"
    );
    assert!(example.contains(words), "{example}");
    assert!(peak < LIMIT, "{peak} MB for rows of 32 MB");
}

#[test]
fn long_values_that_come_back_and_nulls_beside_them_are_no_loss() {
    let rows = "SELECT i, CASE WHEN i > 1 THEN repeat(md5(i::text), 100000) END, '2001-01-01', 1.0 \
                FROM generate_series(1, 4) i";
    let change = ("ALTER TABLE big ADD x int", "ALTER TABLE big DROP x");
    let (lost, peak) = lost(&folder(rows, change));
    assert_eq!(lost, []);
    assert!(peak < LIMIT, "{peak} MB for rows of 3 MB");
}
