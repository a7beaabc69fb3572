//! Scripts of statements that are hard to tell apart are split where PostgreSQL splits them.
//!
//! PROPTEST_CASES says how many scripts are tried.

use std::cell::RefCell;

use pgconform::sql::statements;
use pgconform::testing::TestDb;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;

/// What separates two words: each holds a semicolon or a quotation mark that counts for nothing, or ends a comment.
const BLANKS: [&str; 9] = [
    " ",
    "\n",
    "\r\n\t",
    "\u{c}",
    " /* ; ' $$ */ ",
    " /* /* ; */ ; */ ",
    " -- ; ' $$ /*\n",
    " -- ;\r",
    "\n-- é;\n",
];
const VALUES: [&str; 24] = [
    "1",
    "';'",
    "''';'",
    "'a\\'",
    "'a'\n'\\'",
    "E'a\\';'",
    "e'\\\\'",
    "E'a' \n '\\';'",
    "E'a'--;\n'\\';b'",
    "U&'d!0061t;' UESCAPE '!'",
    "N';'",
    "B'01'",
    "$$;'$$",
    "$a$ $$ ; $b$ $a$",
    "$é$;$é$",
    "$_1$ $a$;$_1$",
    "a.b",
    "q.end",
    "q.case",
    "\"a;\"\";\"",
    "é€$x$",
    "a$$",
    "(1)",
    "CASE WHEN true THEN ';' END",
];
const NAMES: [&str; 8] = [
    "end", "case", "begin", "atomic", "commit", "\"x;\"", "b\u{a0}c", "t€",
];
const WHOLE: [&str; 14] = [
    "COMMIT",
    "END",
    "BEGIN",
    "ROLLBACK TO s",
    "SELECT begin atomic FROM (SELECT 1 AS begin) q",
    "SELECT 1 AS begin, 2 AS atomic",
    "DO $$ BEGIN; COMMIT; END $$",
    "DO 'BEGIN ; END'",
    "PREPARE p AS SELECT $1 || $$;$$",
    "CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1",
    "CREATE TABLE begin (atomic int)",
    "CREATE FUNCTION f(a int DEFAULT (SELECT begin atomic FROM q begin)) RETURNS int LANGUAGE sql AS ';'",
    "CREATE FUNCTION begin() RETURNS int LANGUAGE sql RETURN 1",
    "COMMENT ON TABLE t IS 'CREATE FUNCTION f() BEGIN ATOMIC'",
];

fn blank() -> impl Strategy<Value = &'static str> {
    select(&BLANKS[..])
}

/// `SELECT value AS name`, with blanks of all sorts between.
fn query() -> impl Strategy<Value = String> {
    let parts = (
        blank(),
        select(&VALUES[..]),
        blank(),
        blank(),
        select(&NAMES[..]),
    );
    parts.prop_map(|(first, value, second, third, name)| {
        format!("SELECT{first}{value}{second}AS{third}{name}")
    })
}

/// Queries with a semicolon and a blank after each.
fn queries() -> impl Strategy<Value = String> {
    let parts = vec((query(), blank()), 1..4);
    parts.prop_map(|parts| {
        parts
            .iter()
            .map(|(query, blank)| format!("{query};{blank}"))
            .collect()
    })
}

fn function() -> impl Strategy<Value = String> {
    let kind = select(&["FUNCTION", "OR REPLACE FUNCTION", "PROCEDURE"][..]);
    (kind, blank(), blank(), queries()).prop_map(|(kind, first, second, body)| {
        format!("CREATE {kind} f(a int) LANGUAGE sql{first}BEGIN{second}ATOMIC{first}{body}END")
    })
}

fn rule() -> impl Strategy<Value = String> {
    (queries(), query())
        .prop_map(|(first, last)| format!("CREATE RULE r AS ON INSERT TO t DO ({first}{last})"))
}

fn statement() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => query(),
        2 => function(),
        1 => rule(),
        3 => select(&WHOLE[..]).prop_map(str::to_owned),
    ]
}

/// What PostgreSQL's grammar says of a text, without running it: in a transaction that has failed, it goes no further.
struct Judge {
    runtime: Runtime,
    db: TestDb,
}

impl Judge {
    fn new() -> Self {
        let runtime = Runtime::new().expect("there are threads");
        let db = runtime.block_on(TestDb::empty());
        Self { runtime, db }
    }

    fn is_one_statement(&self, sql: &str) -> bool {
        self.runtime.block_on(async {
            let client = self.db.client();
            client.batch_execute("BEGIN").await.expect("none is open");
            drop(client.batch_execute("SELECT 1 / 0").await);
            let prepared = client.prepare(sql).await;
            client.batch_execute("ROLLBACK").await.expect("it stands");
            // One that ends the transaction can be prepared there.
            let error = prepared.err().map(|error| error.code().cloned());
            error.is_none_or(|code| code == Some(SqlState::IN_FAILED_SQL_TRANSACTION))
        })
    }
}

thread_local! {
    static JUDGE: RefCell<Option<Judge>> = const { RefCell::new(None) };
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn statements_that_are_joined_are_split_again_where_postgresql_splits_them(
        parts in vec((blank(), statement()), 1..6),
        last in select(&["", ";", " ;\n"][..]),
    ) {
        let script: Vec<String> = parts
            .iter()
            .map(|(blank, statement)| format!("{blank}{statement}"))
            .collect();
        let script = script.join(";") + last;
        let found: Vec<String> = statements(&script).iter().map(|it| it.text.to_owned()).collect();
        let joined: Vec<String> = parts.into_iter().map(|(_, statement)| statement).collect();
        prop_assert_eq!(&found, &joined);
        JUDGE.with_borrow_mut(|judge| {
            let judge = judge.get_or_insert_with(Judge::new);
            for statement in &joined {
                prop_assert!(judge.is_one_statement(statement), "not one: {statement:?}");
            }
            Ok(())
        })?;
    }
}
