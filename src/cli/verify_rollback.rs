//! `pgconform verify-rollback`

use std::env;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use pgconform::catalog::Class;
use pgconform::checks::baseline::Baseline;
use pgconform::checks::findings::Judged;
use pgconform::checks::round_trip::{self, Allowed, Conditions, Progress, Range};
use pgconform::foreign;
use pgconform::migrations::Migrations;
use pgconform::report;
use pgconform::rows::Seeds;

use super::common::{Common, Format};
use super::fail_on::{self, FailOn};
use super::{Answer, Failure, output, progress, since};

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
    /// Prove what this branch adds or changes since it left REF (git)
    #[arg(long, value_name = "REF", conflicts_with_all = ["from", "to"])]
    since: Option<String>,
    /// Fail on every difference; this is the default
    #[arg(long, conflicts_with = "allow")]
    strict: bool,
    /// What may differ without being a finding
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST")]
    allow: Vec<Allow>,
    /// The kinds of findings that make the exit status 1, or none [default: all kinds]
    #[arg(long, value_parser = fail_on::parser(), value_delimiter = ',', value_name = "LIST")]
    fail_on: Vec<FailOn>,
    /// Findings that are known and do not fail, a line each
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found into the baseline, and fail on nothing
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
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

    /// What is wrong with them although each is right by itself.
    pub fn misfit(&self) -> Option<&'static str> {
        let is_contradiction = self.fail_on.len() > 1 && self.fail_on.contains(&FailOn::None);
        is_contradiction.then_some("'--fail-on none' goes with no kind beside it")
    }

    fn baseline(&self) -> Result<Option<Baseline>, Failure> {
        let read = if self.write_baseline {
            Baseline::read_to_write
        } else {
            Baseline::read
        };
        Ok(self.baseline.as_deref().map(read).transpose()?)
    }
}

/// Which steps are to be proved.
async fn range(arguments: &Arguments, migrations: &Migrations) -> Result<Range, Failure> {
    if let Some(reference) = &arguments.since {
        return since::range(migrations, reference).await;
    }
    let named = |id: &Option<String>| id.as_deref().map(|id| migrations.named(id)).transpose();
    let (from, to) = (named(&arguments.from)?, named(&arguments.to)?);
    if from.is_some() && to.is_some() && from > to {
        return Err(Failure::EmptyRange);
    }
    Ok(Range { from, to })
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = common.load_migrations().await?;
    let baseline = arguments.baseline()?;
    let usual = || usual(&common.migrations).filter(|_| migrations.layout().is_ours());
    let seeds = match arguments.rows.clone().or_else(usual) {
        Some(folder) => Seeds::load(&folder)?,
        None => Seeds::default(),
    };
    let conditions = Conditions {
        limits: common.limits_alone(),
        range: range(arguments, &migrations).await?,
    };
    let source = common.source().await?;
    let bar = progress::bar(common, migrations.all().len());
    let on_progress = |progress: Progress<'_>| match progress {
        Progress::Step(step) => {
            bar.set_message(foreign::line(&step.name));
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
    let judged = Judged::new(&outcome, allowed).failing_on(&fail_on::kinds(&arguments.fail_on));
    let judged = match &baseline {
        None => judged,
        Some(baseline) if arguments.write_baseline => record(common, baseline, judged)?,
        Some(baseline) => baseline.judge(judged),
    };
    tell(common, &judged)?;
    Ok(if judged.fails() {
        Answer::DoesNotHold
    } else {
        Answer::Holds
    })
}

/// Writes everything that was found into the baseline, so that all of it is known.
fn record<'a>(
    common: &Common,
    baseline: &Baseline,
    judged: Judged<'a>,
) -> Result<Judged<'a>, Failure> {
    let written = baseline.write(&judged)?;
    let mut words = format!("findings in the baseline now: {}", written.entries);
    if written.removed > 0 {
        words += &format!("; mended, and removed from it: {}", written.removed);
    }
    output::note(common, &words);
    Ok(written.baseline.judge(judged))
}

fn tell(common: &Common, judged: &Judged<'_>) -> Result<(), Failure> {
    match common.format {
        Format::Text | Format::Json => output::result(common, judged, report::round_trip),
        Format::Junit => output::plain(&report::junit(judged)),
        Format::Github => {
            // Where that folder is gone, files keep the names that they were given.
            let current = env::current_dir().unwrap_or_default();
            output::plain(&report::github(judged, &current))
        }
    }
}

/// Where our own rows stand, seen from the folder of migrations.
fn usual(migrations: &Path) -> Option<PathBuf> {
    let folder = migrations.parent()?.join("fixtures/rows");
    folder.is_dir().then_some(folder)
}
