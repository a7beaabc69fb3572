//! The proof of one migration.

use super::outcome::{After, Found, LostData, StepError, StepOutcome, Verdict};
use super::stage::{Stage, State};
use crate::catalog::{self, Catalog, Change, Difference, Identity};
use crate::checks::Error;
use crate::migrations::{Loss, Migration, Script, Version};
use crate::rows::{self, Rows};
use crate::runner;

/// What was found, and in what state the stage is left.
pub(super) struct Proved {
    pub outcome: StepOutcome,
    /// Whether the stage stands at the migration as its predecessors and it make it.
    pub is_clean: bool,
    /// The catalog there.
    pub catalog: Catalog,
}

/// Proves `migration` on a stage that stands right before it, in the state `before`.
pub(super) async fn prove(
    stage: &mut Stage<'_>,
    migration: &Migration,
    before: &State,
) -> Result<Proved, Error> {
    let mut outcome = StepOutcome::new(migration, Verdict::Reversible);
    match stage.up(migration.version).await {
        Ok(ms) => outcome.up_ms = Some(ms),
        Err(error) => {
            outcome.fail(Verdict::UpFailed, error);
            return Ok(Proved::polluted(outcome));
        }
    }
    stage.plant(migration.version).await?;
    let between = stage.look().await?;
    let Some(down) = &migration.down else {
        outcome.verdict = Verdict::NoDown;
        return Ok(Proved::clean(outcome, between.catalog));
    };
    let below = previous(stage, migration.version);
    // Whether it is irreversible is seen by running it all the same.
    match stage.down(below).await {
        Ok(ms) => outcome.down_ms = Some(ms),
        Err(error) => {
            outcome.fail(Verdict::DownFailed, error);
            declared_irreversible(&mut outcome, down, Evidence::Refused);
            return Ok(Proved::polluted(outcome));
        }
    }
    let after = stage.look().await?;
    outcome.found(After::Down, catalog::diff(&before.catalog, &after.catalog));
    outcome.found(After::Down, rewound(&before.rows, &after.rows, down));
    let mut lost = rows::lost(&before.rows, &after.rows);
    match stage.up(migration.version).await {
        Ok(_) => {}
        Err(error) => {
            outcome.fail(Verdict::UpAgainFailed, error);
            declared_irreversible(&mut outcome, down, Evidence::Refused);
            return Ok(Proved::polluted(outcome));
        }
    }
    let again = stage.look().await?;
    let known = outcome.differences.clone();
    let fresh = catalog::diff(&between.catalog, &again.catalog);
    outcome.found(After::UpAgain, fresh);
    lost.extend(rows::lost(&between.rows, &again.rows));
    outcome.found(After::UpAgain, rewound(&between.rows, &again.rows, down));
    // The same leftover seen at both looks is one finding.
    let is_repeated = |found: &Found| {
        found.after == After::UpAgain
            && known
                .iter()
                .any(|earlier| earlier.difference == found.difference)
    };
    outcome.differences.retain(|found| !is_repeated(found));
    judge(&mut outcome, down, lost);
    if outcome.verdict == Verdict::Reversible {
        stage.plant(migration.version).await?;
        return Ok(Proved::clean(outcome, again.catalog));
    }
    Ok(Proved::polluted(outcome))
}

/// Gives the verdict of a step whose every movement ran.
fn judge(outcome: &mut StepOutcome, down: &Script, mut lost: Vec<Loss>) {
    lost.sort();
    lost.dedup();
    let declared = &down.directives.loses;
    outcome.lost = lost
        .iter()
        .map(|loss| LostData {
            data: loss.to_string(),
            declared: declared.iter().any(|declared| covers(declared, loss)),
        })
        .collect();
    let stale: Vec<String> = declared
        .iter()
        .filter(|declared| !lost.iter().any(|loss| covers(declared, loss)))
        .map(Loss::to_string)
        .collect();
    if !outcome.differences.is_empty() {
        outcome.verdict = Verdict::Differs;
    } else if outcome.lost.iter().any(|lost| !lost.declared) {
        outcome.verdict = Verdict::UndeclaredLoss;
    } else if !stale.is_empty() {
        outcome.verdict = Verdict::StaleDeclaration;
        outcome.error = Some(StepError::Words(format!(
            "{} declares that it loses {}, but it does not",
            down.file_name(),
            stale.join(", ")
        )));
    }
    let evidence = if outcome.verdict != Verdict::Reversible || !lost.is_empty() {
        Evidence::Lost
    } else {
        Evidence::None
    };
    declared_irreversible(outcome, down, evidence);
}

/// What bears out that a migration is irreversible.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Evidence {
    /// A movement did not run.
    Refused,
    /// Something is not as it was.
    Lost,
    /// Nothing.
    None,
}

/// Holds a declaration of irreversibility, if there is one, against the evidence.
fn declared_irreversible(outcome: &mut StepOutcome, down: &Script, evidence: Evidence) {
    let Some(reason) = &down.directives.irreversible else {
        return;
    };
    let (verdict, words) = if evidence == Evidence::None {
        let file = down.file_name();
        let words = format!(
            "{file} declares that it is irreversible because {reason}, but it brings everything back"
        );
        (Verdict::StaleDeclaration, words)
    } else {
        (
            Verdict::DeclaredIrreversible,
            format!("irreversible because {reason}"),
        )
    };
    outcome.verdict = verdict;
    outcome.error = Some(StepError::Words(words));
}

/// Whether a declared loss is this one, or the loss of its whole table.
fn covers(declared: &Loss, loss: &Loss) -> bool {
    let table = |loss: &Loss| (loss.schema.clone(), loss.table.clone());
    table(declared) == table(loss) && (declared.column.is_none() || declared.column == loss.column)
}

/// Sequences that would hand out a number again, save those whose table is declared lost.
fn rewound(before: &Rows, after: &Rows, down: &Script) -> Vec<Difference> {
    let is_declared = |owner: &Option<(String, String)>| {
        down.directives.loses.iter().any(|loss| {
            let table = (loss.schema.clone(), loss.table.clone());
            loss.column.is_none() && owner.as_ref() == Some(&table)
        })
    };
    rows::rewound(before, after)
        .into_iter()
        .filter(|(_, was, _)| !is_declared(&was.owner))
        .map(|((schema, name), was, is)| Difference {
            object: Identity {
                kind: "sequence".to_owned(),
                name: format!("{schema}.{name}"),
            },
            change: Change::Changed,
            fact: Some("next_value".to_owned()),
            was: Some(was.next.to_string().into()),
            is: Some(is.next.to_string().into()),
        })
        .collect()
}

/// The version before this one; `None` is base.
fn previous(stage: &Stage<'_>, version: Version) -> Option<Version> {
    let before = stage.migrations().up_to(version).iter().rev().nth(1);
    before.map(|migration| migration.version)
}

impl Proved {
    fn clean(outcome: StepOutcome, catalog: Catalog) -> Self {
        Self {
            outcome,
            is_clean: true,
            catalog,
        }
    }

    fn polluted(outcome: StepOutcome) -> Self {
        Self {
            outcome,
            is_clean: false,
            catalog: Catalog::default(),
        }
    }
}

impl StepOutcome {
    fn fail(&mut self, verdict: Verdict, error: runner::Error) {
        self.verdict = verdict;
        self.error = Some(match error {
            runner::Error::Sql { failed, .. } => StepError::Sql(failed),
            other => StepError::Words(other.to_string()),
        });
    }

    fn found(&mut self, after: After, differences: Vec<Difference>) {
        let found = differences
            .into_iter()
            .map(|difference| Found { difference, after });
        self.differences.extend(found);
    }
}
