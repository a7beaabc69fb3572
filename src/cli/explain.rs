//! `pgconform explain`

use clap::Args;
use pgconform::findings::Kind;
use pgconform::report;

use super::arguments::kind;
use super::{Answer, Failure, output};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform explain
  pgconform explain lost_before")]
pub struct Arguments {
    /// Kind of finding, as a report names it [default: list all kinds]
    #[arg(value_parser = kind(), hide_possible_values = true)]
    kind: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let kind = arguments.kind.as_deref().and_then(Kind::of_word);
    output::styled(&kind.map_or_else(report::kinds, report::explain))?;
    Ok(Answer::Holds)
}
