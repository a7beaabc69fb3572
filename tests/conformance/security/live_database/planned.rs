//! A query of a table is planned with the expressions of its indexes and statistics, whose functions its owner chose.

use pgconform::testing::TestDb;
use rstest::rstest;

use super::{assert_nothing_stolen, attacked, folder, run};

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
