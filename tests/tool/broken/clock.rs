//! What is found does not depend on the day: a server whose clock is more than a year ahead gives the same findings, with
//! the same ids and the same lines of a baseline.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tempfile::TempDir;

use super::proof::unpack;
use crate::support::command::Pgconform;
use crate::support::folder::Folder;

/// How far ahead the other server's clock is.
const AHEAD: &str = "+400d";

#[rstest]
#[case("partitions_of_the_days_around")]
#[case("partition_of_tomorrow_left")]
#[case("view_of_a_month_from_now")]
#[case("clock_in_names_and_rows")]
#[case("clock_and_a_difference")]
#[ignore = "needs libfaketime: just test-clock"]
#[tokio::test]
async fn what_is_found_is_the_same_on_another_day(#[case] name: &str) {
    let today = recorded(&unpack(name), &binaries("+0d").await);
    let later = recorded(&unpack(name), &binaries(AHEAD).await);
    assert_eq!(today, later);
}

#[ignore = "needs libfaketime: just test-clock"]
#[tokio::test]
async fn the_other_server_lives_on_another_day() {
    let folder = Folder::empty();
    folder.write(
        "V1__remember_the_day.sql",
        "DO $$ BEGIN EXECUTE format('COMMENT ON SCHEMA public IS %L', 'day ' || extract(doy FROM now())); END $$;",
    );
    folder.write("V1__remember_the_day.down.sql", "SELECT 1;");
    let [today, later] = ["+0d", AHEAD].map(binaries);
    assert_ne!(
        evidence(&folder, &today.await),
        evidence(&folder, &later.await)
    );
}

/// The findings of a project as JSON, and the baseline that holds them.
fn recorded(folder: &Folder, binaries: &TempDir) -> (String, String) {
    let baseline = folder.project().join("baseline.txt");
    let path = baseline
        .to_str()
        .expect("a folder of ours has a plain name");
    let ended = proof(folder, binaries, &["--baseline", path, "--write-baseline"]);
    let findings = ended["findings"].to_string();
    let lines = fs::read_to_string(&baseline).unwrap_or_default();
    (findings, lines)
}

/// What was seen of the steps.
fn evidence(folder: &Folder, binaries: &TempDir) -> String {
    proof(folder, binaries, &[])["steps"][0]["differences"].to_string()
}

fn proof(folder: &Folder, binaries: &TempDir, options: &[&str]) -> serde_json::Value {
    // A confined server may not read the library that changes its clock.
    let words = ["verify-rollback", "--format", "json", "--confine", "off"];
    Pgconform::new(folder.project(), &[&words, options].concat())
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_PG_BIN", binaries.path().join("bin"))
        .env("PGCONFORM_CACHE", binaries.path().join("cache"))
        .run()
        .json()
}

/// A folder of binaries of which the server has another clock.
async fn binaries(ahead: &str) -> TempDir {
    let asked = "SELECT setting FROM pg_config() WHERE name = 'BINDIR'";
    let real: String = TestDb::empty().await.value(asked).await;
    let real = PathBuf::from(real);
    let folder = TempDir::new().expect("a folder can be made");
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).expect("a folder can be made");
    for program in ["initdb", "pg_ctl"] {
        symlink(real.join(program), bin.join(program)).expect("a link can be made");
    }
    for beside in ["lib", "share"] {
        let there = real.join("..").join(beside);
        symlink(there, folder.path().join(beside)).expect("a link can be made");
    }
    let (library, server) = (library(), real.join("postgres"));
    let [library, server] = [&library, &server].map(|path| path.display());
    let script = format!(
        "#!/bin/sh\nLD_PRELOAD={library} FAKETIME={ahead} DONT_FAKE_MONOTONIC=1 exec {server} \"$@\"\n"
    );
    let postgres = bin.join("postgres");
    fs::write(&postgres, script).expect("a script can be written");
    fs::set_permissions(&postgres, Permissions::from_mode(0o755)).expect("it can be run");
    folder
}

/// Where Debian and Fedora put it.
fn library() -> PathBuf {
    let folders = ["x86_64-linux-gnu", "aarch64-linux-gnu", "../lib64"];
    let files = folders.map(|it| {
        Path::new("/usr/lib")
            .join(it)
            .join("faketime/libfaketime.so.1")
    });
    let file = files.into_iter().find(|file| file.exists());
    file.expect("libfaketime is installed, by the package faketime or libfaketime")
}
