//! The commands that a proof runs reach its own server, wherever else the environment, a file of the project
//! or the home folder points.
//!
//! Each attack points at a second server, the real database, and is played twice: by a tool that reads what
//! libpq reads, which pgconform itself is, and by psql.

mod lure;
mod real;

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{PROGRAM, Pgconform};
use crate::support::folder::Folder;
use lure::Lure;
use real::Real;

/// pgconform as somebody else's tool.
fn pgconform() -> String {
    format!(
        "case $1 in list) {PROGRAM} status --format json >/dev/null || test $? = 1; echo 1 a ;; \
         up|scratch) {PROGRAM} up --to 1 ;; down) {PROGRAM} down --to base ;; esac\n"
    )
}

/// psql as one.
fn psql() -> String {
    let psql = |sql: &str| {
        format!("psql -qX -v ON_ERROR_STOP=1 ${{DATABASE_URL:+\"$DATABASE_URL\"}} -c '{sql}'")
    };
    format!(
        "case $1 in list) {}; echo 1 a ;; up) {} ;; down) {} ;; scratch) {} ;; esac\n",
        psql("SELECT 1") + " >/dev/null",
        psql("CREATE TABLE a (id int)"),
        psql("DROP TABLE a"),
        psql("CREATE TABLE b (id int)")
    )
}

const COMMANDS: [&str; 7] = [
    "verify-rollback",
    "--list-command",
    "sh tool list",
    "--up-command",
    "sh tool up",
    "--down-command",
    "sh tool down",
];

async fn proof_reaches_its_own_server(lure: Lure, tool: &str) {
    let real = Real::start().await;
    let folder = lure.project(tool);
    let words = [&COMMANDS[..], &["--format", "json", "--allow", "loss"]].concat();
    let ended = lure.play(&folder, &real, &words);
    real.is_unchanged().await;
    let proof = ended.ends_with(0).json();
    assert_eq!(proof["steps"][0]["verdict"], "reversible");
}

async fn scratch_reaches_its_own_server(lure: Lure, tool: &str) {
    let real = Real::start().await;
    let folder = lure.project(tool);
    let ended = lure.play(&folder, &real, &["scratch", "--", "sh", "tool", "scratch"]);
    real.is_unchanged().await;
    ended.ends_with(0);
}

#[rstest]
#[case::service_file(Lure::ServiceFile)]
#[case::systems_services(Lure::SystemsServices)]
#[case::homes_services(Lure::HomesServices)]
#[case::host_address(Lure::HostAddress)]
#[case::host(Lure::Host)]
#[case::urls(Lure::Urls)]
#[case::dot_env(Lure::DotEnv)]
#[case::dot_env_of_libpq(Lure::DotEnvOfLibpq)]
#[case::dot_env_with_service(Lure::DotEnvWithService)]
#[tokio::test]
async fn no_variable_and_no_file_leads_a_tool_to_the_real_database(#[case] lure: Lure) {
    proof_reaches_its_own_server(lure, &pgconform()).await;
    scratch_reaches_its_own_server(lure, &pgconform()).await;
}

#[rstest]
#[case::service_file(Lure::ServiceFile)]
#[case::systems_services(Lure::SystemsServices)]
#[case::homes_services(Lure::HomesServices)]
#[case::host_address(Lure::HostAddress)]
#[case::host(Lure::Host)]
#[case::urls(Lure::Urls)]
#[case::dot_env(Lure::DotEnv)]
#[case::dot_env_of_libpq(Lure::DotEnvOfLibpq)]
#[case::dot_env_with_service(Lure::DotEnvWithService)]
#[tokio::test]
#[ignore = "needs psql: just test-users"]
async fn no_variable_and_no_file_leads_psql_to_the_real_database(#[case] lure: Lure) {
    proof_reaches_its_own_server(lure, &psql()).await;
    scratch_reaches_its_own_server(lure, &psql()).await;
}

/// A tool with its address in a configuration file, which no variable changes.
#[tokio::test]
async fn a_command_connects_to_no_other_server_by_tcp() {
    let real = Real::start().await;
    let url = real.url();
    let folder = Folder::empty();
    folder.write("V1__a.sql", "CREATE TABLE a (id int);");
    let up = format!("{PROGRAM} up --wait 0 --database-url {url}");
    let words = [
        "verify-rollback",
        "--list-command",
        "echo 1 a",
        "--up-command",
        &up,
    ];
    let ended = Pgconform::new(folder.project(), &words).run();
    real.is_unchanged().await;
    // Where the kernel does not keep it from there, this has failed by now.
    let ended = ended.ends_with(1);
    for words in ["Permission denied", "--confine off"] {
        assert!(ended.stdout.contains(words), "{words}: {}", ended.stdout);
    }
    let words = [
        "scratch",
        "--",
        PROGRAM,
        "up",
        "--wait",
        "0",
        "--database-url",
        &url,
    ];
    // The exit status of the command: it could not connect.
    Pgconform::new(folder.project(), &words).run().ends_with(2);
    real.is_unchanged().await;
}
