//! `pgconform verify-rollback`

use std::path::{Path, PathBuf};

use clap::Args;
use pgconform::checks::round_trip::{self, Progress};
use pgconform::postgres;
use pgconform::report;
use pgconform::rows::Seeds;

use super::common::Common;
use super::{Answer, Failure, output, progress};

#[derive(Args)]
pub struct Arguments {
    /// Folder of rows that stand in the tables meanwhile, V<version>.sql each [default:
    /// fixtures/rows beside the migrations, if it is there]
    #[arg(long, value_name = "DIR", env = "PGCONFORM_ROWS")]
    rows: Option<PathBuf>,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = common.load_migrations()?;
    let seeds = match arguments.rows.clone().or_else(|| usual(&common.migrations)) {
        Some(folder) => Seeds::load(&folder)?,
        None => Seeds::default(),
    };
    let source = postgres::choose().await?;
    let bar = progress::bar(common, migrations.all().len());
    let on_progress = |progress: Progress<'_>| match progress {
        Progress::Step(step) => {
            bar.set_message(step.name.clone());
            bar.inc(1);
        }
        Progress::FullTrip => bar.set_message("head to base to head"),
    };
    let outcome = round_trip::prove(&source, &migrations, &seeds, on_progress).await;
    bar.finish_and_clear();
    let outcome = outcome?;
    output::result(common, &outcome, report::round_trip)?;
    Ok(if outcome.holds {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}

/// Where our own rows stand, seen from the folder of migrations.
fn usual(migrations: &Path) -> Option<PathBuf> {
    let folder = migrations.parent()?.join("fixtures/rows");
    folder.is_dir().then_some(folder)
}
