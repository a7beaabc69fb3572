//! No output of any command shows a password, wherever it came from and whatever went wrong. The
//! harness searches all that is written; here is what makes much be written.

use pgconform::testing::TestDb;
use rstest::rstest;

use super::url_source::{URL_SOURCES, command};
use crate::support::folder::Folder;
use crate::support::secret::{PASSWORD, encoded};

const MOVES: [&[&str]; 4] = [
    &["up", "--wait", "0"],
    &["down", "--to", "base", "--wait", "0"],
    &["status", "--wait", "0"],
    &["reset", "--wait", "0"],
];

/// Runs each command with the URL in each source, in both formats; all must fail.
fn all_fail(folder: &Folder, commands: &[&[&str]], url: &str, settings: &[(&str, &str)]) {
    for words in commands {
        for source in URL_SOURCES {
            for format in ["text", "json"] {
                let words = [&["--format", format], *words].concat();
                let mut command = command(folder, &words, url, source);
                for (name, value) in settings {
                    command = command.env(name, value);
                }
                let ended = command.run().ends_with(2);
                assert!(!ended.stderr.is_empty(), "{words:?} fails without a word");
            }
        }
    }
}

#[rstest]
#[case::closed_port("postgresql://app:PASSWORD@127.0.0.1:1/shop")]
#[case::unknown_host("postgresql://app:PASSWORD@host.invalid/shop")]
#[case::several_hosts("postgresql://app:PASSWORD@host.invalid,127.0.0.1:1/shop")]
#[case::as_a_parameter("postgresql://app@127.0.0.1:1/shop?password=PASSWORD")]
#[case::as_key_and_value("host=127.0.0.1 port=1 user=app password=PASSWORD dbname=shop")]
#[case::no_socket("postgresql://app:PASSWORD@%2Fnonexistent/shop")]
#[case::tls("postgresql://app:PASSWORD@127.0.0.1:1/shop?sslmode=require")]
#[case::malformed("postgresql://app:PASSWORD@127.0.0.1:port/shop")]
#[case::not_postgres("mysql://app:PASSWORD@127.0.0.1/shop")]
#[case::unknown_parameter("postgresql://app:PASSWORD@127.0.0.1:1/shop?PASSWORD=PASSWORD")]
fn a_url_that_leads_nowhere_is_reported_without_it(#[case] url: &str) {
    let url = url.replace("PASSWORD", &encoded());
    all_fail(&Folder::ours(), &MOVES, &url, &[]);
}

#[rstest]
#[case("gap")]
#[case("duplicate_version")]
#[case("unknown_name")]
#[case("not_utf8")]
fn a_bad_folder_is_reported_without_it(#[case] folder: &str) {
    let url = format!("postgresql://app:{}@127.0.0.1:1/shop", encoded());
    let commands = [&MOVES[..], &[&["verify-rollback"], &["new", "add_more"]]].concat();
    all_fail(&Folder::of(folder), &commands, &url, &[]);
}

#[test]
fn a_bad_setting_is_reported_without_it() {
    let url = format!("postgresql://app:{}@127.0.0.1:1/shop", encoded());
    let commands: [&[&str]; 2] = [&["verify-rollback"], &["scratch", "--", "true"]];
    for setting in [
        ("PGCONFORM_SERVER", "nonsense"),
        ("PGCONFORM_MIGRATIONS", "nowhere"),
    ] {
        all_fail(&Folder::ours(), &commands, &url, &[setting]);
    }
}

/// The role may log in and read, and nothing else: whatever would change something fails.
#[tokio::test]
async fn a_password_that_works_is_printed_as_little() {
    let mut db = TestDb::at(7).await;
    db.run(include_str!("ask_for_a_password.sql")).await;
    let literal = PASSWORD.replace('\'', "''");
    db.run(&format!("ALTER ROLE app PASSWORD '{literal}'"))
        .await;
    db.restart().await;
    let url = db.url().clone().with_user("app").with_password(PASSWORD);
    let url = url.reveal();
    let folder = Folder::ours();
    for source in URL_SOURCES {
        for format in ["text", "json"] {
            let words = ["status", "--format", format];
            let ended = command(&folder, &words, &url, source).run().ends_with(1);
            assert!(ended.stdout.contains("app@"), "{}", ended.stdout);
        }
    }
    let commands: [&[&str]; 3] = [
        &["up"],
        &["down", "--to", "base"],
        &["reset", "--force=postgres"],
    ];
    all_fail(&folder, &commands, &url, &[]);
}
