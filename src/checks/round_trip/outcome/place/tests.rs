use rstest::rstest;

use super::*;

fn down(sql: &str) -> ScriptFile {
    ScriptFile {
        name: String::new(),
        path: PathBuf::new(),
        is_empty: false,
        sql: Arc::new(Text::of(sql)),
        bare: Arc::new(Text::of(without_comments(sql))),
        refuses: Vec::new(),
        needs_empty: Vec::new(),
    }
}

#[test]
fn a_statement_that_drops_what_is_in_the_way_comes_too_late() {
    let file =
        down("DROP TYPE t;\n-- DROP COLUMN x of a\nALTER TABLE b DROP x;\nALTER TABLE a DROP x;");
    assert_eq!(file.drops_after(1, &["x", "a"]), Some(4));
    assert_eq!(file.drops_after(1, &["y", "a"]), None);
    assert_eq!(file.drops_after(4, &["x", "a"]), None);
}

#[rstest]
#[case::with_its_column("ALTER TABLE a DROP COLUMN x;\nDROP INDEX i;", Some(1))]
#[case::with_its_table("DROP TABLE a;\nDROP INDEX i;", Some(1))]
#[case::nothing_takes_it_along("ALTER TABLE a DROP CONSTRAINT x;\nDROP INDEX i;", None)]
#[case::what_is_no_drop("DROP TABLE a;\nALTER INDEX i RENAME TO j;", None)]
fn what_a_table_or_a_column_takes_along_is_dropped_by_an_earlier_line(
    #[case] sql: &str,
    #[case] line: Option<usize>,
) {
    assert_eq!(down(sql).drops_along_before(2), line);
}

#[rstest]
#[case::not_null("not_null", 3)]
#[case::default("default", 4)]
#[case::what_no_statement_says("type", 4)]
fn what_leaves_a_column_otherwise_is_a_statement_that_says_so_of_its_own_table(
    #[case] fact: &str,
    #[case] line: usize,
) {
    let file = down(
        "CREATE TABLE job (tags text, metadata jsonb);\nALTER TABLE job ALTER tags DROP NOT NULL;\nALTER TABLE job ALTER tags SET NOT NULL, ALTER metadata DROP NOT NULL;\nALTER TABLE job ALTER metadata DROP DEFAULT;\nCREATE TABLE other (metadata jsonb REFERENCES job);",
    );
    let object = Identity {
        kind: "column".to_owned(),
        name: "public.job.metadata".to_owned(),
    };
    assert_eq!(file.last_about(&object, Some(fact)), Some(line));
}

#[rstest]
#[case::that_reads_it(
    "CREATE MATERIALIZED VIEW a AS SELECT 1;\nCREATE VIEW b AS TABLE a;",
    Some(1)
)]
#[case::that_it_is_a_part_of("CREATE VIEW b AS SELECT 1;\nCREATE TABLE c (a int);", Some(2))]
#[case::of_no_mention("CREATE VIEW b AS SELECT 1;", None)]
fn what_leaves_an_object_otherwise_is_no_later_statement_that_creates_another(
    #[case] sql: &str,
    #[case] line: Option<usize>,
) {
    let object = Identity {
        kind: "materialized view".to_owned(),
        name: "public.a".to_owned(),
    };
    assert_eq!(down(sql).last_about(&object, Some("definition")), line);
}

#[rstest]
#[case::sets_it("ALTER TABLE job ALTER a DROP NOT NULL,\n ALTER COLUMN a SET NOT NULL;", Some((1, "SET NOT NULL")))]
#[case::last("ALTER TABLE job ALTER a SET NOT NULL;\nALTER TABLE ONLY public.job alter column \"a\" drop not null;", Some((2, "DROP NOT NULL")))]
#[case::another_fact("ALTER TABLE job ALTER a DROP DEFAULT;", None)]
#[case::another_column("ALTER TABLE job ALTER b DROP NOT NULL;", None)]
#[case::another_table("ALTER TABLE jobs ALTER a DROP NOT NULL;", None)]
fn what_a_file_says_of_a_column_is_what_it_sets_or_drops_last(
    #[case] sql: &str,
    #[case] done: Option<(usize, &str)>,
) {
    let found = down(sql).alters_column_at(&column_a(), "not_null");
    assert_eq!(
        found.as_ref().map(|(line, done)| (*line, done.as_str())),
        done
    );
}

#[rstest]
#[case::with_its_table("CREATE TABLE IF NOT EXISTS job (b int, a int);", Some(1))]
#[case::alone("CREATE TABLE other (a int);\nALTER TABLE job ADD a int;", Some(2))]
#[case::nowhere(
    "CREATE TABLE job (b int);\nALTER TABLE job ALTER a DROP NOT NULL;",
    None
)]
fn a_column_is_made_alone_or_with_its_table(#[case] sql: &str, #[case] line: Option<usize>) {
    assert_eq!(down(sql).makes_column_at(&column_a()), line);
}

fn column_a() -> Identity {
    Identity {
        kind: "column".to_owned(),
        name: "public.job.a".to_owned(),
    }
}

#[test]
fn what_an_alter_table_adds_as_not_null_without_a_default_needs_a_value() {
    let file = down(
        "SELECT 1;\nALTER TABLE t ADD COLUMN \"At\" numeric(3, 1) NOT NULL,\n  ADD b int NOT NULL DEFAULT 1, ADD COLUMN IF NOT EXISTS c text not null, ADD d int,\n  ADD CONSTRAINT e CHECK (f IS NOT NULL), ADD g serial NOT NULL;",
    );
    assert_eq!(file.required_columns(2), ["\"At\"", "c"]);
    assert_eq!(file.required_columns(1), Vec::<&str>::new());
}

#[rstest]
#[case::of_the_table(
    "DELETE FROM b; DELETE FROM ONLY public.\"a\" WHERE x IN (TABLE b)",
    Some(1)
)]
#[case::of_the_column("ALTER TABLE a DROP c;\nALTER TABLE a\n  DROP COLUMN x", Some(2))]
#[case::of_another("DELETE FROM b WHERE x IN (SELECT x FROM a)", None)]
#[case::of_what_is_read(
    "UPDATE a SET y = true WHERE x IS NOT NULL;\nALTER TABLE a DROP COLUMN x",
    Some(2)
)]
#[case::of_rows_before_the_column(
    "DELETE FROM a WHERE x IS NULL;\nUPDATE a SET x = y;\nALTER TABLE a DROP IF EXISTS x",
    Some(3)
)]
#[case::of_what_is_folded_into_another(
    "WITH b AS (SELECT x FROM a) UPDATE a SET y = b.x FROM b;\nALTER TABLE a DROP x",
    Some(2)
)]
#[case::of_another_tables_column("DELETE FROM a WHERE x IS NULL;\nALTER TABLE b DROP x", Some(1))]
#[case::of_an_addition("ALTER TABLE a ADD COLUMN x int", None)]
#[case::of_a_constraint("ALTER TABLE a DROP CONSTRAINT c, ADD CHECK (x > 0)", None)]
#[case::of_a_conversion("ALTER TABLE a\n  ALTER \"x\" SET DATA TYPE text", Some(1))]
#[case::behind_a_comment("ALTER TABLE /* of ours */a DROP x", Some(1))]
#[case::in_a_comment("UPDATE a SET y = 1 -- and x\n;\nUPDATE a SET x = 1", Some(3))]
fn the_statement_that_takes_data_is_the_one_that_is_about_them(
    #[case] sql: &str,
    #[case] line: Option<usize>,
) {
    let data = Loss {
        schema: "public".to_owned(),
        table: "a".to_owned(),
        column: Some("x".to_owned()),
    };
    let file = down(sql);
    assert_eq!(file.taker(&data).map(|(line, _)| line), line);
}

#[test]
fn what_a_file_creates_is_told_from_what_has_the_same_name_on_another_table() {
    let file = down(
        "CREATE TRIGGER t BEFORE UPDATE ON a EXECUTE FUNCTION f();\nCREATE UNIQUE INDEX IF NOT EXISTS i ON a (x);\nALTER TABLE a ADD CONSTRAINT c CHECK (x > 0);\nCREATE TABLE b (y int REFERENCES z);",
    );
    let created = |kind: &str, name: &str| {
        file.creates_at(&Identity {
            kind: kind.to_owned(),
            name: name.to_owned(),
        })
    };
    assert_eq!(created("trigger", "public.a.t"), Some(1));
    assert_eq!(created("trigger", "public.b.t"), None);
    assert_eq!(created("index", "public.i"), Some(2));
    assert_eq!(created("constraint", "public.a.c"), Some(3));
    assert_eq!(created("table", "public.b"), Some(4));
    assert_eq!(created("table", "public.z"), None);
}
