//! `pgconform verify-rollback`

use std::path::PathBuf;

use clap::Args;
use pgconform::checks::round_trip::{self, Conditions, Progress, Proofs, Range};
use pgconform::migrations::Migrations;
use pgconform::settings::Flags;

use super::arguments::{JudgingArgs, ProofArgs};
use super::judging::Judging;
use super::migrations::{load, own_rows};
use super::progress::Proving;
use super::reports::{Beside, ReportArgs};
use super::{Answer, Context, Failure, server, shard, since};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform verify-rollback --migrations db/migrations --postgres 14,15,16,17,18
  pgconform verify-rollback --since main --report junit=rollback.xml
  pgconform verify-rollback --shard 3/8 --report json=shard-3.json")]
pub struct Arguments {
    #[arg(long, value_name = "DIR")]
    rows: Option<PathBuf>,
    /// Prove from this version on; those before it are only applied
    #[arg(long, value_name = "VERSION")]
    from: Option<String>,
    /// Prove up to this version
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,
    /// Prove what this branch adds or changes since it left REF (git)
    #[arg(long, value_name = "REF", conflicts_with_all = ["from", "to"])]
    since: Option<String>,
    /// Prove the Kth of N parts, on as many machines; 'pgconform merge' joins their JSON reports
    #[arg(long, value_name = "K/N", value_parser = shard::parse)]
    shard: Option<(usize, usize)>,
    /// JSON report of an earlier run, by whose times the parts are cut; the same for each of them
    #[arg(long, value_name = "FILE", requires = "shard")]
    timings: Option<PathBuf>,
    #[command(flatten)]
    judging: JudgingArgs,
    #[command(flatten)]
    pub proof: ProofArgs,
    #[command(flatten)]
    pub reports: ReportArgs,
}

impl Arguments {
    pub fn add_to(&self, flags: &mut Flags) {
        flags.rows.clone_from(&self.rows);
        self.judging.add_to(flags);
        self.proof.add_to(flags);
    }

    /// What is wrong with them although each is right by itself.
    pub fn misfit(&self) -> Option<String> {
        self.reports.misfit()
    }
}

/// Which steps are to be proved.
async fn range(arguments: &Arguments, migrations: &Migrations) -> Result<Range, Failure> {
    if let Some(reference) = &arguments.since {
        let limit = arguments.proof.moving.limits().answer();
        return since::range(migrations, reference, limit).await;
    }
    let named = |id: &Option<String>| id.as_deref().map(|id| migrations.named(id)).transpose();
    let (from, to) = (named(&arguments.from)?, named(&arguments.to)?);
    if from.is_some() && to.is_some() && from > to {
        return Err(Failure::EmptyRange);
    }
    Ok(Range { from, to })
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    arguments.reports.prepare(context)?;
    let answer = prove(context, arguments).await;
    if let Err(failure) = &answer {
        arguments
            .reports
            .write_failure(context, "verify-rollback", failure);
    }
    answer
}

async fn prove(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let Arguments { proof, reports, .. } = arguments;
    let judging = Judging::prepare(context, &arguments.judging)?;
    let migrations = load(context, proof).await?;
    let seeds = own_rows(context, &migrations)?;
    let conditions = Conditions {
        limits: proof.moving.limits(),
        range: range(arguments, &migrations).await?,
        portion: shard::portion(arguments.shard, arguments.timings.as_deref())?,
    };
    if arguments.shard.is_some() && context.settings.postgres.value.are_several() {
        return Err(Failure::ShardOfSeveral);
    }
    let sources = server::sources(context).await?;
    let all = conditions.range.of(&migrations).len() * sources.len();
    let number = all.div_ceil(conditions.portion.as_ref().map_or(1, |it| it.of));
    let mut proving = Proving::of(context, number);
    let mut outcomes = Vec::new();
    for source in &sources {
        let on_progress = |progress: Progress<'_>| match progress {
            Progress::Step(step) => proving.step(&step.version, &step.name),
            Progress::FullTrip => proving.then("head to base to head"),
        };
        let proof = round_trip::prove(source, &migrations, &seeds, &conditions, on_progress);
        let proof = Box::pin(proof).await;
        outcomes.push(proof.inspect_err(|_| proving.end())?);
    }
    proving.end();
    let proofs = Proofs::of(outcomes).expect("a setting names one major version at least");
    let steps = proofs.all().iter().flat_map(|outcome| &outcome.steps);
    let times = steps.filter_map(|step| {
        let took = step.up_ms? + step.down_ms.unwrap_or_default();
        Some((step.name.as_str(), took))
    });
    proving.tell(times);
    let findings = judging.judge(proofs.findings())?;
    let newest = proofs.all().last();
    let beside = Beside {
        migrations: migrations.all(),
        schema: newest.and_then(|outcome| outcome.made.as_ref()),
    };
    reports.write(context, &findings, proofs.view(&findings), beside)
}
