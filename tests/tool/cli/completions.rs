//! `completions` and `man` know every command and its options.

use std::fs;

use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

const COMMANDS: [&str; 5] = ["up", "verify-rollback", "scratch", "init", "completions"];

#[rstest]
fn a_shells_script_completes_commands_options_and_values(
    #[values("bash", "zsh", "fish", "elvish", "powershell")] shell: &str,
) {
    let folder = Folder::empty();
    let words = ["completions", shell];
    let script = Pgconform::new(folder.project(), &words).run().ends_with(0);
    let values = [
        "lock-timeout",
        "write-baseline",
        "golang-migrate",
        "up_failed",
    ];
    // PowerShell's and elvish's scripts complete no values.
    let values = if ["powershell", "elvish"].contains(&shell) {
        &values[..2]
    } else {
        &values
    };
    for word in COMMANDS.iter().chain(values) {
        assert!(script.stdout.contains(word), "{shell} lacks {word}");
    }
}

#[test]
fn bash_takes_the_script() {
    let folder = Folder::empty();
    let line = "bash -c 'eval \"$(pgconform completions bash)\" && complete -p pgconform'";
    let taken = Pgconform::shell(folder.project(), line).run().ends_with(0);
    assert!(taken.stdout.contains("pgconform"), "{}", taken.stdout);
}

#[test]
fn an_unknown_shell_is_named_with_those_there_are() {
    let folder = Folder::empty();
    let words = ["completions", "tcsh"];
    let said = Pgconform::new(folder.project(), &words).run();
    said.fails_with(&["'tcsh'", "bash", "zsh", "fish"]);
}

#[test]
fn the_manual_is_one_page_or_all_of_them() {
    let folder = Folder::empty();
    let page = Pgconform::new(folder.project(), &["man"])
        .run()
        .ends_with(0);
    for word in [".TH pgconform 1", "verify\\-rollback", "Exit status"] {
        assert!(page.stdout.contains(word), "{word}: {}", page.stdout);
    }
    let words = ["man", "share/man1"];
    Pgconform::new(folder.project(), &words).run().ends_with(0);
    for name in [
        "pgconform",
        "pgconform-up",
        "pgconform-db-start",
        "pgconform-verify-rollback",
    ] {
        let file = folder.project().join(format!("share/man1/{name}.1"));
        let page = fs::read_to_string(&file).expect("the page was written");
        assert!(page.contains(".TH"), "{name}: {page}");
    }
    let up = fs::read_to_string(folder.project().join("share/man1/pgconform-up.1"));
    let up = up.expect("it was written");
    for word in ["lock\\-timeout", "Examples:"] {
        assert!(up.contains(word), "{word}: {up}");
    }
}
