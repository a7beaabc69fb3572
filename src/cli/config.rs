//! `pgconform config`: what is in force, and where each value comes from.

use std::path::PathBuf;

use clap::Args;
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use pgconform::escape;
use pgconform::report;
use pgconform::settings::{Entry, Row, TABLE, schema};
use serde::Serialize;

use super::arguments::OutputArgs;
use super::{Answer, Context, Failure, output};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform config
  pgconform config --config ci/pgconform.toml --format json
  pgconform config --schema >pgconform.schema.json")]
pub struct Arguments {
    /// Print the JSON schema of pgconform.toml, for editors
    #[arg(long, conflicts_with = "format")]
    pub schema: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Serialize)]
struct Config {
    file: Option<PathBuf>,
    settings: Vec<Entry>,
}

pub fn print_schema() -> Result<Answer, Failure> {
    output::plain(&report::json(&schema()))?;
    Ok(Answer::Holds)
}

pub fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let config = Config {
        file: context.settings.file().map(PathBuf::from),
        settings: context.settings.entries(),
    };
    output::result(arguments.output, &config, text)?;
    Ok(Answer::Holds)
}

/// What is done where a setting has no value, in words.
fn unset(name: &str) -> &'static str {
    let row = TABLE.iter().find(|row| row.name() == name);
    row.map_or("none", Row::default_shown)
}

fn text(config: &Config) -> String {
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_header(["setting", "value", "from"]);
    for Entry {
        name,
        value,
        origin,
    } in &config.settings
    {
        let value = match value.as_deref() {
            Some(value) if !value.is_empty() => escape::line(value),
            _ => format!("({})", unset(name)),
        };
        table.add_row([(*name).to_owned(), value, origin.to_string()]);
    }
    let file = match &config.file {
        Some(file) => format!("settings file: {}", escape::line(file.display())),
        None => "no pgconform.toml; 'pgconform init' writes one".to_owned(),
    };
    format!("{file}\n{}\n", table.trim_fmt())
}
