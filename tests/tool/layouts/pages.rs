//! Every layout has its page, `fixtures/layouts/<layout>/README.md`, and each command that a document shows is one
//! that pgconform accepts.

use std::fs;
use std::path::{Path, PathBuf};

use pgconform::migrations::Layout;
use walkdir::WalkDir;

use super::FOLDER;
use crate::support::command::Pgconform;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const DOCUMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");
/// So many pages there are: one for each layout, and one for tools that are proved by their own commands.
const PAGES: usize = 21;

fn pages() -> Vec<(Layout, PathBuf)> {
    let layouts = Layout::all().chain([Layout::BY_COMMAND]);
    let page = |layout: Layout| Path::new(FOLDER).join(layout.name()).join("README.md");
    layouts.map(|layout| (layout, page(layout))).collect()
}

fn text(page: &Path) -> String {
    fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// The commands that a page shows: in its words between backticks, in its fences with all of their lines,
/// and of a CI job's steps what they run.
fn commands(page: &str) -> Vec<String> {
    let whole = page.replace("\\\n", " ");
    let mut is_inside = false;
    let mut commands = Vec::new();
    for line in whole.lines() {
        if line.trim_start().starts_with("```") {
            is_inside = !is_inside;
        } else if is_inside {
            let step = line.trim_start_matches([' ', '-']);
            commands.push(step.strip_prefix("run: ").unwrap_or(step));
        } else {
            commands.extend(line.split('`').skip(1).step_by(2));
        }
    }
    let is_ours = |command: &&str| command.starts_with("pgconform ");
    commands
        .into_iter()
        .filter(is_ours)
        .map(str::to_owned)
        .collect()
}

/// Runs a command where there are no migrations and no server can be started, so that little happens but parsing; what it
/// complains of.
fn misunderstanding(command: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let ended = Pgconform::shell(folder.path(), command)
        .env("PGCONFORM_SERVER", "none")
        .run();
    ended
        .stderr
        .contains("try '--help'")
        .then_some(ended.stderr)
}

#[test]
fn every_layout_has_a_page_that_names_its_command_and_a_job_for_each_ci() {
    assert_eq!(pages().len(), PAGES);
    let list = text(&Path::new(DOCUMENTS).join("layouts.md"));
    for (layout, page) in pages() {
        let commands = commands(&text(&page));
        let page = page.display();
        let by_what = if layout == Layout::BY_COMMAND {
            "--list-command "
        } else {
            "--migrations "
        };
        let is_its = |command: &&String| {
            command.starts_with("pgconform verify-rollback ") && command.contains(by_what)
        };
        let own: Vec<&String> = commands.iter().filter(is_its).collect();
        let has = |words: &str| own.iter().any(|command| command.contains(words));
        assert!(own.len() >= 3, "{page} shows {own:?} alone");
        assert!(has("--format github"), "{page} has no job for GitHub");
        assert!(has("--format junit"), "{page} has no job for other CI");
        let link = format!("(../fixtures/layouts/{}/README.md)", layout.name());
        assert!(list.contains(&link), "docs/layouts.md does not link {page}");
    }
}

#[test]
fn each_command_that_is_shown_is_understood() {
    let mut shown = commands(&text(Path::new(README)));
    assert!(!shown.is_empty(), "README.md shows no command");
    let documents = WalkDir::new(DOCUMENTS).into_iter().flatten();
    let documents = documents.map(|entry| entry.path().to_owned());
    let documents: Vec<PathBuf> = documents
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    assert!(documents.len() > 40, "{documents:?}");
    for page in pages().into_iter().map(|(_, page)| page).chain(documents) {
        shown.extend(commands(&text(&page)));
    }
    // `pgconform explain KIND`
    let is_placeholder =
        |word: &str| word.len() > 2 && word.bytes().all(|it| it.is_ascii_uppercase());
    shown.retain(|command| !command.split(' ').any(is_placeholder));
    shown.sort();
    shown.dedup();
    assert!(shown.len() >= 3 * PAGES, "{} commands alone", shown.len());
    let misunderstood: Vec<String> = shown
        .iter()
        .filter_map(|command| Some(format!("{command}\n{}", misunderstanding(command)?)))
        .collect();
    assert!(misunderstood.is_empty(), "{}", misunderstood.join("\n"));
}

#[test]
fn a_command_that_is_not_understood_is_noticed() {
    for command in [
        "pgconform verify-rollback --migratons db",
        "pgconform verify-rollback --migrations db --fail-on no_donw",
        "pgconform verify-rollback --layout gose --migrations db",
        "pgconform verify-rollback --list-command 'ls' --migrations db",
        "pgconform snapshot --migrations db --format junit > schema.txt",
    ] {
        assert!(misunderstanding(command).is_some(), "{command}");
    }
    let sound = "pgconform verify-rollback --migrations db --format junit > result.xml";
    assert_eq!(misunderstanding(sound), None);
}

#[test]
fn commands_are_read_with_all_of_their_lines() {
    let page = "pgconform no, `no`, `pgconform f`, `pgconform`\n```sh\npgconform a \\\n    --b\n```\n```yaml\n- run: pgconform c\n    - pgconform d > e\n```\n\
        1. Like this.\n   ```console\n   pgconform g\n   ```\n";
    let found = commands(page);
    let words: Vec<Vec<&str>> = found
        .iter()
        .map(|it| it.split_whitespace().collect())
        .collect();
    assert_eq!(
        words,
        [
            vec!["pgconform", "f"],
            vec!["pgconform", "a", "--b"],
            vec!["pgconform", "c"],
            vec!["pgconform", "d", ">", "e"],
            vec!["pgconform", "g"],
        ]
    );
}
