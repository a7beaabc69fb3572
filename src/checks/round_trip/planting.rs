//! Rows that a step puts in, for its movements to be watched by.

use super::outcome::StepOutcome;
use super::stage::{Stage, State};
use crate::catalog::{Catalog, Difference};
use crate::checks::Error;
use crate::migrations::{Loss, Migration};
use crate::rows::{self, Rows};

/// Puts rows in after the up: what is there then, and what they changed of other rows. A trigger that
/// counts rows does so, which is no migration's doing.
pub(super) async fn planted(
    stage: &mut Stage,
    migration: &Migration,
    made: &[Difference],
    upgraded: Catalog,
    outcome: &mut StepOutcome,
) -> Result<(State, Vec<Loss>), Error> {
    let rows = if stage.planting_may_change_others(&upgraded) {
        stage.rows().await?
    } else {
        Rows::default()
    };
    // What was emptied for the up may take rows again.
    let unfilled = stage
        .plant(migration.version, made, &outcome.emptied())
        .await?;
    outcome.unfilled.extend(unfilled);
    let between = stage.with_rows(upgraded).await?;
    let changed = rows::lost(&rows, &between.rows);
    Ok((between, changed))
}

/// Puts rows in where some were lost on the way, or stood in it: they are wanted by the next step.
pub(super) async fn fill_again(
    stage: &mut Stage,
    migration: &Migration,
    made: &[Difference],
    has_lost_rows: bool,
    outcome: &StepOutcome,
    again: &mut State,
) -> Result<(), Error> {
    let emptied = outcome.emptied();
    if has_lost_rows || !emptied.is_empty() || !stage.makes_rows_up() {
        stage.plant(migration.version, made, &emptied).await?;
        again.rows = stage.rows().await?;
    }
    Ok(())
}

impl StepOutcome {
    /// The tables that were found or left without rows, by their names in a catalog.
    fn emptied(&self) -> Vec<String> {
        self.unfilled.iter().map(|it| it.table.clone()).collect()
    }
}
