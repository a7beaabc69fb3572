//! Which findings fail.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use pgconform::findings::Kind;
use pgconform::settings::{self, Flags};

/// The word for no kind of findings.
pub const NONE: &str = "none";

/// What every kind of loss was called; understood until 1.0.
pub const FORMER_LOSS: &str = "undeclared_loss";

/// The words of settings come from their table.
#[derive(Args)]
#[command(next_help_heading = "Findings")]
pub struct JudgingArgs {
    #[arg(long, conflicts_with_all = ["allow", "fail_on"])]
    strict: bool,
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST")]
    allow: Option<Vec<Allow>>,
    #[arg(long, value_parser = kinds(), value_delimiter = ',', value_name = "LIST")]
    fail_on: Option<Vec<String>>,
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Record in the baseline all that fails, and fail on nothing
    #[arg(long)]
    pub write_baseline: bool,
    /// With --write-baseline: add only findings that a resolved one had hidden
    #[arg(long, requires = "write_baseline")]
    pub accept_uncovered: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Allow {
    /// Columns that came back at the end of their table
    ColumnOrder,
    /// Comments, and white space in the bodies of functions
    Cosmetic,
    /// Data that is lost without a declaration
    Loss,
}

impl JudgingArgs {
    pub fn add_to(&self, flags: &mut Flags) {
        flags.strict = self.strict.then_some(true);
        let allow = |allow: &Allow| match allow {
            Allow::ColumnOrder => settings::Allow::ColumnOrder,
            Allow::Cosmetic => settings::Allow::Cosmetic,
            Allow::Loss => settings::Allow::Loss,
        };
        let allowed = self.allow.as_ref();
        flags.allow = allowed.map(|all| all.iter().map(allow).collect());
        flags.fail_on.clone_from(&self.fail_on);
        flags.baseline.clone_from(&self.baseline);
    }
}

/// One kind of finding by its word, or by one that it had.
pub fn kind() -> PossibleValuesParser {
    let words = Kind::ALL.iter().map(|kind| kind.word());
    let former = PossibleValue::new(FORMER_LOSS).hide(true);
    PossibleValuesParser::new(words.map(PossibleValue::new).chain([former]))
}

fn kinds() -> PossibleValuesParser {
    let words = Kind::ALL.iter().map(|kind| kind.word()).chain([NONE]);
    let former = PossibleValue::new(FORMER_LOSS).hide(true);
    PossibleValuesParser::new(words.map(PossibleValue::new).chain([former]))
}
