//! `pgconform layouts`

use clap::Args;
use pgconform::migrations::Layout;

use super::{Answer, Failure, output};

#[derive(Args)]
pub struct Arguments {}

pub fn run() -> Result<Answer, Failure> {
    output::plain(&format!("{}\n", page()))?;
    Ok(Answer::Holds)
}

/// The page and examples, as `help layouts` shows it.
pub fn help() -> String {
    format!(
        "{}\n\nExamples:\n  pgconform layouts\n  pgconform verify-rollback --layout goose",
        page()
    )
}

fn page() -> String {
    let layouts: String = Layout::all().map(section).collect();
    format!(
        "The layout of a folder is detected by its files; --layout NAME, or the key layout in pgconform.toml, names one. \
         The history table of its tool is left out of comparisons, and is there during a proof where the tool keeps it in the \
         database that it migrates; --history-table names another.\n\n\
         {layouts}\
         Describe any other layout in [custom-layout] in pgconform.toml (docs/custom-layout.md). Migrations that are \
         programs need none: --list-command, --up-command and --down-command run their tool \
         (fixtures/layouts/command/README.md)."
    )
}

fn section(layout: Layout) -> String {
    let reads = layout.reads();
    let reads = if reads.is_empty() {
        String::new()
    } else {
        format!("    reads    {reads}\n")
    };
    format!(
        "--layout {}\n    files    {}\n{reads}    history  {}\n\n",
        layout.name(),
        layout.form(),
        layout.history_table()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::definition;

    #[test]
    fn help_of_layouts_has_each_with_its_files_and_its_history_table() {
        let mut command = definition::command();
        let command = command.find_subcommand_mut("layouts");
        let help = command
            .expect("there is such a command")
            .render_help()
            .to_string();
        let unwrapped: Vec<&str> = help.split_whitespace().collect();
        let unwrapped = unwrapped.join(" ");
        assert!(Layout::all().count() >= 19);
        for layout in Layout::all() {
            let form: Vec<&str> = layout.form().split_whitespace().collect();
            let start = format!("--layout {} files {}", layout.name(), form.join(" "));
            let (_, rest) = unwrapped
                .split_once(&start)
                .unwrap_or_else(|| panic!("{start}: {help}"));
            let section = rest.split("--layout ").next().unwrap_or_default();
            assert!(section.contains(layout.history_table()), "{section}");
            assert!(section.contains(layout.reads()), "{section}");
        }
    }
}
