//! `pgconform verify-rollback`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use pgconform::catalog::Class;
use pgconform::checks::round_trip::{self, Allowed, Conditions, Progress, Range};
use pgconform::migrations::Migrations;
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
    /// Prove from this version on; those before it are applied
    #[arg(long, value_name = "VERSION")]
    from: Option<String>,
    /// Prove up to this version
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,
    /// Fail on every difference; this is the default
    #[arg(long, conflicts_with = "allow")]
    strict: bool,
    /// What may differ without being a finding
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST")]
    allow: Vec<Allow>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Allow {
    /// Columns that came back at the end of their table
    ColumnOrder,
    /// Comments, and white space in the bodies of functions
    Cosmetic,
    /// Data that is lost without a declaration
    Loss,
}

impl Arguments {
    fn allowed(&self) -> Allowed {
        let class = |allow: &Allow| match allow {
            Allow::ColumnOrder => Some(Class::ColumnOrder),
            Allow::Cosmetic => Some(Class::Cosmetic),
            Allow::Loss => None,
        };
        Allowed {
            classes: self.allow.iter().filter_map(class).collect(),
            loss: self.allow.contains(&Allow::Loss),
        }
    }
}

/// Which steps are to be proved.
fn range(arguments: &Arguments, migrations: &Migrations) -> Result<Range, Failure> {
    let named = |id: &Option<String>| id.as_deref().map(|id| migrations.named(id)).transpose();
    let (from, to) = (named(&arguments.from)?, named(&arguments.to)?);
    if from.is_some() && to.is_some() && from > to {
        return Err(Failure::EmptyRange);
    }
    Ok(Range { from, to })
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = common.load_migrations().await?;
    let usual = || usual(&common.migrations).filter(|_| migrations.layout().is_ours());
    let seeds = match arguments.rows.clone().or_else(usual) {
        Some(folder) => Seeds::load(&folder)?,
        None => Seeds::default(),
    };
    let conditions = Conditions {
        limits: common.limits_alone(),
        range: range(arguments, &migrations)?,
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
    let allowed = arguments.allowed();
    let outcome = round_trip::prove(
        &source,
        &migrations,
        &seeds,
        &allowed,
        &conditions,
        on_progress,
    )
    .await;
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
