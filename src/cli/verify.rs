//! `pgconform verify`: drift.

use clap::Args;
use pgconform::checks::drift::{self, Ignored};
use pgconform::checks::upgrade;
use pgconform::migrations::Migrations;
use pgconform::runner::Limits;
use pgconform::settings::{Flags, Major, SetUp};
use serde::Serialize;

use super::arguments::{DatabaseArgs, JudgingArgs, ProofArgs, major};
use super::judging::Judging;
use super::reports::{Beside, ReportArgs};
use super::{Answer, Context, Failure, database, migrations, server};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform verify --migrations prisma/migrations --format json
  pgconform verify --setup preset:supabase --ignore schema:audit,owners
  pgconform verify --from-postgres 15 --to-postgres 17")]
pub struct Arguments {
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    ignore: Option<Vec<String>>,
    /// Rehearse an upgrade, without a database: whether the migrations make on --to-postgres what they make on this
    #[arg(long, value_name = "MAJOR", value_parser = major(), requires = "to_postgres", conflicts_with = "postgres")]
    from_postgres: Option<Major>,
    /// The major version to upgrade to
    #[arg(long, value_name = "MAJOR", value_parser = major(), requires = "from_postgres")]
    to_postgres: Option<Major>,
    #[command(flatten)]
    judging: JudgingArgs,
    #[command(flatten)]
    proof: ProofArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub reports: ReportArgs,
}

impl Arguments {
    pub fn add_to(&self, flags: &mut Flags) {
        flags.ignore.clone_from(&self.ignore);
        self.judging.add_to(flags);
        self.proof.add_to(flags);
    }
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    arguments.reports.prepare(context)?;
    let answer = compare(context, arguments).await;
    if let Err(failure) = &answer {
        arguments.reports.write_failure(context, "verify", failure);
    }
    answer
}

async fn compare(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let judging = Judging::prepare(context, &arguments.judging)?;
    let ignored = ignored(context)?;
    let migrations = migrations::load(context, &arguments.proof).await?;
    let limits = arguments.proof.moving.limits();
    if let (Some(from), Some(to)) = (arguments.from_postgres, arguments.to_postgres) {
        let upgrade = rehearse(context, (from, to), &migrations, limits).await?;
        let findings = judging.judge(upgrade.findings(CHECK))?;
        let beside = Beside {
            migrations: migrations.all(),
            schema: None,
        };
        return arguments
            .reports
            .write(context, &findings, &upgrade, beside);
    }
    let url = database::find(context, &arguments.database.address)?;
    let live = database::connect(context, &arguments.database, &url).await?;
    let source = server::source_like(context, (&url, &live), limits.answer()).await?;
    let outcome = drift::find(&source, &migrations, &live, &ignored, limits).await?;
    let mut findings = outcome.findings();
    let upgrade = match server::other_major(context, &source) {
        Some(to) => {
            let majors = (source.settings().major(), to);
            Some(rehearse(context, majors, &migrations, limits).await?)
        }
        None => None,
    };
    if let Some(upgrade) = &upgrade {
        findings = findings.and(upgrade.findings(CHECK));
    }
    let findings = judging.judge(findings)?;
    let seen = Seen {
        drift: &outcome,
        upgrade: upgrade.as_ref(),
    };
    let beside = Beside {
        migrations: migrations.all(),
        schema: Some(&outcome.made),
    };
    arguments.reports.write(context, &findings, &seen, beside)
}

/// What JSON has beside the findings.
#[derive(Serialize)]
struct Seen<'a> {
    #[serde(flatten)]
    drift: &'a drift::Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    upgrade: Option<&'a upgrade::Outcome>,
}

/// Runs the migrations on both major versions.
async fn rehearse(
    context: &Context,
    (from, to): (Major, Major),
    migrations: &Migrations,
    limits: Limits,
) -> Result<upgrade::Outcome, Failure> {
    let from = server::source_of(context, from).await?;
    let to = server::source_of(context, to).await?;
    Ok(upgrade::rehearse(&from, &to, migrations, limits).await?)
}

const CHECK: &str = "verify";

/// What is left out: what was asked, what a preset's platform changes at will, and the setting in the place of which a
/// search path is said.
fn ignored(context: &Context) -> Result<Ignored, Failure> {
    let settings = &context.settings;
    let mut rules = settings.ignore.value.clone();
    let presets = settings.setup.value.iter().flat_map(SetUp::ignored);
    rules.extend(presets.map(|rule| (*rule).to_owned()));
    let is_path_said = settings.search_path.is_some();
    rules.extend(is_path_said.then(|| "setting:search_path".to_owned()));
    let refused = |(rule, why): (String, String)| settings.ignore.refused("ignore", &rule, &why);
    Ok(Ignored::parse(&rules).map_err(refused)?)
}
