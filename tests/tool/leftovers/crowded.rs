//! Where memory runs short, further servers are on disk; that is said, and they leave as little.

use std::env;
use std::fs;
use std::process::Command;

use pgconform::testing::TestDb;
use tempfile::TempDir;

use crate::support::process::eventually;

/// Tells the test below that it is the one whose memory is short.
const SHORT: &str = "PGCONFORM_CONFORMANCE_SHORT";
const NAME: &str = "leftovers::crowded::when_memory_runs_short_further_servers_stand_on_disk";
/// Room for one server and not for two, as the least that must be left is 256 MB.
const MEMORY: &str = "mount -t tmpfs -o size=270m tmpfs /dev/shm && exec \"$@\"";

/// A command in which mounts concern nobody else.
fn apart() -> Command {
    let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--map-root-user"]];
    let way = ways.into_iter().find(|way| {
        let mut tried = Command::new("unshare");
        let tried = tried.args(*way).args(["sh", "-c", MEMORY, "sh", "true"]);
        tried.output().is_ok_and(|output| output.status.success())
    });
    let way = way.expect("the system lets us mount a folder in memory");
    let mut command = Command::new("unshare");
    command.args(way).args(["sh", "-c", MEMORY, "sh"]);
    command
}

#[tokio::test]
#[ignore = "needs a mount namespace: just test-programs"]
async fn when_memory_runs_short_further_servers_stand_on_disk() {
    if env::var_os(SHORT).is_some() {
        let (first, second) = (TestDb::empty().await, TestDb::empty().await);
        assert!(first.url().to_string().contains("%2Fdev%2Fshm%2F"));
        assert!(!second.url().to_string().contains("%2Fdev%2Fshm%2F"));
        return;
    }
    let mut command = apart();
    let disk = TempDir::new().expect("a temporary folder");
    let output = command
        .arg(env::current_exe().expect("a test knows its program"))
        .args(["--ignored", "--exact", NAME])
        .env(SHORT, "1")
        .env("PGCONFORM_SERVER", "local")
        .env_remove("PGCONFORM_TMP")
        .env("TMPDIR", disk.path())
        .output()
        .expect("it can be run");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{said}");
    let note = "further servers are on disk, which is slower: /dev/shm has less than 256 MB left";
    assert!(said.contains(note), "{said}");

    let base = fs::read_dir(disk.path()).expect("it is there").next();
    let base = base
        .expect("servers stood there")
        .expect("it can be listed");
    let runs = || fs::read_dir(base.path()).expect("it is there").flatten();
    eventually("nothing is left on disk", async || {
        !runs().any(|entry| entry.path().is_dir())
    })
    .await;
}
