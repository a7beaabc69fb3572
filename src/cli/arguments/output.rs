//! How a result is written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What every command takes.
#[derive(Args)]
#[command(next_help_heading = "Global")]
pub struct GlobalArgs {
    /// Settings file [default: the nearest pgconform.toml up to the root of the repository]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Write only the result: no notes, no progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Args, Clone, Copy)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Format of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For machines
    Json,
}

/// Those of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people
    Text,
    /// For machines
    Json,
    /// For a CI server, as XML
    Junit,
    /// For a GitHub workflow, as annotations
    Github,
    /// For code scanning and editors, as SARIF 2.1.0
    Sarif,
    /// For a GitLab merge request, as a Code Quality report
    Codequality,
    /// For one comment of a pull request, updated in place
    Markdown,
    /// For a browser: one page with the SQL, the findings and a picture of the schema
    Html,
}

impl From<Format> for ReportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Json => Self::Json,
        }
    }
}
