//! What a migration, or another daemon of the same user, does to a server's files reaches nothing of root's.

mod segments;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::Output;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use pgconform::connection::DatabaseUrl;
use pgconform::postgres::{self, Server};
use pgconform::testing::{Pool, TestDb};
use pretty_assertions::{assert_eq, assert_ne};
use rstest::rstest;
use tempfile::TempDir;
use tokio_postgres::config::Host;
use walkdir::WalkDir;

use super::other_user::OtherUser;
use crate::support::command::{Ended, PROGRAM, Pgconform};
use crate::support::folder::Folder;

/// Longer than any of this takes on a machine that is busy.
const LIMIT: Duration = Duration::from_mins(1);

/// The directory of a local server: sockets, data and log are in it.
fn directory(url: &DatabaseUrl) -> PathBuf {
    match &url.config().get_hosts()[0] {
        Host::Unix(sockets) => sockets.parent().expect("it has one").to_owned(),
        Host::Tcp(host) => panic!("{host} is not a directory"),
    }
}

/// A file that only root can read.
fn secret() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let mode = Permissions::from_mode(0o755);
    fs::set_permissions(folder.path(), mode).expect("it is ours");
    let file = folder.path().join("secret");
    fs::write(&file, "precious").expect("there is room for a file");
    fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("it is ours");
    (folder, file)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn a_log_that_became_a_link_is_not_written_through() {
    let mut db = TestDb::empty().await;
    let (_folder, secret) = secret();
    let log = directory(db.url()).join("log");
    let line = format!(
        "rm -f {log}; ln -s {secret} {log}",
        log = log.display(),
        secret = secret.display()
    );
    OtherUser::nobody().shell(&line);
    db.restart().await;
    let text = fs::read_to_string(secret).expect("it is there");
    assert_eq!(text, "precious");
}

#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn others_read_neither_log_nor_data_nor_connect() {
    let db = TestDb::empty().await;
    let directory = directory(db.url());
    for user in [OtherUser::alice(), OtherUser::mallory()] {
        for path in [
            "log",
            "data/postgresql.conf",
            "data/PG_VERSION",
            "s",
            "data",
        ] {
            let path = directory.join(path);
            let read = user.shell(&format!("ls {0}; cat {0}", path.display()));
            assert!(
                !read.status.success(),
                "{}: {}",
                path.display(),
                said(&read)
            );
        }
        let listed = user.shell(&format!("ls {}", directory.display()));
        assert!(!listed.status.success(), "{}", said(&listed));
    }
    let log = directory.join("log");
    let read = OtherUser::nobody().shell(&format!("cat {}", log.display()));
    assert!(!read.status.success(), "{}", said(&read));
}

/// What may stand in a data directory although no server put it there.
#[rstest]
#[case::link_to_a_file("ln -s SECRET DATA/base/extra")]
#[case::link_to_a_directory("ln -s FOLDER DATA/base/extra")]
#[case::link_in_place_of_a_file(
    "rm DATA/postgresql.auto.conf; ln -s SECRET DATA/postgresql.auto.conf"
)]
#[case::fifo("mkfifo DATA/base/extra")]
#[case::second_name("ln DATA/PG_VERSION DATA/extra")]
#[ignore = "needs root and two other users: just test-users"]
#[tokio::test]
async fn what_is_no_file_of_the_servers_own_is_not_copied(#[case] plant: &str) {
    let source = Pool::of_process().source().await;
    let server = Server::blank(&source).await.expect("it starts");
    let data = directory(server.url()).join("data");
    let (folder, secret) = secret();
    let line = plant
        .replace("DATA", &data.display().to_string())
        .replace("SECRET", &secret.display().to_string())
        .replace("FOLDER", &folder.path().display().to_string());
    let planted = OtherUser::nobody().shell(&line);
    assert!(planted.status.success(), "{}", said(&planted));
    assert_eq!(copy(server), Err("it is neither".to_owned()));
}

#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn a_file_of_somebody_else_is_not_copied() {
    let source = Pool::of_process().source().await;
    let server = Server::blank(&source).await.expect("it starts");
    let data = directory(server.url()).join("data");
    fs::write(data.join("extra"), "root's").expect("root may write everywhere");
    assert_eq!(copy(server), Err("it is neither".to_owned()));
}

#[tokio::test]
async fn a_data_directory_as_the_server_made_it_is_copied() {
    let source = Pool::of_process().source().await;
    if Server::can_be_copied(&source) {
        let server = Server::blank(&source).await.expect("it starts");
        assert_eq!(copy(server), Ok(()));
    }
}

/// Copies it on a thread of its own: a copy that waits for a FIFO would hold the test for ever. An error is
/// the words that its cause begins with.
fn copy(mut server: Server) -> Result<(), String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
        let copied = runtime.block_on(async {
            let retry_for = pgconform::connection::RetryFor::default();
            let session = pgconform::connection::connect(server.url(), retry_for).await;
            server.copy(&session.expect("it answers")).await.map(drop)
        });
        let words = |error: postgres::Error| {
            let text = error.to_string();
            let cause = text.rsplit_once(": ").map_or(&text[..], |(_, cause)| cause);
            cause.split(' ').take(3).collect::<Vec<_>>().join(" ")
        };
        let _ = sender.send(copied.map_err(words));
    });
    receiver.recv_timeout(LIMIT).expect("the copy ends")
}

#[test]
#[ignore = "needs root and two other users: just test-users"]
fn a_template_is_roots_and_nobody_else_can_change_or_read_it() {
    let project = Folder::ours();
    let cache = tempfile::tempdir().expect("there is room for a folder");
    Pgconform::new(project.project(), &["snapshot"])
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_CACHE", cache.path().join("cache"))
        .run()
        .ends_with(0);
    let templates = cache.path().join("cache/templates");
    let mut files = 0;
    for entry in WalkDir::new(&templates) {
        let entry = entry.expect("root can read it");
        let metadata = entry.metadata().expect("root can read it");
        assert_eq!(metadata.uid(), 0, "{}", entry.path().display());
        assert_eq!(metadata.mode() & 0o077, 0, "{}", entry.path().display());
        files += 1;
    }
    assert!(files > 100, "only {files} files");
}

/// Every file and directory below these, as `mode owner type path`.
const LIST: &str = r#"find "$PGCONFORM_TMP" "$PGCONFORM_CACHE" -printf '%m %U %y %p\n'"#;

#[rstest]
fn whatever_the_umask_is_nobody_else_can_write_and_secrets_are_closed(
    #[values("000", "022", "027", "077")] umask: &str,
) {
    let project = Folder::ours();
    let places = tempfile::tempdir().expect("there is room for a folder");
    let mode = Permissions::from_mode(0o755);
    fs::set_permissions(places.path(), mode).expect("it is ours");
    let servers = places.path().join("servers");
    fs::create_dir(&servers).expect("the name is free");
    let list = project.project().join("list");
    fs::write(&list, LIST).expect("there is room for a file");
    let line = format!(
        "umask {umask}; exec {PROGRAM} scratch -- /bin/sh {}",
        list.display()
    );
    let ended: Ended = Pgconform::shell(project.project(), &line)
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_TMP", &servers)
        .env("PGCONFORM_CACHE", places.path().join("cache"))
        .run()
        .ends_with(0);
    let mut closed = 0;
    for line in ended.stdout.lines() {
        let mut words = line.splitn(4, ' ');
        let mode = words.next().and_then(|it| u32::from_str_radix(it, 8).ok());
        let mode = mode.unwrap_or_else(|| panic!("no mode in: {line}"));
        let kind = words.nth(1).unwrap_or_default();
        let path = words.next().unwrap_or_default();
        // A link has no rights of its own, and a socket those of its directory.
        if kind == "f" || kind == "d" {
            assert_eq!(mode & 0o022, 0, "others can write: {line}");
        }
        let is_secret = ["/data", "/s", "/log", "/templates", "/process", "/lock"]
            .iter()
            .any(|name| path.ends_with(name));
        if is_secret && !path.contains("/node_modules/") && !path.contains("/site/") {
            assert_eq!(mode & 0o077, 0, "others can read: {line}");
            closed += 1;
        }
    }
    assert_ne!(closed, 0, "no secret was seen in: {}", ended.stdout);
}
