//! What is wrong with the command line, with a file of settings, and what git says of it.

use std::fs;
use std::process::Command;

use rstest::rstest;

use super::{PIECES, assert_harmless, assert_harmless_and_shown, our_first};
use crate::support::command::Pgconform;

#[rstest]
#[case::layout(&["up", "--layout"])]
#[case::target(&["up", "--to"])]
#[case::first(&["verify-rollback", "--from"])]
#[case::since(&["verify-rollback", "--since"])]
#[case::folder(&["verify-rollback", "--migrations"])]
#[case::rows(&["verify-rollback", "--rows"])]
#[case::set_up(&["verify-rollback", "--setup"])]
#[case::baseline(&["verify-rollback", "--baseline"])]
#[case::name(&["new"])]
#[case::program(&["scratch", "--"])]
#[case::url(&["status", "--database-url"])]
#[case::option(&["status", "--no-such-option"])]
fn what_stands_on_the_command_line_acts_in_no_error(#[case] words: &[&str]) {
    let folder = our_first();
    for piece in PIECES {
        for format in ["text", "json"] {
            let all = [&["--format", format], words, &[piece]].concat();
            let run = Pgconform::new(folder.project(), &all).env("CLICOLOR_FORCE", "1");
            assert_harmless(&all.join(" "), &run.run_in_colour().ends_with(2));
        }
    }
}

#[rstest]
#[case::version(&["verify-rollback", "--from", PIECES[1]])]
#[case::baseline(&["verify-rollback", "--baseline", PIECES[0]])]
#[case::set_up(&["verify-rollback", "--setup", PIECES[2]])]
fn an_error_is_one_command_of_githubs(#[case] words: &[&str]) {
    let folder = our_first();
    let words = [&["--format", "github"], words].concat();
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
    assert_harmless_and_shown("github", &ended);
    let is_ours = ended.stdout.starts_with("::error title=pgconform::");
    assert!(
        is_ours && ended.stdout.lines().count() == 1,
        "{}",
        ended.stdout
    );
}

#[test]
fn what_git_says_acts_in_no_error() {
    let folder = our_first();
    let made = Command::new("git")
        .args(["init", "--quiet"])
        .current_dir(folder.project())
        .status();
    assert!(made.expect("git can be run").success());
    for piece in PIECES {
        for format in ["text", "json", "github"] {
            let words = ["verify-rollback", "--since", piece, "--format", format];
            let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
            assert_harmless_and_shown(format, &ended);
        }
    }
}

#[test]
fn what_a_file_of_settings_holds_acts_in_no_error() {
    let folder = our_first();
    for piece in PIECES {
        for text in [
            format!("{piece}\n"),
            format!("DATABASE_URL=\"{piece}\"\n"),
            format!("DATABASE_URL=\"postgresql://127.0.0.1:1/{piece}\"\n"),
            format!("DATABASE_URL=\"host=127.0.0.1 port=1 dbname='{piece}'\"\n"),
            format!("DATABASE_URL=\"postgresql://127.0.0.1:1/d?{piece}=1\"\n"),
        ] {
            fs::write(folder.project().join(".env"), &text).expect("a test's own folder");
            let words = ["status", "--wait", "0"];
            let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
            assert_harmless(&text, &ended);
        }
    }
}
