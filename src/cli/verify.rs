//! `pgconform verify`: drift.

use clap::Args;
use pgconform::checks::drift::{self, Ignored};
use pgconform::settings::{Flags, SetUp};

use super::arguments::{DatabaseArgs, JudgingArgs, ProofArgs};
use super::judging::Judging;
use super::reports::{Beside, ReportArgs};
use super::{Answer, Context, Failure, database, migrations, server};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform verify
  pgconform verify --migrations prisma/migrations --format json
  pgconform verify --setup preset:supabase --ignore schema:audit,owners")]
pub struct Arguments {
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    ignore: Option<Vec<String>>,
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
    let url = database::find(context, &arguments.database.address)?;
    let live = database::connect(context, &arguments.database, &url).await?;
    let source = server::source_like(context, &live).await?;
    let limits = arguments.proof.moving.limits();
    let outcome = drift::find(&source, &migrations, &live, &ignored, limits).await?;
    let findings = judging.judge(outcome.findings())?;
    let beside = Beside {
        migrations: migrations.all(),
        schema: Some(&outcome.made),
    };
    arguments
        .reports
        .write(context, &findings, &outcome, beside)
}

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
