//! A session is a list of steps: a title, lines for a shell, and what is expected of their output.
//!
//! - `=> columns: a, b`: the columns of the last table that is shown;
//! - `=> all: 1, 2 | x`: each row of that table, in order, and no other;
//! - `=> row: id | text`: a row of it begins with these cells;
//! - `=> no row: public | users`: no row does;
//! - `=> line: DELETE 1`: a line of the output, without what stands around or after it.

use std::env;
use std::fs;

use pgconform::testing::TestDb;

use crate::support::command::Pgconform;
use crate::support::folder::crate_folder;

/// A document's steps, and the database on which they are played.
pub struct Session {
    pub db: TestDb,
    steps: Vec<Step>,
}

struct Step {
    title: String,
    commands: String,
    expected: Vec<String>,
}

/// A table as psql shows it.
#[derive(Debug, Default)]
pub struct ShownTable {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Session {
    /// The steps of `fixtures/psql/<document>.txt`, on a fresh database at head.
    pub async fn of(document: &str) -> Self {
        let file = crate_folder().join(format!("fixtures/psql/{document}.txt"));
        let text = fs::read_to_string(file).expect("the session of a document");
        let steps: Vec<Step> = text.split("\n## ").skip(1).map(step).collect();
        assert!(!steps.is_empty(), "nothing is played");
        let db = TestDb::head().await;
        Self { db, steps }
    }

    /// Plays the step of this title, holds its output to what is expected, and returns its last table.
    pub fn play(&self, title: &str) -> ShownTable {
        let step = self.steps.iter().find(|step| step.title == title);
        let step = step.unwrap_or_else(|| panic!("there is no step {title}"));
        let mut commands = Pgconform::shell(crate_folder(), &step.commands)
            .env("DATABASE_URL", self.db.url().reveal())
            .env("PSQLRC", "/dev/null");
        // The migrations of the database, where they are not those of this folder.
        if let Some(folder) = env::var_os("PGCONFORM_MIGRATIONS") {
            commands = commands.env("PGCONFORM_MIGRATIONS", folder);
        }
        let ended = commands.run().ends_with(0);
        // pgconform says there which database it works on; psql says nothing unless something is wrong.
        let is_remark = |line: &&str| line.starts_with("pgconform: ");
        let complaint = ended.stderr.lines().find(|line| !is_remark(line));
        assert_eq!(complaint, None, "{title}: something went wrong");
        let table = last_table(&ended.stdout);
        let faults: Vec<&String> = step
            .expected
            .iter()
            .filter(|expected| !holds(expected, &ended.stdout, &table))
            .collect();
        assert!(
            faults.is_empty(),
            "{title}: expected {faults:#?}\nin\n{}",
            ended.stdout
        );
        table
    }

    /// Plays every step in its order.
    pub fn play_all(&self) {
        for step in &self.steps {
            self.play(&step.title);
        }
    }
}

fn step(text: &str) -> Step {
    let (title, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (expected, commands): (Vec<&str>, Vec<&str>) =
        rest.lines().partition(|line| line.starts_with("=> "));
    Step {
        title: title.to_owned(),
        commands: commands.join("\n"),
        expected: expected.iter().map(|line| line[3..].to_owned()).collect(),
    }
}

fn holds(expected: &str, output: &str, table: &ShownTable) -> bool {
    let (kind, what) = expected.split_once(": ").unwrap_or((expected, ""));
    let begins = |row: &Vec<String>| row.starts_with(&cells(what));
    match kind {
        "columns" => table.columns == list(what),
        "all" => table.rows == list(what).iter().map(|row| cells(row)).collect::<Vec<_>>(),
        "row" => table.rows.iter().any(begins),
        "no row" => !table.rows.iter().any(begins),
        "line" => output.lines().any(|line| line.trim().starts_with(what)),
        _ => panic!("nobody knows how to expect {expected}"),
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(", ").map(str::to_owned).collect()
}

fn cells(text: &str) -> Vec<String> {
    text.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// The table's heading is above its rule; its rows begin with a blank, what follows them does not.
fn last_table(output: &str) -> ShownTable {
    let lines: Vec<&str> = output.lines().collect();
    let is_rule = |line: &&str| line.starts_with("--") && line.chars().all(|c| "-+".contains(c));
    let Some(rule) = lines.iter().rposition(is_rule) else {
        return ShownTable::default();
    };
    let columns = cells(lines[rule - 1]);
    let is_row = |line: &&&str| line.starts_with(' ') && cells(line).len() == columns.len();
    let rows = lines[rule + 1..].iter().take_while(is_row);
    ShownTable {
        rows: rows.map(|line| cells(line)).collect(),
        columns,
    }
}

#[test]
fn an_expectation_that_is_not_met_is_seen() {
    let output =
        " id | title  \n----+--------\n  1 | Task 1 \n  3 | Task 3 \n(2 rows)\n\nDELETE 1\n";
    let table = last_table(output);
    let met = |expected| holds(expected, output, &table);
    for expected in [
        "columns: id, title",
        "all: 1 | Task 1, 3 | Task 3",
        "row: 3",
        "row: 3 | Task 3",
        "no row: 2",
        "line: DELETE 1",
        "line: (2 rows)",
    ] {
        assert!(met(expected), "{expected}");
    }
    for expected in [
        "columns: id",
        "all: 1 | Task 1",
        "all: 3 | Task 3, 1 | Task 1",
        "row: 2",
        "row: 3 | Task 1",
        "no row: 3",
        "line: DELETE 2",
    ] {
        assert!(!met(expected), "{expected}");
    }
}

/// Two tables in one output: the last one counts.
#[test]
fn of_several_tables_the_last_one_is_read() {
    let output = " a \n---\n 1 \n(1 row)\n\n created_at | updated_at \n------------+------------\n(0 rows)\n";
    let table = last_table(output);
    assert_eq!(table.columns, ["created_at", "updated_at"]);
    assert_eq!(table.rows, Vec::<Vec<String>>::new());
}
