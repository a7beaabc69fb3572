//! A database that cannot be reached, or that is not there, is named without its password, with
//! what to do; each of the four commands that need one says the same.

use std::fs;

use pgconform::testing::TestDb;
use rstest::rstest;

use super::url_source::{URL_SOURCES, UrlSource, command};
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};
use crate::support::secret::{PASSWORD, encoded};

/// Every command that connects; none waits longer than it must.
const COMMANDS: [&[&str]; 4] = [
    &["up", "--wait", "0"],
    &["down", "--to", "base", "--wait", "0"],
    &["status", "--wait", "0"],
    &["reset", "--force=postgres", "--wait", "0"],
];

fn run(folder: &Folder, words: &[&str], url: &str, source: UrlSource) -> Ended {
    command(folder, words, url, source).run()
}

/// From wherever the URL comes, every command ends with these words; the harness sees to it that
/// no word of the password is among them, and that nothing panics.
fn refused(url: &str, words: &[&str]) {
    let folder = Folder::ours();
    for command in COMMANDS {
        for source in URL_SOURCES {
            run(&folder, command, url, source).fails_with(words);
        }
        let json = [command, &["--format", "json"]].concat();
        let ended = run(&folder, &json, url, UrlSource::Variable).ends_with(2);
        let object = ended.complains(words).json();
        assert!(object["error"].is_string(), "{object}");
    }
}

#[test]
fn without_any_url_each_way_to_give_one_is_named() {
    let folder = Folder::ours();
    for command in COMMANDS {
        Pgconform::new(folder.project(), command)
            .run()
            .fails_with(&["no database", "DATABASE_URL", ".env", "--database-url"]);
    }
}

#[rstest]
#[case::no_url("KESTREL".to_owned())]
#[case::another_scheme(format!("mysql://app:{}@localhost/shop", encoded()))]
#[case::no_host("postgresql://".to_owned())]
#[case::no_port(format!("postgresql://app:{}@localhost:port/shop", encoded()))]
#[case::no_text("postgresql://app%FF@localhost/shop".to_owned())]
#[case::nothing_after_the_password(format!("postgresql://app:{}", encoded()))]
#[case::password_not_encoded("postgresql://app:Kestrel@Bramble/Gorse@localhost/shop".to_owned())]
fn a_malformed_url_is_not_repeated(#[case] url: String) {
    let words = [
        "not a PostgreSQL URL",
        "postgresql://user:password@host",
        "%40",
    ];
    refused(&url, &words);
}

#[test]
fn a_parameter_that_there_is_not_is_named() {
    let url = format!("postgresql://app:{}@localhost/shop?sslmodus=on", encoded());
    refused(
        &url,
        &["'sslmodus' is not a parameter", "remove it", "sslmode"],
    );
}

/// In the one source where it is not taken as it is, it may break the file and not only the URL.
#[test]
fn a_password_as_it_is_is_not_repeated() {
    let folder = Folder::ours();
    let url = format!("postgresql://app:{PASSWORD}@localhost/shop");
    for command in COMMANDS {
        for source in [UrlSource::Option, UrlSource::Variable] {
            run(&folder, command, &url, source).fails_with(&["not a PostgreSQL URL"]);
        }
        run(&folder, command, &url, UrlSource::DotEnv).fails_with(&[".env"]);
    }
}

#[rstest]
#[case::quotation_mark("DATABASE_URL=\"postgresql://app:Kestrel@localhost/shop\nOTHER=1\n")]
#[case::no_assignment("Kestrel Bramble\nDATABASE_URL=postgresql://a@localhost/b\n")]
fn a_malformed_env_file_is_not_repeated(#[case] text: &str) {
    let folder = Folder::ours();
    fs::write(folder.project().join(".env"), text).expect("it is a test's own");
    for command in COMMANDS {
        Pgconform::new(folder.project(), command)
            .run()
            .fails_with(&[".env is not used", "NAME=value"]);
    }
}

#[test]
fn an_env_file_that_is_a_folder_is_refused() {
    let folder = Folder::ours();
    fs::create_dir(folder.project().join(".env")).expect("the name is free");
    for command in COMMANDS {
        Pgconform::new(folder.project(), command)
            .run()
            .fails_with(&[".env"]);
    }
}

#[test]
fn an_unknown_host_is_named() {
    let url = format!("postgresql://app:{}@host.invalid:5432/shop", encoded());
    let words = [
        "cannot reach postgresql://app@host.invalid:5432/shop",
        "check host and port",
    ];
    refused(&url, &words);
}

/// Nothing listens on port 1: it needs a privilege, and no service has used it for decades.
#[test]
fn a_closed_port_is_named() {
    let url = format!("postgresql://app:{}@127.0.0.1:1/shop", encoded());
    let words = [
        "cannot reach postgresql://app@127.0.0.1:1/shop",
        "refused",
        "that the server is running",
    ];
    refused(&url, &words);
}

/// It says how long that was, in its own seconds.
#[test]
fn a_server_that_never_comes_is_waited_for_as_long_as_was_asked() {
    let url = "postgresql://app@127.0.0.1:1/shop";
    let folder = Folder::ours();
    let words = ["status", "--wait", "1", "--database-url", url];
    let ended = Pgconform::new(folder.project(), &words)
        .run()
        .fails_with(&["(tried for "]);
    let (_, rest) = ended.stderr.split_once("(tried for ").expect("it says so");
    let (seconds, _) = rest.split_once(" s)").expect("it is in seconds");
    let seconds: f64 = seconds.parse().expect("it is a number");
    assert!((1.0..1.5).contains(&seconds), "{}", ended.stderr);
}

#[tokio::test]
async fn a_missing_database_is_named() {
    let db = TestDb::head().await;
    let before = state(&db).await;
    let url = db.url().clone().with_database("nowhere").reveal();
    refused(
        &url,
        &["no database 'nowhere'", "create it, or correct the URL"],
    );
    assert_unchanged(&db, &before, "a missing database").await;
}

/// Whoever checks passwords: a role that has one, on a server that asks for it.
#[tokio::test]
async fn a_wrong_password_is_refused_at_once_and_not_repeated() {
    let mut db = TestDb::head().await;
    db.run(include_str!("ask_for_a_password.sql")).await;
    db.restart().await;
    let before = state(&db).await;
    let right = db.url().clone().with_user("app").with_password("right");
    let folder = Folder::ours();
    run(&folder, &["status"], &right.reveal(), UrlSource::Variable).ends_with(0);

    let wrong = right.with_password(PASSWORD).reveal();
    let words = [
        "refuses user 'app' (28P01)",
        "check the user and the password",
    ];
    refused(&wrong, &words);
    // With all the patience in the world it is still asked once: a second try may lock an account.
    let words = [&words[..], &["error"]].concat();
    let command = ["status", "--wait", "86400"];
    run(&folder, &command, &wrong, UrlSource::Variable).fails_with(&words);
    assert_unchanged(&db, &before, "a wrong password").await;
}

#[tokio::test]
async fn a_user_who_may_not_log_in_is_refused() {
    let db = TestDb::head().await;
    db.run("CREATE ROLE walled_off NOLOGIN PASSWORD 'right'")
        .await;
    let url = db
        .url()
        .clone()
        .with_user("walled_off")
        .with_password("right");
    refused(&url.reveal(), &["refuses user 'walled_off' (28000)"]);
}
