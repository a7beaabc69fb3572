//! Where the downs don't lead back, plain `reset` fails and names `--fresh`, which doesn't need them.

use pgconform::catalog::diff;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{ANN, MARK, run};
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, history, state, to, up};

/// What a developer has done, and what plain reset says of it.
#[derive(Debug, Clone, Copy)]
enum Mishap {
    EditedFile,
    FileOfAnotherBranch,
    TriggerDroppedByHand,
    HalfDoneStep,
    NoDown,
    DamagedHistory,
}

impl Mishap {
    async fn happen(self, db: &mut TestDb, folder: &Folder) -> &'static str {
        match self {
            Self::EditedFile => {
                folder.replace(
                    "V0009__add_role.sql",
                    "a new role is then",
                    "a new role would be",
                );
                "migration 9 changed after it was applied"
            }
            Self::FileOfAnotherBranch => {
                folder.write("V0010__other.sql", "CREATE TABLE other (id integer);\n");
                up(db, &folder.load(), to(10)).await;
                folder.remove("V0010__other.sql");
                "migration 10 is applied, but its file is missing"
            }
            Self::TriggerDroppedByHand => {
                db.run("DROP TRIGGER update_users_updated_at ON users")
                    .await;
                "update_users_updated_at"
            }
            Self::HalfDoneStep => {
                let half = "-- pgconform: no-transaction\nCREATE TABLE half (id integer);\nSELECT 1 / 0;\n";
                folder.write("V0010__half.sql", half);
                folder.write("V0010__half.down.sql", "DROP TABLE half;\n");
                run(db, folder, &["up"]).fails_with(&["division by zero"]);
                folder.replace("V0010__half.sql", "1 / 0", "1");
                "migration 10 stopped in the middle of its up"
            }
            Self::NoDown => {
                folder.remove("V0009__add_role.down.sql");
                "has no down"
            }
            Self::DamagedHistory => {
                db.run("UPDATE refinery_schema_history SET checksum = 'x'")
                    .await;
                "is damaged"
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_mishap_is_named_by_reset_and_undone_by_reset_fresh(
    #[values(
        Mishap::EditedFile,
        Mishap::FileOfAnotherBranch,
        Mishap::TriggerDroppedByHand,
        Mishap::HalfDoneStep,
        Mishap::NoDown,
        Mishap::DamagedHistory
    )]
    mishap: Mishap,
) {
    let folder = Folder::first_nine();
    let mut db = TestDb::at(9).await;
    db.run(&format!("{ANN}; {MARK}")).await;
    let says = mishap.happen(&mut db, &folder).await;
    let before = state(&db).await;
    let ended =
        run(&db, &folder, &["reset"]).fails_with(&[says, "help: 'pgconform reset --fresh'"]);
    assert!(ended.stderr.contains("1  users"), "{}", ended.stderr);
    if !matches!(mishap, Mishap::TriggerDroppedByHand) {
        assert_unchanged(&db, &before, "refused").await;
    }

    run(&db, &folder, &["reset", "--fresh"]).ends_with(0);
    run(&db, &folder, &["status"]).ends_with(0);
    let expected = TestDb::head_of(&folder.load()).await;
    expected.run(MARK).await;
    assert_eq!(diff(&expected.catalog().await, &db.catalog().await), []);
    assert_eq!(db.value::<i64>("SELECT count(*) FROM users").await, 0);
    // The marker stands, and plain reset works again.
    if !matches!(mishap, Mishap::NoDown) {
        run(&db, &folder, &["reset"]).ends_with(0);
    }
}

#[tokio::test]
async fn migrations_outside_a_transaction_are_made_too() {
    let folder = Folder::of("concurrently");
    let db = TestDb::head_of(&folder.load()).await;
    db.run(MARK).await;
    run(&db, &folder, &["reset", "--fresh"]).ends_with(0);
    assert_eq!(history(&db).await.len(), 3);
}

/// The names of roles, databases and schemas, and what may be done in the schema public.
const AROUND: &str = "SELECT 'role ' || rolname FROM pg_roles UNION ALL SELECT 'database ' || datname FROM pg_database \
    UNION ALL SELECT 'public ' || nspacl::text FROM pg_namespace WHERE nspname = 'public' ORDER BY 1";

#[tokio::test]
async fn what_is_not_inside_the_database_stays() {
    let db = TestDb::at(9).await;
    db.run(MARK).await;
    db.run("CREATE DATABASE other").await;
    db.run("CREATE ROLE app; GRANT CREATE ON SCHEMA public TO app; GRANT SELECT ON users TO app")
        .await;
    let before: Vec<String> = db.values(AROUND).await;
    run(&db, &Folder::first_nine(), &["reset", "--fresh"]).ends_with(0);
    assert_eq!(db.values::<String>(AROUND).await, before);
}

/// A table that belongs to an extension stands for what some extensions keep in theirs.
const EXTENSION: &str = "CREATE SCHEMA extensions; CREATE EXTENSION hstore SCHEMA extensions; \
    CREATE TABLE extensions.kept AS SELECT 1 AS id; ALTER EXTENSION hstore ADD TABLE extensions.kept; \
    CREATE TABLE extensions.stray (id integer); CREATE TABLE labels (l extensions.hstore)";

#[tokio::test]
async fn an_extension_that_no_migration_creates_stays_with_its_rows() {
    let db = TestDb::at(9).await;
    db.run(&format!("{MARK}; {EXTENSION}")).await;
    let ended = run(&db, &Folder::first_nine(), &["reset", "--fresh"]).ends_with(0);
    assert!(!ended.stderr.contains("kept"), "{}", ended.stderr);
    assert_eq!(
        db.value::<i64>("SELECT count(*) FROM extensions.kept")
            .await,
        1
    );
    let works = "SELECT ('a=>1'::extensions.hstore OPERATOR(extensions.->) 'a')";
    assert_eq!(db.value::<String>(works).await, "1");
    let gone = "SELECT to_regclass('labels') IS NULL AND to_regclass('extensions.stray') IS NULL";
    assert!(db.value::<bool>(gone).await, "what is no extension's goes");
}

#[rstest]
#[case::plain("CREATE EXTENSION hstore;\n")]
#[case::quoted("create extension if not exists \"hstore\";\n")]
#[tokio::test]
async fn one_that_a_migration_creates_is_made_anew(#[case] create: &str) {
    let folder = Folder::empty();
    folder.write(
        "V1__hstore.sql",
        &format!("{create}CREATE TABLE t (l hstore);\n"),
    );
    let db = TestDb::head_of(&folder.load()).await;
    db.run(MARK).await;
    let oid = "SELECT oid FROM pg_extension WHERE extname = 'hstore'";
    let before: u32 = db.value(oid).await;
    run(&db, &folder, &["reset", "--fresh"]).ends_with(0);
    assert_ne!(db.value::<u32>(oid).await, before);
}
