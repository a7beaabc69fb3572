//! Whoever is killed cannot clean up; what it started is cleaned up all the same.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Child;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pgconform::connection::DatabaseUrl;
use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::process::{Traces, eventually, runs};

/// A command on a throw-away server that says where it is and then waits for the end of its input.
const WAITING: [&str; 5] = [
    "scratch",
    "--",
    "/bin/sh",
    "-c",
    "echo \"$DATABASE_URL\"; read -r answer",
];

/// Starts such a command; the server's URL is what it writes first.
pub fn start(command: Pgconform) -> (Child, DatabaseUrl) {
    let mut child = command.start();
    let stdout = child.stdout.take().expect("it is a pipe");
    let mut line = String::new();
    let read = BufReader::new(stdout).read_line(&mut line);
    if read.expect("it can be read") == 0 {
        let output = child.wait_with_output().expect("it was started");
        panic!("it ended: {}", String::from_utf8_lossy(&output.stderr));
    }
    (child, line.trim().parse().expect("it writes a URL"))
}

fn pid(child: &Child) -> i32 {
    child.id().cast_signed()
}

#[rstest]
#[case::no_signal_can_be_less_polite(Signal::SIGKILL)]
#[case::as_a_time_limit_does(Signal::SIGTERM)]
#[case::as_a_terminal_does(Signal::SIGINT)]
#[case::as_a_closed_terminal_does(Signal::SIGHUP)]
#[tokio::test]
async fn a_killed_command_leaves_nothing_of_its_run(#[case] signal: Signal) {
    let folder = Folder::ours();
    let (mut child, url) = start(Pgconform::new(folder.project(), &WAITING));
    let place = Traces::of(&url);
    assert!(!place.leftovers_of_run().is_empty(), "it was never seen");
    kill(Pid::from_raw(pid(&child)), signal).expect("it runs");
    child.wait().expect("it was started");
    eventually("it is gone", async || place.leftovers_of_run().is_empty()).await;
}

#[tokio::test]
async fn a_command_that_is_killed_after_its_server_leaves_nothing() {
    let folder = Folder::ours();
    let (mut child, url) = start(Pgconform::new(folder.project(), &WAITING));
    let place = Traces::of(&url);
    place.kill();
    child.kill().expect("it runs");
    child.wait().expect("it was started");
    eventually("it is gone", async || place.leftovers_of_run().is_empty()).await;
}

/// The process that cleans up after the one with that pid.
fn reaper_of(parent: i32) -> Option<i32> {
    let is_reaper = |pid: i32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let rest = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        let its_parent = rest
            .split_whitespace()
            .nth(1)
            .and_then(|pid| pid.parse().ok());
        let words = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        its_parent == Some(parent) && words.contains("\0pgconform-reaper\0")
    };
    let entries = fs::read_dir("/proc").expect("a Linux has it").flatten();
    let mut pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.find(|pid| is_reaper(*pid))
}

/// Nothing could clean up at once; whoever comes next does.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_is_killed_with_its_reaper_is_cleaned_up_by_the_next_run() {
    let folder = Folder::ours();
    let apart = folder.project().join("servers");
    fs::create_dir(&apart).expect("the name is free");
    let command =
        |words: &[&str]| Pgconform::new(folder.project(), words).env("PGCONFORM_TMP", &apart);
    let (mut child, url) = start(command(&WAITING));
    let place = Traces::of(&url);
    let reaper = reaper_of(pid(&child)).expect("it has a reaper");
    kill(Pid::from_raw(reaper), Signal::SIGKILL).expect("it runs");
    child.kill().expect("it runs");
    child.wait().expect("it was started");
    eventually("the reaper is gone", async || !runs(reaper)).await;
    assert!(!place.leftovers().is_empty(), "it was cleaned up already");

    command(&["scratch", "--", "true"]).run().ends_with(0);
    eventually("it is gone", async || place.leftovers_of_run().is_empty()).await;
}
