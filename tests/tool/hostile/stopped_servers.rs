//! PostgreSQL that was stopped with SIGSTOP, or that sleeps in a trigger, is waited for no longer than the limit that was set.

use std::fs;
use std::process::Child;
use std::sync::OnceLock;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rstest::rstest;
use serde_json::Value;
use tokio_postgres::Client;

use super::limit::{ended_within, until_ended};
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::own_server::{OwnServer, postgres};
use crate::support::process::eventually;

/// Far longer than any run here takes on a machine that is busy.
const LIMIT: Duration = Duration::from_mins(2);
const SLEEPS: &str = "SELECT pg_sleep(1000);";

/// A project whose second migration is this one.
fn project(up: &str, down: &str) -> Folder {
    let folder = Folder::empty();
    folder.write("V1__a.sql", "CREATE TABLE a (n integer);");
    folder.write("V1__a.down.sql", "DROP TABLE a;");
    folder.write("V2__b.sql", up);
    folder.write("V2__b.down.sql", down);
    folder
}

fn send(signal: Signal, pid: i32) {
    kill(Pid::from_raw(pid), signal).expect("it runs");
}

/// A live database, and the process of the one session there that does what the condition says.
struct Live {
    server: OwnServer,
    client: Client,
}

impl Live {
    async fn start() -> Self {
        let server = OwnServer::start(&postgres().await).await;
        let client = server.client().await;
        Self { server, client }
    }

    fn command(&self, folder: &Folder, words: &[&str]) -> Pgconform {
        let command = Pgconform::new(folder.project(), words);
        command.env("DATABASE_URL", self.server.url().reveal())
    }

    fn up_to_1(&self, folder: &Folder) {
        self.command(folder, &["up", "--to", "1"])
            .run()
            .ends_with(0);
    }

    /// A session that keeps everybody from the history, until it is dropped.
    async fn holder_of_history(&self) -> Client {
        let holder = self.server.client().await;
        let lock = "BEGIN; LOCK TABLE refinery_schema_history";
        holder
            .batch_execute(lock)
            .await
            .expect("nobody else has it");
        holder
    }

    /// The backend of the other session of which this is so, once there is one.
    async fn backend(&self, condition: &str) -> i32 {
        let found = OnceLock::new();
        let query = format!(
            "SELECT pid FROM pg_stat_activity WHERE {condition} AND pid <> pg_backend_pid()"
        );
        eventually(condition, async || {
            let rows = self.client.query(&query, &[]).await.expect("it answers");
            rows.first()
                .is_some_and(|row| found.set(row.get(0)).is_ok())
        })
        .await;
        found.into_inner().expect("it was found")
    }

    /// Stops the backend of a run while this is so of it; how the run ended.
    async fn stopped_while(&self, condition: &str, run: Pgconform) -> Ended {
        let run = run.start();
        let backend = self.backend(condition).await;
        send(Signal::SIGSTOP, backend);
        let ended = until_ended(LIMIT, condition, run);
        // Or its server would wait for it.
        send(Signal::SIGCONT, backend);
        ended
    }
}

#[tokio::test]
async fn a_postmaster_that_is_stopped_is_given_up_within_the_time_to_wait() {
    let live = Live::start().await;
    let folder = project("SELECT 1;", "SELECT 1;");
    live.server.signal(Signal::SIGSTOP);
    for words in [["status"], ["up"], ["verify"]] {
        let run = live.command(&folder, &[&words[..], &["--wait", "2"]].concat());
        let ended = ended_within(LIMIT, words[0], run);
        ended.fails_with(&["cannot reach", "no session started within"]);
    }
    live.server.signal(Signal::SIGCONT);
}

#[rstest]
#[case::up("SELECT pg_sleep(1000);", "SELECT 1;", "V2__b.sql")]
#[case::up_outside_a_transaction(
    "-- pgconform: no-transaction\nSELECT pg_sleep(1000);",
    "SELECT 1;",
    "V2__b.sql"
)]
#[case::down("SELECT 1;", "SELECT pg_sleep(1000);", "V2__b.down.sql")]
#[tokio::test]
async fn a_backend_that_is_stopped_in_a_statement_ends_the_move_soon_after_its_timeout(
    #[case] up: &str,
    #[case] down: &str,
    #[case] file: &str,
) {
    let live = Live::start().await;
    let folder = project(up, down);
    let limit = ["--statement-timeout", "3"];
    let words = if down == SLEEPS {
        live.command(&folder, &["up"]).run().ends_with(0);
        ["down", "--to=1"]
    } else {
        ["up", "--to=2"]
    };
    let run = live.command(&folder, &[&words[..], &limit].concat());
    let asleep = "query LIKE '%pg_sleep(1000)%' AND state = 'active'";
    let ended = live.stopped_while(asleep, run).await;
    let running = format!("while running {file}");
    ended.fails_with(&["did not answer for", &running, "'pgconform status'"]);
}

/// What comes of a command that reads a history which another session has locked, and whose own backend may be stopped.
async fn kept_from_history(command: &str, is_stopped: bool) -> Ended {
    let live = Live::start().await;
    let folder = project("SELECT 1;", "SELECT 1;");
    live.up_to_1(&folder);
    let holder = live.holder_of_history().await;
    let run = live.command(&folder, &[command, "--statement-timeout", "3"]);
    let waits = "wait_event_type = 'Lock'";
    let ended = if is_stopped {
        live.stopped_while(waits, run).await
    } else {
        ended_within(LIMIT, waits, run)
    };
    drop(holder);
    ended
}

#[rstest]
#[case::that_is_stopped(true)]
#[case::that_waits_for_a_lock(false)]
#[tokio::test]
async fn a_backend_that_does_not_answer_ends_status_at_its_timeout(#[case] is_stopped: bool) {
    let ended = kept_from_history("status", is_stopped).await;
    ended.fails_with(&["did not answer for 3.0 s", "--statement-timeout"]);
}

#[rstest]
#[case::that_is_stopped(true)]
#[case::that_waits_for_a_lock(false)]
#[tokio::test]
async fn a_backend_that_does_not_answer_ends_verify_soon_after_its_timeout(
    #[case] is_stopped: bool,
) {
    let ended = kept_from_history("verify", is_stopped).await;
    ended.fails_with(&["the database did not answer for 8 s", "its history is read"]);
}

#[rstest]
#[case::at_a_drop("ACCESS SHARE", "dropping what the database holds")]
#[case::while_rows_are_counted("ACCESS EXCLUSIVE", "counting rows")]
#[tokio::test]
async fn a_backend_that_is_stopped_in_a_reset_ends_it_soon_after_its_timeout(
    #[case] mode: &str,
    #[case] doing: &str,
) {
    let live = Live::start().await;
    let folder = project("SELECT 1;", "SELECT 1;");
    live.up_to_1(&folder);
    let holder = live.server.client().await;
    let lock = format!("BEGIN; LOCK TABLE a IN {mode} MODE");
    holder
        .batch_execute(&lock)
        .await
        .expect("nobody else has it");
    let name = live.server.url().database().to_owned();
    let force = format!("--force={name}");
    let words = ["reset", "--fresh", &force, "--statement-timeout", "3"];
    let run = live.command(&folder, &words);
    let ended = live.stopped_while("wait_event_type = 'Lock'", run).await;
    ended.fails_with(&["the database did not answer for 8 s", doing]);
    drop(holder);
}

#[tokio::test]
async fn a_backend_that_does_not_answer_ends_seed_at_its_timeout() {
    let live = Live::start().await;
    let folder = project("SELECT 1;", "SELECT 1;");
    fs::create_dir(folder.project().join("rows")).expect("the folder is new");
    fs::write(folder.project().join("rows/V1.sql"), SLEEPS).expect("it is there");
    live.command(&folder, &["up"]).run().ends_with(0);
    let force = format!("--force={}", live.server.url().database());
    let words = ["seed", "--rows", "rows", &force, "--statement-timeout", "3"];
    let run = live.command(&folder, &words);
    let ended = live.stopped_while("wait_event = 'PgSleep'", run).await;
    ended.fails_with(&["did not answer for 3.0 s", "--statement-timeout"]);
}

/// The processes of a throw-away server of this run with such a title; its postmaster has none.
fn of_run(run: &Child, title: &str) -> Option<i32> {
    let stat = |pid: i32| fs::read_to_string(format!("/proc/{pid}/stat")).ok();
    let parent = |pid: i32| {
        let stat = stat(pid)?;
        let (_, rest) = stat.rsplit_once(") ")?;
        rest.split(' ').nth(1)?.parse::<i32>().ok()
    };
    let is_of_run = |pid: &i32| {
        let ours = run.id().cast_signed();
        parent(*pid).and_then(parent) == Some(ours)
    };
    let is_titled = |pid: &i32| {
        let title_of = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        title_of.starts_with("postgres: ") && title_of.contains(title)
    };
    let all = fs::read_dir("/proc").ok()?.flatten();
    let mut pids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.find(|pid| is_of_run(pid) && is_titled(pid))
}

fn prove(folder: &Folder, words: &[&str]) -> Pgconform {
    let words = [&["verify-rollback", "--format", "json"], words].concat();
    Pgconform::new(folder.project(), &words).env("PGCONFORM_SERVER", "local")
}

/// The one finding that is a fault.
fn fault(ended: &Ended) -> Value {
    let found = ended.json();
    let all = found["findings"].as_array().expect("there is a list");
    let is_fault = |it: &&Value| it["kind"] != "forgets";
    let faults: Vec<&Value> = all.iter().filter(is_fault).collect();
    assert_eq!(faults.len(), 1, "{found}");
    faults[0].clone()
}

#[tokio::test]
async fn a_backend_that_is_stopped_in_a_movement_of_the_proof_is_a_movement_that_hangs() {
    let folder = project("DO $$ BEGIN PERFORM pg_sleep(1000); END $$;", "SELECT 1;");
    let run = prove(&folder, &["--movement-timeout", "4"]).start();
    let backend = OnceLock::new();
    eventually("the up is at work", async || {
        of_run(&run, " DO").is_some_and(|pid| backend.set(pid).is_ok())
    })
    .await;
    let backend = *backend.get().expect("it was found");
    send(Signal::SIGSTOP, backend);
    let ended = until_ended(LIMIT, "the proof", run).ends_with(1);
    assert_eq!(fault(&ended)["kind"], "hangs");
    let is_gone = async || !crate::support::process::runs(backend);
    eventually("the backend ends with its server", is_gone).await;
}

#[rstest]
#[case::without_any_limit_of_its_own(SLEEPS)]
#[case::that_lifts_the_limit("SET statement_timeout = 0; SELECT pg_sleep(1000);")]
#[case::that_catches_what_cancels_it(
    "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(1000); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;"
)]
#[case::that_asks_for_a_lock_in_the_end(
    "SELECT pg_advisory_lock(1) FROM (SELECT pg_sleep(1000)) AS slow;"
)]
fn a_movement_that_hangs_is_ended_and_named_and_the_others_are_proved(#[case] statement: &str) {
    for (up, down) in [(statement, "SELECT 1;"), ("SELECT 1;", statement)] {
        let folder = project(up, down);
        let limits = ["--statement-timeout", "1h", "--movement-timeout", "2"];
        let run = prove(&folder, &limits);
        let ended = ended_within(LIMIT, statement, run).ends_with(1);
        let fault = fault(&ended);
        assert_eq!(fault["kind"], "hangs", "{up} / {down}");
        assert_eq!(fault["migration"]["version"], "2", "{fault}");
        let what = fault["what"].to_string();
        assert!(what.contains("it did not finish within 2 s"), "{what}");
    }
}

#[test]
fn a_trigger_that_sleeps_while_rows_are_generated_leaves_its_table_empty() {
    let folder = Folder::empty();
    folder.write(
        "V1__a.sql",
        "CREATE TABLE a (n integer); CREATE TABLE b (n integer);
         CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1e6); RETURN new; END $$;
         CREATE TRIGGER slow BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION slow();",
    );
    folder.write(
        "V1__a.down.sql",
        "DROP TABLE a; DROP TABLE b; DROP FUNCTION slow();",
    );
    let words = ["--movement-timeout", "1", "--verbose"];
    let words = [&["verify-rollback"], &words[..]].concat();
    let run = Pgconform::new(folder.project(), &words);
    let ended = ended_within(LIMIT, "the proof", run).ends_with(0);
    let why = "a row was not inserted within the time limit";
    assert!(ended.stdout.contains(why), "{}", ended.stdout);
}

#[rstest]
#[case::snapshot(&["snapshot"], "V2__b.sql")]
#[case::scratch(&["scratch", "--", "true"], "V2__b.sql")]
#[case::set_up(&["verify-rollback", "--setup", "slow.sql"], "slow.sql")]
fn whatever_else_runs_migrations_ends_at_the_limit_and_names_the_file(
    #[case] command: &[&str],
    #[case] file: &str,
) {
    let folder = project(SLEEPS, "SELECT 1;");
    fs::write(folder.project().join("slow.sql"), SLEEPS).expect("the folder is there");
    let run = Pgconform::new(
        folder.project(),
        &[&command[..1], &["--movement-timeout", "2"], &command[1..]].concat(),
    );
    let ended = ended_within(LIMIT, command[0], run).ends_with(2);
    ended.complains(&[file, "it did not finish within", "(--movement-timeout)"]);
}
