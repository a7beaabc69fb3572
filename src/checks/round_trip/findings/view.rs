//! What the proof saw, as the JSON report has it besides the findings.

use serde::Serialize;

use crate::checks::round_trip::outcome::{
    Failure, Found, FullTrip, LostData, Outcome, PostgresUsed, StepError, StepOutcome, TripEnd,
};
use crate::checks::round_trip::portion::Saved;
use crate::findings::{Evidence, Findings, Kind, Phase, Severity};
use crate::migrations::Layout;
use crate::rows::{Fill, Unfilled};

/// The JSON form of a proof, documented in the README and stable. The verdicts are those of the findings.
#[derive(Debug, Serialize)]
pub struct View<'a> {
    postgres: &'a PostgresUsed,
    layout: Layout,
    /// Every migration that was asked for, oldest first.
    pub steps: Vec<StepView<'a>>,
    /// The full trip, where one was asked for.
    pub full_trip: Option<TripView<'a>>,
    /// How well the tables were filled where the last step ended.
    fill: Option<&'a Fill>,
    /// Of one of several shards, what `pgconform merge` reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<&'a Saved>,
}

/// One migration.
#[derive(Debug, Serialize)]
pub struct StepView<'a> {
    version: &'a str,
    name: &'a str,
    file: &'a str,
    /// The word of the worst that has to be fixed, or why there is nothing.
    pub verdict: &'static str,
    differences: &'a [Found],
    lost: &'a [LostData],
    unfilled: &'a [Unfilled],
    error: Option<StepError>,
    up_ms: Option<f64>,
    down_ms: Option<f64>,
    proved_ms: Option<f64>,
}

/// The trip from head to base and back.
#[derive(Debug, Serialize)]
pub struct TripView<'a> {
    /// One word for it.
    pub verdict: &'static str,
    differences: &'a [Found],
    error: Option<&'a str>,
}

impl Outcome {
    /// What JSON has of it, in the light of its findings.
    #[must_use]
    pub fn view(&self, findings: &Findings) -> View<'_> {
        let sound = findings.scope.sound;
        let steps = self.steps.iter();
        View {
            postgres: &self.postgres,
            layout: self.layout,
            steps: steps.map(|it| it.view(findings, sound)).collect(),
            full_trip: self.full_trip.as_ref().map(|it| it.view(findings)),
            fill: self.fill.as_ref(),
            shard: self.saved.as_deref(),
        }
    }
}

impl StepOutcome {
    fn view(&self, findings: &Findings, sound: &'static str) -> StepView<'_> {
        let faults = self.failures.iter();
        let mut faults = faults.filter(|it| it.kind.severity() == Severity::Fault);
        let first = faults.find_map(|it| it.error.clone());
        let stopped = || findings.stopped(&self.version);
        let verdict = match (findings.worst(&self.version).or_else(stopped), self.reached) {
            (Some(finding), _) => finding.kind.word(),
            (None, Phase::Unreached) => "not_reached",
            (None, _) if self.irreversible.is_some() => "declared_irreversible",
            (None, _) => sound,
        };
        // What the verdict is about goes before what is only noted.
        let of_verdict = |it: &&Failure| it.kind.word() == verdict;
        let failure = self.failures.iter().find(of_verdict);
        let stale = self.stale.first();
        let stale = stale.map(|it| StepError::Words(it.words.clone()));
        let error = match (failure, &stale) {
            (None, Some(_)) if verdict == Kind::StaleDeclaration.word() => stale,
            _ => failure.and_then(|it| it.error.clone()).or(first).or(stale),
        };
        StepView {
            version: &self.version,
            name: &self.name,
            file: &self.file,
            verdict,
            differences: &self.differences,
            lost: &self.lost,
            unfilled: &self.unfilled,
            error: self.given_up().map(StepError::Words).or(error),
            up_ms: self.up_ms,
            down_ms: self.down_ms,
            proved_ms: self.proved_ms,
        }
    }
}

impl FullTrip {
    fn view(&self, findings: &Findings) -> TripView<'_> {
        // What is a trace of something in a migration stands as that does.
        let is_fault = |found: &Found| {
            let mut seen = findings.items.iter().filter(|it| it.standing.is_fault());
            seen.any(|it| is_of(&it.evidence, found))
        };
        let is_equal = !self.differences.iter().any(is_fault);
        TripView {
            verdict: match self.ended {
                TripEnd::Head if is_equal => "equal",
                TripEnd::Head => "differs",
                TripEnd::Failed => "failed",
                TripEnd::NotPossible => "not_possible",
            },
            differences: &self.differences,
            error: self.error.as_deref(),
        }
    }
}

/// Whether this is the evidence of the same thing.
fn is_of(evidence: &Evidence, found: &Found) -> bool {
    let seen = &found.difference;
    match evidence {
        Evidence::Difference { difference, .. } => {
            (&difference.object, difference.change, &difference.fact)
                == (&seen.object, seen.change, &seen.fact)
        }
        Evidence::Sql(_) | Evidence::Words(_) | Evidence::Nothing => false,
    }
}
