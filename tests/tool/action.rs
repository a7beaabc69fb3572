//! The Action for GitHub fails where the proof fails, and whatever its inputs hold is a word to the program and nothing to a
//! shell.

use std::fs;
use std::path::PathBuf;

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::{Folder, crate_folder};

fn project(down: &str) -> Folder {
    let folder = Folder::empty();
    folder.write("V1__a.sql", "CREATE TABLE a (id bigint PRIMARY KEY);");
    folder.write("V1__a.down.sql", down);
    folder
}

fn action() -> PathBuf {
    crate_folder().join("action.yml")
}

/// Runs a script of the Action in a project, as a runner does, with these inputs beside those that action.yml has.
fn step(folder: &Folder, script: &str, inputs: &[(&str, &str)]) -> Ended {
    let script = crate_folder().join("packages/action").join(script);
    let usual = [
        ("INPUT_MIGRATIONS", ""),
        ("INPUT_ARGUMENTS", ""),
        ("INPUT_WORKING_DIRECTORY", "."),
        ("INPUT_REPORTS", "reports"),
        ("INPUT_VERSION", "0.1.0"),
        ("RUNNER_TEMP", "."),
        ("GITHUB_PATH", "path"),
        ("GITHUB_OUTPUT", "output"),
        ("GITHUB_STEP_SUMMARY", "summary"),
    ];
    let line = format!("'{}'", script.display());
    let prepared = Pgconform::shell(folder.project(), &line);
    let all = usual.iter().chain(inputs);
    all.fold(prepared, |run, (name, value)| run.env(name, value))
        .run()
}

fn read(folder: &Folder, file: &str) -> String {
    fs::read_to_string(folder.project().join(file))
        .unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn it_ends_as_the_proof_ends_and_leaves_every_report_and_a_summary() {
    let sound = project("DROP TABLE a;");
    step(&sound, "verify", &[]).ends_with(0);
    assert_eq!(read(&sound, "output"), "status=0\nreports=reports\n");
    let broken = project("SELECT 1;");
    let ended = step(&broken, "verify", &[]).ends_with(1);
    assert!(ended.stdout.contains("::error"), "{}", ended.stdout);
    assert_eq!(read(&broken, "output"), "status=1\nreports=reports\n");
    for report in ["junit.xml", "report.json", "pgconform.sarif", "summary.md"] {
        assert_ne!(read(&broken, &format!("reports/{report}")), "", "{report}");
    }
    assert_eq!(
        read(&broken, "summary"),
        read(&broken, "reports/summary.md")
    );
}

#[test]
fn arguments_are_lines_in_which_nothing_is_special() {
    let folder = project("SELECT 1;");
    let arguments = "--baseline=known findings.txt\n\n--write-baseline\r\n";
    step(&folder, "verify", &[("INPUT_ARGUMENTS", arguments)]).ends_with(0);
    assert!(read(&folder, "known findings.txt").contains("V1-"));
}

#[rstest]
#[case("INPUT_MIGRATIONS", "$(touch harm)")]
#[case("INPUT_MIGRATIONS", "x; touch harm")]
#[case("INPUT_ARGUMENTS", "--to=`touch harm`")]
#[case("INPUT_ARGUMENTS", "; touch harm")]
#[case("INPUT_ARGUMENTS", "--to=1\n$(touch harm)")]
#[case("INPUT_REPORTS", "$(touch harm)")]
#[case("INPUT_REPORTS", "-v\nstatus=0\nharm=1")]
fn no_shell_reads_an_input(#[case] input: &str, #[case] value: &str) {
    let folder = project("SELECT 1;");
    let ended = step(&folder, "verify", &[(input, value)]);
    assert_ne!(ended.status, Some(0), "{}{}", ended.stdout, ended.stderr);
    assert!(!folder.project().join("harm").exists());
    let output = read(&folder, "output");
    assert_eq!(output.lines().count(), 2, "{output}");
    assert!(!output.contains("status=0\n"), "{output}");
}

#[rstest]
#[case("latest")]
#[case("^0.1.0")]
#[case("0.1.0; touch harm")]
#[case("0.1.0\n::error::harm")]
#[case("")]
fn only_an_exact_version_is_installed(#[case] version: &str) {
    let folder = project("SELECT 1;");
    let ended = step(&folder, "install", &[("INPUT_VERSION", version)]).ends_with(2);
    assert!(
        ended.stdout.contains("is no exact version"),
        "{}",
        ended.stdout
    );
    assert_eq!(ended.stdout.lines().count(), 1, "{}", ended.stdout);
    assert!(!folder.project().join("harm").exists());
}

#[test]
fn no_script_holds_an_input_and_every_input_has_its_variable() {
    let text = fs::read_to_string(action()).expect("action.yml is there");
    let runs: Vec<&str> = text
        .lines()
        .filter(|line| line.trim_start().starts_with("run:"))
        .collect();
    assert_eq!(runs.len(), 2);
    assert!(runs.iter().all(|line| !line.contains("${{")), "{runs:?}");
    let (inputs, _) = text.split_once("\noutputs:").expect("it has outputs");
    let (_, inputs) = inputs.split_once("\ninputs:").expect("it has inputs");
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let names: Vec<&str> = inputs
        .lines()
        .filter(is_name)
        .map(|it| it.trim().trim_end_matches(':'))
        .collect();
    assert_eq!(names.len(), 5, "{names:?}");
    for name in names {
        let variable = format!(
            "INPUT_{}: ${{{{ inputs.{name} }}}}",
            name.replace('-', "_").to_uppercase()
        );
        assert!(text.contains(&variable), "{variable}");
    }
}
