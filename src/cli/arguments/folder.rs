//! Where the migrations are, and how they are read.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use pgconform::migrations::{Gaps, Layout};
use pgconform::settings::Flags;

/// The words of those that are settings come from the table of settings.
#[derive(Args)]
#[command(next_help_heading = "Migrations")]
pub struct FolderArgs {
    #[arg(long, value_name = "DIR")]
    migrations: Option<PathBuf>,
    #[arg(long, value_name = "NAME", value_parser = layouts(), hide_possible_values = true)]
    layout: Option<String>,
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    exclude: Option<Vec<String>>,
    #[arg(long, value_name = "TABLE", value_delimiter = ',')]
    history_table: Option<Vec<String>>,
    /// Accept gaps in consecutive version numbers
    #[arg(long)]
    allow_gaps: bool,
}

impl FolderArgs {
    pub fn add_to(&self, flags: &mut Flags) {
        flags.migrations.clone_from(&self.migrations);
        flags.layout.clone_from(&self.layout);
        flags.exclude.clone_from(&self.exclude);
        flags.history_table.clone_from(&self.history_table);
    }

    pub fn gaps(&self) -> Gaps {
        if self.allow_gaps {
            Gaps::Allow
        } else {
            Gaps::Refuse
        }
    }
}

fn layouts() -> PossibleValuesParser {
    PossibleValuesParser::new(Layout::all().map(|layout| layout.name()))
}
