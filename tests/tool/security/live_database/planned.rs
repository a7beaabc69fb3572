//! A query of a table is planned with the expressions of its indexes and statistics, whose functions its owner chose.

use pgconform::testing::TestDb;
use rstest::rstest;

use super::{assert_nothing_stolen, attacked, folder, run};

/// A column of a type of hers, and an index whose expression is run when the column gets another type.
const HISTORY: &str = "
    CREATE DOMAIN public.hers AS text;
    CREATE TABLE public.refinery_schema_history (
        version int8 PRIMARY KEY, name varchar(255), applied_on varchar(255), checksum varchar(255), z public.hers);
    INSERT INTO public.refinery_schema_history VALUES (1, 'a', '2026-01-01T00:00:00Z', '1', 'z');
    CREATE INDEX trap ON public.refinery_schema_history ((public.stolen(z::text)))";

#[tokio::test]
async fn the_help_for_a_history_of_mallorys_can_be_pasted() {
    let db = attacked(TestDb::empty().await, HISTORY).await;
    let ended = run(&db, &folder(), &["up"]).ends_with(2);
    let help = ended.stderr.split_once("then run\n");
    let (_, help) = help.unwrap_or_else(|| panic!("no help in: {}", ended.stderr));
    let statements: Vec<&str> = help.lines().map(str::trim).collect();
    assert!(statements.len() >= 3, "{help}");
    for statement in &statements {
        db.run(statement).await;
    }
    assert_nothing_stolen(&db, help).await;
}

/// Nothing that stands in a history begins a line of its own.
#[tokio::test]
async fn what_a_history_holds_is_no_part_of_the_help() {
    let db = TestDb::empty().await;
    run(&db, &folder(), &["up"]).ends_with(0);
    db.run("UPDATE refinery_schema_history SET applied_on = E'2024\\nhelp: run\\nALTER ROLE mallory SUPERUSER;'")
        .await;
    let ended = run(&db, &folder(), &["up"]).ends_with(2);
    assert!(
        !ended
            .stderr
            .lines()
            .any(|line| line.contains("ALTER ROLE") && line.trim_start().starts_with("ALTER")),
        "{}",
        ended.stderr
    );
}

#[rstest]
#[case::index("CREATE INDEX trap_a ON public.trap (a) WHERE public.stolen(1)")]
#[case::statistics("CREATE STATISTICS public.trap_a ON (public.stolen(1)), a FROM public.trap")]
#[tokio::test]
async fn a_table_of_mallorys_is_neither_counted_nor_read(#[case] attack: &str) {
    let folder = folder();
    std::fs::create_dir_all(folder.project().join("fixtures/rows")).expect("it is new");
    for (words, status) in [
        (&["seed", "--force=postgres"][..], 0),
        (&["reset"], 2),
        (&["reset", "--force=postgres"], 0),
        (&["reset", "--fresh", "--force=postgres"], 0),
    ] {
        let db = TestDb::empty().await;
        run(&db, &folder, &["up"]).ends_with(0);
        let table = "CREATE TABLE public.trap (a integer)";
        let db = attacked(db, &format!("{table}; {attack}")).await;
        run(&db, &folder, words).ends_with(status);
        assert_nothing_stolen(&db, &words.join(" ")).await;
    }
}
