//! The history is a table, and nothing hangs on it that runs when it is read or written.

use pgconform::testing::TestDb;
use rstest::rstest;

use super::{COMMANDS, assert_nothing_stolen, attacked, folder, run};

/// What refinery makes.
const TABLE: &str = "CREATE TABLE public.refinery_schema_history \
    (version bigint PRIMARY KEY, name varchar(255), applied_on varchar(255), checksum varchar(255));";

/// Nothing but a table can be read: each of these runs what mallory wrote, or is not a history.
#[rstest]
#[case::view(
    "CREATE VIEW public.refinery_schema_history AS
     SELECT 1::bigint AS version, ''::text AS name, ''::text AS applied_on, ''::text AS checksum WHERE public.stolen(1)",
    &["is a view", "DROP VIEW public.refinery_schema_history"])]
#[case::materialized_view(
    "CREATE MATERIALIZED VIEW public.refinery_schema_history AS SELECT 1::bigint AS version",
    &["is a materialized view"])]
#[case::sequence("CREATE SEQUENCE public.refinery_schema_history", &["is a sequence"])]
#[case::type_of_rows("CREATE TYPE public.refinery_schema_history AS (version bigint)", &["is a composite type"])]
#[tokio::test]
async fn what_is_no_table_is_neither_read_nor_written(
    #[case] attack: &str,
    #[case] words: &[&str],
) {
    for command in COMMANDS {
        let db = attacked(TestDb::empty().await, attack).await;
        run(&db, &folder(), command).fails_with(&[words, &["owned by mallory"]].concat());
        assert_nothing_stolen(&db, &command.join(" ")).await;
    }
}

#[tokio::test]
async fn a_foreign_table_is_neither_read_nor_written() {
    for command in COMMANDS {
        let db = TestDb::empty().await;
        db.run(
            "CREATE FOREIGN DATA WRAPPER elsewhere; CREATE SERVER elsewhere FOREIGN DATA WRAPPER elsewhere; \
             CREATE FOREIGN TABLE refinery_schema_history (version bigint) SERVER elsewhere",
        )
        .await;
        run(&db, &folder(), command).fails_with(&[
            "is a foreign table",
            "DROP FOREIGN TABLE public.refinery_schema_history",
        ]);
    }
}

/// A table of mallory's with a trap: it is read, since that springs none, and not written.
#[rstest]
#[case::nothing("", &["its owner is neither a superuser nor the owner of the database"])]
#[case::trigger(
    "CREATE TRIGGER trap BEFORE INSERT OR DELETE ON public.refinery_schema_history
     FOR EACH ROW EXECUTE FUNCTION public.steal()",
    &["has the trigger trap", "DROP TRIGGER trap ON public.refinery_schema_history"])]
#[case::trigger_at_commit(
    "CREATE CONSTRAINT TRIGGER trap AFTER INSERT ON public.refinery_schema_history DEFERRABLE INITIALLY DEFERRED
     FOR EACH ROW EXECUTE FUNCTION public.steal()",
    &["has the trigger trap"])]
#[case::rule(
    "CREATE RULE trap AS ON INSERT TO public.refinery_schema_history DO ALSO SELECT public.stolen(1)",
    &["has the rule trap", "DROP RULE trap ON public.refinery_schema_history"])]
#[case::default(
    "ALTER TABLE public.refinery_schema_history ADD trap boolean; 
     ALTER TABLE public.refinery_schema_history ALTER trap SET DEFAULT public.stolen(1)",
    &["a default of the column trap", "ALTER COLUMN trap DROP DEFAULT"])]
#[case::generated(
    "ALTER TABLE public.refinery_schema_history ADD trap boolean GENERATED ALWAYS AS (public.stolen(version)) STORED",
    &["generates the column trap", "ALTER COLUMN trap DROP EXPRESSION"])]
#[case::check(
    "ALTER TABLE public.refinery_schema_history ADD CONSTRAINT trap CHECK (public.stolen(version))",
    &["has the constraint trap", "DROP CONSTRAINT trap"])]
#[case::domain(
    "CREATE DOMAIN public.trap AS text;
     ALTER TABLE public.refinery_schema_history ADD trap public.trap;
     ALTER DOMAIN public.trap ADD CHECK (VALUE IS NULL AND public.stolen(1)) NOT VALID",
    &["has the column trap of a domain", "ALTER COLUMN trap TYPE text"])]
#[case::index(
    "CREATE INDEX trap ON public.refinery_schema_history (public.stolen(version))",
    &["has the index trap", "DROP INDEX public.trap"])]
#[case::index_that_is_planned(
    "CREATE INDEX trap ON public.refinery_schema_history (version) WHERE public.stolen(1)",
    &["has the index trap"])]
#[case::statistics(
    "CREATE STATISTICS public.trap ON (public.stolen(1)), version FROM public.refinery_schema_history",
    &["has the statistics trap"])]
#[case::child(
    "CREATE TABLE public.trap () INHERITS (public.refinery_schema_history);
     CREATE TRIGGER trap BEFORE DELETE ON public.trap FOR EACH ROW EXECUTE FUNCTION public.steal()",
    &["has the trigger trap"])]
#[tokio::test]
async fn a_table_of_mallorys_is_read_and_not_written(#[case] trap: &str, #[case] words: &[&str]) {
    let folder = folder();
    for command in COMMANDS {
        let db = attacked(TestDb::empty().await, &format!("{TABLE} {trap}")).await;
        let ended = run(&db, &folder, command);
        assert_nothing_stolen(&db, &command.join(" ")).await;
        match command[0] {
            "status" | "verify" => drop(ended.ends_with(1)),
            _ => {
                let common = [
                    "owned by mallory",
                    "ALTER TABLE public.refinery_schema_history OWNER TO CURRENT_USER",
                ];
                ended.fails_with(&[words, &common].concat());
            }
        }
    }
}

/// Taken over as the error says, the table still has her trap.
#[rstest]
#[case::index(
    &format!("{TABLE} CREATE INDEX trap ON public.refinery_schema_history (public.stolen(version))"),
    "has the index trap", "DROP INDEX public.trap")]
#[case::partition_of_hers(
    "CREATE TABLE public.hers (version bigint PRIMARY KEY, name text, applied_on text, checksum text) PARTITION BY RANGE (version);
     CREATE TABLE public.refinery_schema_history PARTITION OF public.hers DEFAULT;
     CREATE TRIGGER trap AFTER INSERT ON public.hers FOR EACH ROW EXECUTE FUNCTION public.steal()",
    "is a partition of public.hers", "ALTER TABLE public.hers DETACH PARTITION public.refinery_schema_history")]
#[case::child_of_hers(
    "CREATE TABLE public.hers (version bigint, name text, applied_on text, checksum text);
     CREATE TABLE public.refinery_schema_history (PRIMARY KEY (version)) INHERITS (public.hers)",
    "inherits from public.hers",
    "ALTER TABLE public.refinery_schema_history NO INHERIT public.hers"
)]
#[tokio::test]
async fn a_table_that_was_taken_over_is_not_written_while_it_has_a_trap(
    #[case] attack: &str,
    #[case] what: &str,
    #[case] fix: &str,
) {
    let db = attacked(TestDb::empty().await, attack).await;
    db.run("ALTER TABLE public.refinery_schema_history OWNER TO CURRENT_USER")
        .await;
    run(&db, &folder(), &["up"]).fails_with(&[what, fix]);
    assert_nothing_stolen(&db, "up").await;
    db.run(fix).await;
    run(&db, &folder(), &["up"]).ends_with(0);
    assert_nothing_stolen(&db, "up").await;
}

/// Nobody makes such a history, and nobody is hurt by one.
#[tokio::test]
async fn a_history_in_partitions_is_read_and_written() {
    let db = TestDb::empty().await;
    db.run(
        "CREATE TABLE refinery_schema_history (version bigint PRIMARY KEY, name text, applied_on text, checksum text) \
         PARTITION BY RANGE (version); \
         CREATE TABLE early PARTITION OF refinery_schema_history FOR VALUES FROM (MINVALUE) TO (2); \
         CREATE TABLE late PARTITION OF refinery_schema_history FOR VALUES FROM (2) TO (MAXVALUE)",
    )
    .await;
    run(&db, &folder(), &["up"]).ends_with(0);
    run(&db, &folder(), &["status"]).ends_with(0);
    run(&db, &folder(), &["down", "--to", "1"]).ends_with(0);
    let left = "SELECT max(version) FROM refinery_schema_history";
    assert_eq!(db.value::<i64>(left).await, 1);
}

/// Whoever was granted all on all tables may add a trigger to any.
#[rstest]
#[case::trigger(
    "CREATE TRIGGER trap AFTER INSERT OR DELETE ON public.refinery_schema_history
     FOR EACH ROW EXECUTE FUNCTION public.steal()",
    &["has the trigger trap"])]
#[case::foreign_key(
    "CREATE TABLE public.mine (version bigint REFERENCES public.refinery_schema_history ON DELETE CASCADE);
     INSERT INTO public.mine VALUES (1);
     CREATE TRIGGER trap AFTER DELETE ON public.mine FOR EACH ROW EXECUTE FUNCTION public.steal()",
    &["is referenced by the foreign key mine_version_fkey of public.mine",
      "ALTER TABLE public.mine DROP CONSTRAINT mine_version_fkey"])]
#[tokio::test]
async fn a_trap_in_a_table_of_ones_own_is_not_sprung(#[case] trap: &str, #[case] words: &[&str]) {
    let folder = folder();
    for command in COMMANDS {
        let db = TestDb::empty().await;
        run(&db, &folder, &["up", "--to", "1"]).ends_with(0);
        db.run("GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC")
            .await;
        let db = attacked(db, trap).await;
        let ended = run(&db, &folder, command);
        assert_nothing_stolen(&db, &command.join(" ")).await;
        if !matches!(command[0], "status" | "verify") {
            ended.fails_with(words);
        }
    }
}

/// Whoever may add a trigger can do it while the run is at work.
#[tokio::test]
async fn a_trap_that_is_set_between_two_steps_is_not_sprung() {
    let folder = folder();
    let db = attacked(TestDb::empty().await, "").await;
    run(&db, &folder, &["up", "--to", "1"]).ends_with(0);
    // Its row is written before the trap is set, at the end of the same transaction.
    folder.write(
        "V2__b.sql",
        "CREATE TABLE c (id integer);\n\
         CREATE FUNCTION set_trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
           CREATE TRIGGER trap AFTER INSERT OR DELETE ON public.refinery_schema_history \
             FOR EACH ROW EXECUTE FUNCTION public.steal(); RETURN NULL; END $$;\n\
         CREATE CONSTRAINT TRIGGER set_trap AFTER INSERT ON c DEFERRABLE INITIALLY DEFERRED \
           FOR EACH ROW EXECUTE FUNCTION set_trap();\n\
         INSERT INTO c VALUES (1);\n",
    );
    folder
        .write("V3__d.sql", "CREATE TABLE d (id integer);\n")
        .write("V3__d.down.sql", "DROP TABLE d;\n");
    run(&db, &folder, &["up"]).fails_with(&["has the trigger trap"]);
    assert!(
        db.value::<bool>("SELECT to_regclass('public.d') IS NULL")
            .await
    );
    let last = "SELECT max(version) FROM public.refinery_schema_history";
    assert_eq!(db.value::<i64>(last).await, 2);
    assert_nothing_stolen(&db, "up").await;
}

/// Policies would hide rows, and are expressions of whoever owns the table.
#[tokio::test]
async fn rows_that_policies_would_hide_are_an_error() {
    let db = TestDb::empty().await;
    run(&db, &folder(), &["up"]).ends_with(0);
    let db = attacked(db, "").await;
    db.run(
        "CREATE ROLE watcher LOGIN PASSWORD 'watcher'; GRANT SELECT ON refinery_schema_history TO watcher; \
         ALTER TABLE refinery_schema_history ENABLE ROW LEVEL SECURITY; \
         CREATE POLICY trap ON refinery_schema_history USING (public.stolen(version))",
    )
    .await;
    super::run_as(&db, "watcher", &folder(), &["status"])
        .fails_with(&["row-level security", "public.refinery_schema_history"]);
    assert_nothing_stolen(&db, "status").await;
    // Its owner, and a superuser, are not subject to them.
    run(&db, &folder(), &["status"]).ends_with(0);
    run(&db, &folder(), &["down", "--to", "1"]).ends_with(0);
    assert_nothing_stolen(&db, "down").await;
}
