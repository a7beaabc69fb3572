//! Commands end with everything that they started, and what they print is kept to its last megabyte.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Child;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rstest::rstest;
use tempfile::TempDir;

use super::limit::ended_within;
use crate::support::command::{Ended, Pgconform};
use crate::support::process::{eventually, runs};

/// Far longer than a run takes on a machine that is busy, and shorter than what the commands wait for.
const LIMIT: Duration = Duration::from_secs(90);
/// Starts something in the background, and says which process it is.
const STARTS: &str = "sleep 1000 & echo $! >started;";

/// A project whose migrations are commands.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    fn command(&self, words: &[&str]) -> Pgconform {
        Pgconform::new(self.0.path(), words)
    }

    /// Proves migrations that this command lists.
    fn listed_by(&self, list: &str, more: &[&str]) -> Pgconform {
        let words = ["verify-rollback", "--up-command", "true"];
        let list = ["--list-command", list];
        self.command(&[&words[..], &list, more].concat())
    }

    fn run(&self, list: &str, more: &[&str]) -> Ended {
        ended_within(LIMIT, list, self.listed_by(list, more))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What the command started, once it has said so.
    async fn started(&self) -> i32 {
        let read = || fs::read_to_string(self.file("started")).unwrap_or_default();
        eventually("it says what it started", async || read().ends_with('\n')).await;
        read().trim().parse().expect("it is a process")
    }

    async fn has_ended_what_it_started(&self) {
        let started = self.started().await;
        let what = format!("{started} has ended");
        eventually(&what, async || !runs(started)).await;
    }
}

fn send(signal: Signal, child: &Child) {
    let pid = Pid::from_raw(child.id().cast_signed());
    kill(pid, signal).expect("it runs");
}

#[tokio::test]
async fn a_child_in_the_background_that_keeps_the_pipe_open_holds_nobody() {
    let project = Project::new();
    let ended = project.run(&format!("{STARTS} echo last words; exit 3"), &[]);
    ended.fails_with(&["exit status: 3", "last words"]);
    project.has_ended_what_it_started().await;
}

/// It cannot be ended, as nobody knows that it is the command's.
#[tokio::test]
async fn a_daemon_that_has_left_the_group_and_keeps_the_pipe_open_holds_nobody() {
    let project = Project::new();
    let daemon = "setsid sleep 1000 & echo $! >started; sleep 0.2; echo last words; exit 3";
    project
        .run(daemon, &[])
        .fails_with(&["exit status: 3", "last words"]);
    let daemon = project.started().await;
    assert!(runs(daemon), "it ended by itself");
    kill(Pid::from_raw(daemon), Signal::SIGKILL).expect("it runs");
}

#[rstest]
#[case::that_ends_when_it_is_asked("")]
#[case::that_does_not_listen("trap '' TERM; ")]
#[tokio::test]
async fn a_limit_ends_a_command_with_all_that_it_started(#[case] first: &str) {
    let project = Project::new();
    let list = format!("{first}{STARTS} sleep 1000");
    let ended = project.run(&list, &["--movement-timeout", "2"]);
    ended.fails_with(&["it did not finish within 2 s (--movement-timeout)"]);
    project.has_ended_what_it_started().await;
}

#[rstest]
#[case::interrupt(Signal::SIGINT)]
#[case::terminate(Signal::SIGTERM)]
#[case::hang_up(Signal::SIGHUP)]
#[tokio::test]
async fn a_signal_ends_a_command_with_all_that_it_started(#[case] signal: Signal) {
    use std::os::unix::process::ExitStatusExt;

    let project = Project::new();
    let list = format!("{STARTS} sleep 1000");
    let mut run = project.listed_by(&list, &[]).start();
    project.started().await;
    send(signal, &run);
    let status = run.wait().expect("it was started");
    assert_eq!(status.signal(), Some(signal as i32));
    project.has_ended_what_it_started().await;
}

#[tokio::test]
async fn a_movement_that_a_limit_ends_hangs_and_ends_with_all_that_it_started() {
    let project = Project::new();
    let up = format!("{STARTS} sleep 1000");
    let words = [
        "verify-rollback",
        "--list-command",
        "echo 1",
        "--up-command",
        &up,
    ];
    let more = ["--movement-timeout", "2", "--format", "json"];
    let run = project.command(&[&words[..], &more].concat());
    let ended = ended_within(LIMIT, "the up", run).ends_with(1);
    let found = ended.json();
    assert_eq!(found["findings"][0]["kind"], "hangs", "{found}");
    project.has_ended_what_it_started().await;
}

/// The command is told by its parent's own books, in kilobytes.
#[test]
fn what_a_command_writes_costs_no_more_than_its_last_megabyte() {
    let project = Project::new();
    let write = "yes 'a line of no use to anybody' | head -c 1000000000";
    let list = format!(
        "{write}; {write} >&2; echo last words >&2; grep VmHWM /proc/$PPID/status >most; exit 3"
    );
    project
        .run(&list, &[])
        .fails_with(&["exit status: 3", "last words"]);
    let most = fs::read_to_string(project.file("most")).expect("it was written");
    let kilobytes: String = most.chars().filter(char::is_ascii_digit).collect();
    let kilobytes: u64 = kilobytes.parse().expect("it is a number");
    assert!(kilobytes < 150_000, "{most}");
}

#[test]
fn a_list_that_is_longer_than_what_is_kept_is_refused_and_not_cut() {
    let project = Project::new();
    let ended = project.run("seq 1 1000000", &[]);
    ended.fails_with(&["seq 1 1000000", "it wrote more than 1 MB"]);
}

#[rstest]
#[case::interrupt(Signal::SIGINT, 130)]
#[case::terminate(Signal::SIGTERM, 143)]
#[tokio::test]
async fn a_signal_ends_the_command_of_scratch_with_all_that_it_started(
    #[case] signal: Signal,
    #[case] status: i32,
) {
    let project = Project::new();
    fs::create_dir(project.file("migrations")).expect("the folder is new");
    fs::write(project.file("migrations/V1__a.sql"), "CREATE TABLE a ();").expect("it is there");
    let line = format!("{STARTS} sleep 1000");
    let mut run = project
        .command(&["scratch", "--", "sh", "-c", &line])
        .start();
    project.started().await;
    send(signal, &run);
    assert_eq!(run.wait().expect("it was started").code(), Some(status));
    project.has_ended_what_it_started().await;
}

/// Nothing of ours can act on it.
#[rstest]
#[case::a_list(&["verify-rollback", "--up-command", "true", "--list-command"])]
#[case::an_up(&["verify-rollback", "--list-command", "echo 1", "--up-command"])]
#[case::scratch(&["scratch", "--", "sh", "-c"])]
#[tokio::test]
async fn a_sigkill_ends_a_command_with_all_that_it_started(#[case] words: &[&str]) {
    let project = Project::new();
    fs::create_dir(project.file("migrations")).expect("the folder is new");
    fs::write(project.file("migrations/V1__a.sql"), "CREATE TABLE a ();").expect("it is there");
    let line = format!("trap '' TERM; {STARTS} echo $$ >shell; sleep 1000; sleep 1000");
    let mut run = project.command(&[words, &[&line]].concat()).start();
    project.started().await;
    send(Signal::SIGKILL, &run);
    run.wait().expect("it was started");
    project.has_ended_what_it_started().await;
    let shell = fs::read_to_string(project.file("shell")).unwrap_or_default();
    let shell: i32 = shell.trim().parse().expect("it said who it is");
    eventually("the command has ended", async || !runs(shell)).await;
}

#[tokio::test]
async fn a_git_that_hangs_is_ended() {
    let project = Project::new();
    fs::create_dir(project.file("migrations")).expect("the folder is new");
    fs::write(project.file("migrations/V1__a.sql"), "CREATE TABLE a ();").expect("it is there");
    let git = project.file("git");
    let hangs = format!(
        "#!/bin/sh\necho $$ >{}\nexec sleep 1000\n",
        project.file("started").display()
    );
    fs::write(&git, hangs).expect("it is there");
    fs::set_permissions(&git, Permissions::from_mode(0o755)).expect("a test's own file");
    let path = format!(
        "{}:{}",
        project.0.path().display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let words = [
        "verify-rollback",
        "--since",
        "main",
        "--movement-timeout",
        "1",
    ];
    let run = project.command(&words).env("PATH", path);
    let ended = ended_within(LIMIT, "git", run);
    ended.fails_with(&[
        "--since cannot be resolved",
        "git did not finish within 6 s",
    ]);
    project.has_ended_what_it_started().await;
}

#[tokio::test]
async fn what_the_command_of_scratch_leaves_in_the_background_ends_with_it() {
    let project = Project::new();
    fs::create_dir(project.file("migrations")).expect("the folder is new");
    fs::write(project.file("migrations/V1__a.sql"), "CREATE TABLE a ();").expect("it is there");
    let line = format!("{STARTS} exit 3");
    let run = project.command(&["scratch", "--", "sh", "-c", &line]);
    ended_within(LIMIT, "scratch", run).ends_with(3);
    project.has_ended_what_it_started().await;
}
