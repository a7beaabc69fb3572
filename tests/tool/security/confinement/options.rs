//! `--confine` and `--allow-path`, and what reports say.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use pgconform::settings::Confine;
use tempfile::TempDir;

use super::scene::source;
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::settings::with_confinement;

/// A migration that reads a file which every user may read.
struct Project {
    folder: Folder,
    data: TempDir,
}

impl Project {
    fn new() -> Self {
        let data = tempfile::tempdir().expect("a temporary folder can be made");
        let seed = data.path().join("seed.csv");
        fs::write(&seed, "ann\n").expect("the folder is new");
        for (path, mode) in [(data.path(), 0o755), (&seed, 0o644)] {
            fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
        }
        let folder = Folder::empty();
        let up = format!(
            "CREATE TABLE names (name text); COPY names FROM '{}';",
            seed.display()
        );
        let down = "-- pgconform: loses names\nDROP TABLE names;";
        folder.write("V1__names.sql", &up);
        folder.write("V1__names.down.sql", down);
        Self { folder, data }
    }

    fn data(&self) -> &Path {
        self.data.path()
    }

    fn verify(&self, words: &[&str]) -> Pgconform {
        self.verify_as("json", words)
    }

    fn verify_as(&self, format: &str, words: &[&str]) -> Pgconform {
        let words = [&["verify-rollback", "--format", format], words].concat();
        let run = Pgconform::new(self.folder.project(), &words);
        run.env("PGCONFORM_SERVER", "local")
            .without("PGCONFORM_CONFINE")
            .without("PGCONFORM_ALLOW_PATH")
    }
}

fn kinds(ended: &Ended) -> Vec<String> {
    let json = ended.json();
    let findings = json["findings"].as_array().expect("a list of findings");
    let kinds = findings.iter().map(|finding| finding["kind"].as_str());
    kinds.map(|kind| kind.expect("a word").to_owned()).collect()
}

async fn machine_confines() -> bool {
    let required = with_confinement(Confine::Required, &[]);
    source(&required).await.is_some()
}

#[tokio::test]
async fn a_file_that_confinement_refuses_is_a_finding_that_says_how_to_allow_it() {
    if !machine_confines().await {
        return;
    }
    let project = Project::new();
    let ended = project.verify(&[]).run().ends_with(1);
    assert_eq!(kinds(&ended), ["confined"]);
    assert_eq!(ended.json()["postgres"]["confined"], true);
    let hint = format!("--allow-path {}/", project.data().display());
    let error = &ended.json()["steps"][0]["error"]["hint"];
    assert!(
        error.as_str().is_some_and(|it| it.contains(&hint)),
        "{error}"
    );

    let data = project.data().display().to_string();
    let by_option = project.verify(&["--confine", "required", "--allow-path", &data]);
    let ended = by_option.run().ends_with(0);
    assert_eq!(ended.json()["postgres"]["confined"], true);
    let by_variable = project
        .verify(&[])
        .env("PGCONFORM_ALLOW_PATH", format!("/usr:{data}"));
    by_variable.run().ends_with(0);
}

#[test]
fn a_file_that_the_servers_user_may_not_read_anyway_is_not_blamed_on_confinement() {
    let project = Project::new();
    let nobodys = Permissions::from_mode(0o000);
    fs::set_permissions(project.data().join("seed.csv"), nobodys).expect("it is ours");
    let ended = project.verify(&[]).run().ends_with(1);
    assert_eq!(kinds(&ended), ["up_failed"]);
}

#[test]
fn confine_off_lets_everything_pass_and_reports_say_so() {
    let project = Project::new();
    let ended = project.verify(&["--confine", "off"]).run().ends_with(0);
    assert_eq!(ended.json()["postgres"]["confined"], false);
    let by_variable = project.verify(&[]).env("PGCONFORM_CONFINE", "off");
    let ended = by_variable.run().ends_with(0);
    assert_eq!(ended.json()["postgres"]["confined"], false);
}

#[tokio::test]
async fn text_and_junit_name_a_confined_server() {
    if !machine_confines().await {
        return;
    }
    let project = Project::new();
    for format in ["text", "junit"] {
        let confined = project.verify_as(format, &[]).run().ends_with(1);
        assert!(
            confined.stdout.contains(", local, confined"),
            "{}",
            confined.stdout
        );
        let off = project.verify_as(format, &["--confine", "off"]);
        let off = off.run().ends_with(0);
        assert!(!off.stdout.contains("confined"), "{}", off.stdout);
    }
}

#[test]
fn a_folder_that_is_to_be_allowed_and_is_missing_is_named() {
    let project = Project::new();
    let ended = project.verify(&["--allow-path", "/no/such/seeds"]).run();
    ended
        .ends_with(2)
        .complains(&["/no/such/seeds", "--allow-path"]);
}

#[test]
fn an_unknown_word_for_confine_is_refused_with_the_words_there_are() {
    let project = Project::new();
    let ended = project.verify(&["--confine", "maybe"]).run();
    ended
        .ends_with(2)
        .complains(&["'maybe'", "auto, required, off"]);
    let ended = project.verify(&[]).env("PGCONFORM_CONFINE", "maybe").run();
    ended
        .ends_with(2)
        .complains(&["PGCONFORM_CONFINE is 'maybe'", "auto, required or off"]);
}
