//! A promise as a question to a system, with the answer that its document expects.
//!
//! A file of promises is a list of blocks. Each begins with `-- promise:`, and goes on with one of
//!
//! - `-- expected:`, an answer, and then SQL of which the last statement is the question. Between the statements
//!   `-- another session`, `-- restart` and `-- crash` say what happens there.
//! - `-- expected:`, an answer, and `-- ask:` what is no SQL: `full trip`, `files`, `rule NAME`.
//! - `-- elsewhere:` the tests that hold a promise which no schema can break, as `module::function`, separated by
//!   commas, or the program of the gate that does.

use pgconform::testing::TestDb;
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use crate::support::folder::crate_folder;
use crate::support::suite::has_test;

/// A promise with its question.
pub struct Promise {
    pub says: String,
    pub asked: Asked,
}

pub enum Asked {
    Here {
        expected: String,
        question: Question,
    },
    /// The tests, as they were named.
    Elsewhere(String),
}

pub enum Question {
    Sql(Vec<Action>),
    /// The verdict on the trip from head to base and back.
    FullTrip,
    /// The migration files that are not ASCII with LF at the lines' ends.
    Files,
    /// What breaks one of our conventions.
    Rule(String),
}

pub enum Action {
    Run(String),
    AnotherSession,
    Restart,
    Crash,
}

/// Every promise of a file; there are some.
pub fn read(text: &str) -> Vec<Promise> {
    let blocks = text.split("-- promise: ").skip(1);
    let promises: Vec<Promise> = blocks.map(promise).collect();
    assert!(!promises.is_empty(), "nothing is promised");
    promises
}

fn promise(block: &str) -> Promise {
    let mut lines = block.splitn(3, '\n');
    let [says, mark, rest] = [(); 3].map(|()| lines.next().unwrap_or_default().trim());
    let asked = if let Some(tests) = mark.strip_prefix("-- elsewhere: ") {
        let missing: Vec<&str> = tests.split(", ").filter(|test| !is_there(test)).collect();
        assert!(missing.is_empty(), "{says}: there is no test {missing:?}");
        Asked::Elsewhere(tests.to_owned())
    } else {
        let expected = mark.strip_prefix("-- expected: ");
        let expected = expected.unwrap_or_else(|| panic!("no answer is expected to: {says}"));
        Asked::Here {
            expected: expected.to_owned(),
            question: question(rest),
        }
    };
    let says = says.to_owned();
    Promise { says, asked }
}

/// A test of this suite, or a program that the gate runs.
fn is_there(test: &str) -> bool {
    has_test(test) || (test.starts_with(".ci/") && crate_folder().join(test).is_file())
}

fn question(text: &str) -> Question {
    match text.strip_prefix("-- ask: ") {
        None => Question::Sql(steps(text)),
        Some("full trip") => Question::FullTrip,
        Some("files") => Question::Files,
        Some(other) => match other.strip_prefix("rule ") {
            Some(rule) => Question::Rule(rule.to_owned()),
            None => panic!("nobody can be asked for {other}"),
        },
    }
}

fn steps(text: &str) -> Vec<Action> {
    let mut steps = Vec::new();
    let mut statement = String::new();
    for line in text.lines() {
        match line {
            "-- another session" => steps.push(Action::AnotherSession),
            "-- restart" => steps.push(Action::Restart),
            "-- crash" => steps.push(Action::Crash),
            remark if remark.starts_with("--") => {}
            sql => statement += &format!("{sql}\n"),
        }
        if statement.ends_with(";\n") {
            steps.push(Action::Run(std::mem::take(&mut statement)));
        }
    }
    assert_eq!(statement.trim(), "", "a statement has no end");
    steps
}

/// Whether all that is asked is one query, which any number of others may come before.
pub fn is_one_query(steps: &[Action]) -> bool {
    matches!(steps, [Action::Run(sql)] if sql.trim_start().starts_with("SELECT"))
}

/// What the last statement answers, after all that comes before it.
///
/// `helpers.sql` has what it may ask with.
pub async fn answer(db: &mut TestDb, steps: &[Action]) -> String {
    let Some((Action::Run(question), scene)) = steps.split_last() else {
        panic!("the last step is a question")
    };
    let declared = include_str!("../specification/declared.sql");
    db.run(&include_str!("helpers.sql").replace("{declared}", declared))
        .await;
    // All are kept, so that what they began goes on.
    let mut others: Vec<Client> = Vec::new();
    for step in scene {
        match step {
            Action::AnotherSession => others.push(db.connect().await),
            Action::Restart => db.restart().await,
            Action::Crash => db.crash().await,
            Action::Run(sql) => {
                let session = others.last().unwrap_or(db.client());
                if let Err(error) = session.batch_execute(sql).await {
                    return format!("before the question {}", refusal(&error));
                }
            }
        }
    }
    let session = others.last().unwrap_or(db.client());
    match session.simple_query(question).await {
        Ok(messages) => lines(&messages),
        Err(error) => refusal(&error),
    }
}

/// The rows of a query, or whether a statement touched any.
fn lines(messages: &[SimpleQueryMessage]) -> String {
    let mut rows = Vec::new();
    let mut is_query = false;
    let mut touched = 0;
    for message in messages {
        match message {
            SimpleQueryMessage::RowDescription(_) => is_query = true,
            SimpleQueryMessage::Row(row) => rows.push(row.get(0).unwrap_or("none").to_owned()),
            SimpleQueryMessage::CommandComplete(count) => touched = *count,
            other => unreachable!("PostgreSQL never answered so: {other:?}"),
        }
    }
    match (is_query, rows.is_empty(), touched) {
        (true, true, _) => "none".to_owned(),
        (true, false, _) => rows.join(", "),
        (false, _, 0) => "accepted, for no row".to_owned(),
        (false, _, _) => "accepted".to_owned(),
    }
}

/// The SQLSTATE, and the rule where the server names it.
fn refusal(error: &Error) -> String {
    let refused = error.as_db_error().expect("the server answers");
    let code = refused.code().code();
    match (refused.constraint(), refused.table(), refused.column()) {
        (Some(constraint), _, _) => format!("refused with {code} by {constraint}"),
        (None, Some(table), Some(column)) => format!("refused with {code} by {table}.{column}"),
        _ => format!("refused with {code}"),
    }
}
