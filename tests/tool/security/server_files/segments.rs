//! A server names its System V segment in a file of its own, and whatever it names there, only its own is removed.

use std::fs;
use std::path::Path;
use std::process::Command;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use walkdir::WalkDir;

use super::{directory, said};
use crate::security::other_user::OtherUser;
use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::process::eventually;

/// The ids of all System V segments of the machine.
fn segments() -> Vec<String> {
    let table = fs::read_to_string("/proc/sysvipc/shm").expect("Linux lists them");
    let rows = table.lines().skip(1);
    let id = |row: &str| row.split_whitespace().nth(1).map(str::to_owned);
    rows.filter_map(id).collect()
}

/// A segment of root's, removed when it is dropped.
struct Segment(String);

impl Segment {
    fn new() -> Self {
        let output = Command::new("ipcmk").args(["-M", "64"]).output();
        let text = said(&output.expect("ipcmk runs"));
        let id = text.trim().rsplit(' ').next().unwrap_or_default();
        assert!(segments().contains(&id.to_owned()), "{text}");
        Self(id.to_owned())
    }

    fn is_there(&self) -> bool {
        segments().contains(&self.0)
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        let _ = Command::new("ipcrm").args(["-m", &self.0]).status();
    }
}

/// A line for a shell that puts this id into the file in which a server names its own segment.
fn name_segment(data: &Path, id: &str) -> String {
    format!(
        "sed -i '7s/[0-9]*$/{id}/' {}",
        data.join("postmaster.pid").display()
    )
}

#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn a_segment_of_somebody_else_survives_whatever_a_server_says_is_its_own() {
    let db = TestDb::empty().await;
    let data = directory(db.url()).join("data");
    let roots = Segment::new();
    let file = fs::read_to_string(data.join("postmaster.pid")).expect("it runs");
    let lines: Vec<&str> = file.lines().collect();
    let (_, own) = lines[6].trim().rsplit_once(' ').expect("a key and an id");
    let planted = OtherUser::nobody().shell(&name_segment(&data, &roots.0));
    assert!(planted.status.success(), "{}", said(&planted));
    let killed = Command::new("kill").args(["-KILL", lines[0]]).status();
    assert!(killed.expect("kill runs").success());
    drop(db);
    assert!(roots.is_there());
    // It goes with the last of the server's processes, which notice by themselves that theirs was killed.
    eventually("its own is gone", async || {
        !segments().iter().any(|id| id == own)
    })
    .await;
}

#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn a_killed_run_removes_no_segment_but_its_own() {
    let project = Folder::ours();
    let roots = Segment::new();
    let place = tempfile::tempdir().expect("there is room for a folder");
    // The run is over when its reaper has removed its directory.
    let plant = format!(
        "cd \"$1\"/pgconform-*/*/*/data && {} && kill -KILL \"$(head -n 1 postmaster.pid)\" $PPID",
        name_segment(Path::new(""), &roots.0)
    );
    let words = ["scratch", "--", "/bin/sh", "-c", &plant, "sh"];
    let place_name = place.path().display().to_string();
    let ended = Pgconform::new(project.project(), &[&words[..], &[&place_name]].concat())
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_TMP", place.path())
        .run();
    assert_eq!(ended.status, None, "it was killed: {}", ended.stderr);
    let is_over = async || {
        let mut runs = WalkDir::new(place.path()).min_depth(2).into_iter();
        !runs.any(|entry| entry.is_ok_and(|entry| entry.file_type().is_dir()))
    };
    eventually("the run's directory is gone", is_over).await;
    assert!(roots.is_there());
}
