//! Passwords in the catalog are compared and never shown, and no error repeats what looks like one.
//!
//! The harness searches whatever a run writes for each word of the password, of which `Kestrel` and `Bramble` are two.

use std::fs;

use pgconform::testing::TestDb;
use regex::Regex;
use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::secret::assert_unseen;

/// Whatever PostgreSQL keeps a password in.
const OBJECTS: [&str; 6] = [
    "database setting of every role",
    "foreign data wrapper w",
    "foreign server s",
    "subscription u",
    "table public.far",
    "user mapping s for postgres",
];

/// Gives all of them the same password.
const CREATE: &str = "
    CREATE FOREIGN DATA WRAPPER w OPTIONS (api_token 'Kestrel');
    CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'one.invalid', uri 'https://a:Kestrel@one.invalid');
    CREATE USER MAPPING FOR postgres SERVER s OPTIONS (user 'a', password 'Kestrel');
    CREATE FOREIGN TABLE far (id integer) SERVER s OPTIONS (secret_key 'Kestrel');
    CREATE SUBSCRIPTION u CONNECTION 'host=one.invalid password=Kestrel' PUBLICATION p WITH (connect = false, slot_name = NONE);
    ALTER DATABASE postgres SET app.jwt_secret = 'Kestrel';";

const DROP: &str = "
    ALTER DATABASE postgres RESET app.jwt_secret;
    DROP SUBSCRIPTION u; DROP FOREIGN TABLE far; DROP USER MAPPING FOR postgres SERVER s; DROP SERVER s; DROP FOREIGN DATA WRAPPER w;";

/// Gives all of them another one.
fn change(to: &str) -> String {
    "ALTER FOREIGN DATA WRAPPER w OPTIONS (SET api_token 'NEW');
     ALTER SERVER s OPTIONS (SET uri 'https://a:NEW@one.invalid');
     ALTER USER MAPPING FOR postgres SERVER s OPTIONS (SET password 'NEW');
     ALTER FOREIGN TABLE far OPTIONS (SET secret_key 'NEW');
     ALTER SUBSCRIPTION u CONNECTION 'host=one.invalid password=NEW';
     ALTER DATABASE postgres SET app.jwt_secret = 'NEW';"
        .replace("NEW", to)
}

/// A second migration of which the down leaves these passwords.
fn project(left: &str) -> Folder {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", CREATE)
        .write("V1__a.down.sql", DROP)
        .write("V2__b.sql", &change("Bramble"))
        .write("V2__b.down.sql", &change(left));
    folder
}

/// A hash of any kind that somebody could try passwords on.
fn assert_no_hash(text: &str) {
    let hash = Regex::new(r"=[0-9a-f]{12}|[0-9a-f]{16}").expect("it is sound");
    assert!(!hash.is_match(text), "it has a hash: {text}");
}

#[rstest]
#[case("text")]
#[case("json")]
#[case("junit")]
#[case("github")]
fn another_password_is_found_and_shown_in_no_report(#[case] format: &str) {
    let folder = project("Gorse");
    let report = format!("{format}=report");
    let words = [
        "verify-rollback",
        "--verbose",
        "--format",
        format,
        "--report",
        &report,
    ];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(1);
    let file = fs::read_to_string(folder.project().join("report")).expect("it was written");
    assert_unseen(&file, "the report");
    for text in [&ended.stdout, &file] {
        for object in OBJECTS {
            assert!(text.contains(object), "no {object}: {text}");
        }
    }
    if format == "text" {
        assert_no_hash(&ended.stdout);
        let shown = ended.stdout.matches("another secret").count();
        assert!(shown >= OBJECTS.len(), "{}", ended.stdout);
    }
}

#[test]
fn the_same_password_is_no_difference() {
    let folder = project("Kestrel");
    let ended = Pgconform::new(folder.project(), &["verify-rollback"]).run();
    ended.ends_with(0);
}

#[test]
fn a_snapshot_holds_a_mark_that_is_the_same_each_time() {
    let snapshot = |password: &str| {
        let folder = Folder::empty();
        folder.write("V1__a.sql", &CREATE.replace("Kestrel", password));
        folder.write("V1__a.down.sql", DROP);
        let words = ["snapshot", "--write"];
        Pgconform::new(folder.project(), &words).run().ends_with(0);
        let file = folder.project().join("fixtures/catalog/head.txt");
        fs::read_to_string(file).expect("it was written")
    };
    let text = snapshot("Kestrel");
    assert_unseen(&text, "the snapshot");
    assert_no_hash(&text);
    for line in [
        r#"  options: ["host=one.invalid","uri=<secret>"]"#,
        r#"  options: ["password=<secret>","user=<secret>"]"#,
        r#"  options: ["api_token=<secret>"]"#,
        r#"  foreign_options: ["secret_key=<secret>"]"#,
        r#"  settings: ["app.jwt_secret=<secret>"]"#,
        "  connection: <secret>",
    ] {
        assert!(text.contains(line), "no {line}: {text}");
    }
    pretty_assertions::assert_eq!(text, snapshot("Bramble"));
}

#[tokio::test]
async fn verify_finds_another_password_of_a_live_database_and_shows_neither() {
    let db = TestDb::empty().await;
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", CREATE)
        .write("V1__a.down.sql", DROP);
    let url = db.url().reveal();
    let run = |words: &[&str]| {
        let words = [words, &["--database-url", &url]].concat();
        Pgconform::new(folder.project(), &words).run()
    };
    run(&["up"]).ends_with(0);
    run(&["verify"]).ends_with(0);
    db.run(&change("Bramble")).await;
    for format in ["text", "json"] {
        let ended = run(&["verify", "--verbose", "--format", format]).ends_with(1);
        // Whoever owns the database has another name in a comparison.
        for object in OBJECTS.map(|it| it.trim_end_matches("postgres")) {
            assert!(ended.stdout.contains(object), "{}", ended.stdout);
        }
    }
}

#[rstest]
#[case::of_a_mapping("CREATE USER MAPPING FOR nobody_there SERVER s OPTIONS (password 'Kestrel');")]
#[case::of_a_role("CREATE ROLE a PASSWORD 'Kestrel' NONSENSE;")]
#[case::of_a_subscription(
    "CREATE SUBSCRIPTION u CONNECTION 'host=127.0.0.1 port=1 password=Kestrel' PUBLICATION p;"
)]
#[case::of_a_malformed_one(
    "CREATE SUBSCRIPTION u CONNECTION 'host=h password=x Kestrel' PUBLICATION p;"
)]
fn an_error_does_not_repeat_the_password_of_its_line(#[case] sql: &str) {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", sql)
        .write("V1__a.down.sql", "SELECT 1;");
    for format in ["text", "json", "junit", "github"] {
        let words = ["verify-rollback", "--verbose", "--format", format];
        let ended = Pgconform::new(folder.project(), &words).run().ends_with(1);
        assert!(ended.stdout.contains("V1__a.sql"), "{}", ended.stdout);
    }
}

#[rstest]
#[case::keywords(&["up", "host=h password=Kestrel"])]
#[case::keywords_with_blanks(&["up", "--to", "host=h password = 'Kestrel Bramble'"])]
#[case::keywords_of_an_option(&["status", "--wait=host=h password=Kestrel"])]
#[case::one_slash(&["up", "postgres:/a:Kestrel@h"])]
#[case::no_colon(&["up", "postgresql//a:Kestrel@h"])]
#[case::no_scheme(&["up", "a:Kestrel@h/d"])]
#[case::quotation_mark(&["up", "--to", "postgresql//a:Kes'Bramble@h"])]
#[case::control_character(&["up", "postgres://a:Kestrel\u{1}Bramble@h"])]
#[case::command(&["verify-rollback", "--format", "psql postgres://a:Kestrel@h"])]
#[case::variable_of_a_command(&["verify-rollback", "PGPASSWORD=Kestrel psql"])]
#[case::option_of_a_command(&["up", "tool --db-password Kestrel"])]
#[case::migrations(&["up", "--migrations", "postgres://a:Kestrel@h"])]
#[case::set_up(&["snapshot", "--setup", "postgres://a:Kestrel@h"])]
#[case::baseline(&["verify-rollback", "--baseline", "postgres://a:Kestrel@h"])]
#[case::settings(&["config", "--config", "postgres://a:Kestrel@h"])]
#[case::database(&["status", "--database-url", "host=h dbname=postgres://a:Kestrel@h"])]
#[case::user(&["status", "--database-url", "host=h user=a:Kestrel@h"])]
#[case::behind_a_password(&["status", "--database-url", "host=h password=x kestrel=x"])]
fn a_usage_error_does_not_repeat_a_secret(#[case] words: &[&str]) {
    let folder = Folder::ours();
    for format in [&[][..], &["--format", "json"]] {
        let words = [words, format].concat();
        let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
        assert!(ended.stderr.contains("error: "), "{}", ended.stderr);
    }
}

#[rstest]
#[case::variable("PGCONFORM_SERVER", "postgres://a:Kestrel@h", "")]
#[case::keywords("PGCONFORM_CONFINE", "host=h password=Kestrel", "")]
#[case::file("UNUSED", "", "server = \"postgres://a:Kestrel@h\"")]
fn a_setting_that_cannot_be_does_not_repeat_a_secret(
    #[case] variable: &str,
    #[case] value: &str,
    #[case] file: &str,
) {
    let folder = Folder::ours();
    fs::write(folder.project().join("pgconform.toml"), file).expect("a test's own folder");
    Pgconform::new(folder.project(), &["verify-rollback"])
        .env(variable, value)
        .run()
        .fails_with(&["expected ", "***"]);
}

#[rstest]
#[case::lists(
    "psql postgres://a:Kestrel@127.0.0.1:1/d; exit 3",
    "true",
    "--list-command"
)]
#[case::does_nothing("echo 1", "true postgres://a:Kestrel@h", "did nothing")]
#[case::speaks("echo password=Kestrel >&2; exit 3", "true", "--list-command")]
fn a_command_with_a_password_is_not_repeated_with_it(
    #[case] list: &str,
    #[case] up: &str,
    #[case] says: &str,
) {
    let folder = Folder::empty();
    let words = [
        "verify-rollback",
        "--list-command",
        list,
        "--up-command",
        up,
    ];
    Pgconform::new(folder.project(), &words)
        .run()
        .fails_with(&[says, "***"]);
}
