//! The command line as clap knows it; names and defaults of settings come from their table.

use clap::{Arg, Command, CommandFactory};
use pgconform::settings::{Row, TABLE};

use super::{Cli, layouts, version};

/// The whole of it: what is parsed, and what help, completions and manual pages are made of.
pub fn command() -> Command {
    let command = Cli::command().version(version::VERSION.as_str());
    with_settings(command.mut_subcommand("layouts", |it| it.after_help(layouts::help())))
}

fn with_settings(command: Command) -> Command {
    command
        .mut_args(|option| match row(&option) {
            Some(row) => option.help(words(row)),
            None => option,
        })
        .mut_subcommands(with_settings)
}

/// The setting that an option sets.
fn row(option: &Arg) -> Option<&'static Row> {
    let long = option.get_long()?;
    TABLE.iter().find(|row| {
        let flag = row.flag.and_then(|flag| flag.strip_prefix("--"));
        flag == Some(long)
    })
}

fn words(row: &Row) -> String {
    let variable = row.variable.map(|name| format!(" [env: {name}]"));
    format!(
        "{} [default: {}]{}",
        row.what,
        row.default_shown(),
        variable.unwrap_or_default()
    )
}
