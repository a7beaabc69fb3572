//! `pgconform merge`

use std::path::{Path, PathBuf};

use clap::Args;
use pgconform::checks::round_trip::{Conditions, Saved, join, needs_one_run, prove_one_run};
use pgconform::files;
use pgconform::settings::Flags;
use serde::Deserialize;

use super::arguments::{JudgingArgs, ProofArgs};
use super::judging::Judging;
use super::migrations::{load, own_rows};
use super::reports::{Beside, ReportArgs};
use super::{Answer, Context, Failure, server};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform merge shard-*.json
  pgconform merge shard-1.json shard-2.json --baseline rollback-baseline.txt --report junit=rollback.xml")]
pub struct Arguments {
    /// JSON report of each shard, in any order
    #[arg(required = true, value_name = "FILE")]
    shards: Vec<PathBuf>,
    #[command(flatten)]
    judging: JudgingArgs,
    #[command(flatten)]
    proof: ProofArgs,
    #[command(flatten)]
    pub reports: ReportArgs,
}

impl Arguments {
    pub fn add_to(&self, flags: &mut Flags) {
        self.judging.add_to(flags);
        self.proof.add_to(flags);
    }

    /// What is wrong with them although each is right by itself.
    pub fn misfit(&self) -> Option<String> {
        self.reports.misfit()
    }
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    arguments.reports.prepare(context)?;
    let answer = merge(context, arguments).await;
    if let Err(failure) = &answer {
        arguments
            .reports
            .write_failure(context, "verify-rollback", failure);
    }
    answer
}

async fn merge(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let Arguments { proof, reports, .. } = arguments;
    let judging = Judging::prepare(context, &arguments.judging)?;
    let shards: Result<Vec<Saved>, Failure> = arguments.shards.iter().map(|it| read(it)).collect();
    let migrations = load(context, proof).await?;
    let mut outcome = join(shards?, &migrations)?;
    if needs_one_run(&migrations, &outcome) {
        let conditions = Conditions {
            limits: proof.moving.limits(),
            ..Conditions::default()
        };
        let seeds = own_rows(context, &migrations)?;
        let source = server::source(context).await?;
        let proved = prove_one_run(&source, &migrations, &seeds, &conditions, &mut outcome);
        Box::pin(proved).await?;
    }
    let findings = judging.judge(outcome.findings())?;
    let beside = Beside {
        migrations: migrations.all(),
        schema: outcome.made.as_ref(),
    };
    reports.write(context, &findings, outcome.view(&findings), beside)
}

/// What a report of a shard has beside its findings.
#[derive(Deserialize)]
struct Report {
    shard: Option<Saved>,
    /// Why the shard has no result.
    error: Option<String>,
}

fn read(path: &Path) -> Result<Saved, Failure> {
    let no_report = |why: String| Failure::NoReport {
        path: path.to_owned(),
        why,
    };
    let text = files::read_text(path).map_err(|source| Failure::File {
        doing: "read the report",
        path: path.to_owned(),
        source,
    })?;
    let report: Report =
        serde_json::from_str(&text).map_err(|error| no_report(error.to_string()))?;
    match (report.shard, report.error) {
        (Some(saved), _) => Ok(saved),
        (None, Some(error)) => Err(no_report(format!(
            "the shard ended without a result: {error}"
        ))),
        (None, None) => Err(no_report("it is not the report of a shard".to_owned())),
    }
}
