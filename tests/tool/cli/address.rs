//! Every command that connects says which database it means, and which variable of which file says so.

use std::fs;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::secret::encoded;

const CONNECT: [&[&str]; 5] = [
    &["status"],
    &["up"],
    &["down", "--to", "head"],
    &["up", "--dry-run"],
    &["verify"],
];

fn write(folder: &Folder, text: &str) {
    fs::write(folder.project().join(".env"), text).expect("it is a test's own");
}

/// The pooled address of an application, and beside it the direct one.
fn both(pooled: &str, direct: &str) -> String {
    format!("DATABASE_URL=\"{pooled}\"\nDIRECT_URL=\"{direct}\"\n")
}

#[tokio::test]
async fn one_file_serves_an_application_behind_a_pooler_and_every_command() {
    let db = TestDb::head().await;
    let folder = Folder::ours();
    let pooled = format!("postgresql://app:{}@pooler.invalid:6432/shop", encoded());
    write(&folder, &both(&pooled, &db.url().reveal()));
    let expected = format!(
        "pgconform: database {}, from DIRECT_URL in .env\n",
        db.url()
    );
    for words in CONNECT {
        let ended = Pgconform::new(folder.project(), words).run().ends_with(0);
        assert!(ended.stderr.contains(&expected), "{}", ended.stderr);
        let quiet = [words, &["--quiet"]].concat();
        let ended = Pgconform::new(folder.project(), &quiet).run().ends_with(0);
        assert!(!ended.stderr.contains("DIRECT_URL"), "{}", ended.stderr);
    }
}

#[tokio::test]
async fn a_log_has_it_too() {
    let db = TestDb::head().await;
    let folder = Folder::ours();
    write(
        &folder,
        &both("postgresql://pooler.invalid/shop", &db.url().reveal()),
    );
    let words = ["status", "--log", "json", "--quiet"];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(0);
    let first = ended.stderr.lines().next().unwrap_or_default();
    let first: Value = serde_json::from_str(first).expect("a line is an object");
    assert_eq!(first["message"], "database");
    assert_eq!(first["database"], db.url().to_string());
    assert_eq!(first["variable"], "DIRECT_URL");
    assert_eq!(first["file"], ".env");
}

#[test]
fn an_error_has_it_too() {
    let folder = Folder::ours();
    let url = format!("postgresql://app:{}@127.0.0.1:1/shop", encoded());
    write(&folder, &both("postgresql://pooler.invalid/shop", &url));
    let words = ["status", "--wait", "0", "--format", "json"];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
    let error = ended.json()["error"].clone();
    let error = error.as_str().unwrap_or_default();
    let (what, help) = error.split_once('\n').unwrap_or_default();
    assert!(what.ends_with("(address: DIRECT_URL in .env)"), "{error}");
    assert!(help.starts_with("help: "), "{error}");
}

/// The file of a folder above, up to the repository's root, is named in full: nobody is looking at it.
#[tokio::test]
async fn a_file_further_up_is_named_by_its_path() {
    let db = TestDb::head().await;
    let folder = Folder::ours();
    fs::create_dir(folder.project().join(".git")).expect("the name is free");
    write(&folder, &format!("DATABASE_URL={}\n", db.url().reveal()));
    let ended = Pgconform::new(&folder.path(), &["status", "--migrations", "."])
        .run()
        .ends_with(0);
    let path = folder.project().join(".env");
    let expected = format!("from DATABASE_URL in {}\n", path.display());
    assert!(ended.stderr.contains(&expected), "{}", ended.stderr);
}

#[test]
fn a_shell_that_contradicts_the_file_stops_every_command() {
    let folder = Folder::ours();
    let url = format!("postgresql://app:{}@127.0.0.1:1/shop", encoded());
    write(&folder, &format!("DATABASE_URL={url}\n"));
    for words in CONNECT {
        Pgconform::new(folder.project(), words)
            .env("PGHOST", "production.example")
            .run()
            .fails_with(&["PGHOST", "'production.example'", "'127.0.0.1'", ".env"]);
    }
}

#[test]
fn a_password_of_the_shell_is_not_used_with_the_file_and_that_is_said() {
    let folder = Folder::ours();
    write(&folder, "DATABASE_URL=postgresql://app@127.0.0.1:1/shop\n");
    let ended = Pgconform::new(folder.project(), &["status", "--wait", "0"])
        .env("PGPASSWORD", "Kestrel")
        .run()
        .ends_with(2);
    let said = "from DATABASE_URL in .env, not from PGPASSWORD of the shell\n";
    assert!(ended.stderr.contains(said), "{}", ended.stderr);
}
