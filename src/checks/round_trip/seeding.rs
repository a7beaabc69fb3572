//! Rows that a step puts in, for its movements to be watched by.

use super::outcome::StepOutcome;
use super::remedy::Movement;
use super::sandbox::{Sandbox, State};
use crate::catalog::{Catalog, Change, Difference};
use crate::checks::Error;
use crate::migrations::{Loss, Migration};
use crate::rows::{self, Rows};

/// Where generated rows stand while a step is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seeded {
    /// Before its up, and further ones after it.
    Throughout,
    /// From its up on: on a server that had none before.
    SinceUp,
    Never,
}

impl Seeded {
    /// Whether they stand there when a movement begins.
    pub fn stand_before(self, movement: Movement) -> bool {
        match self {
            Self::Throughout => true,
            Self::SinceUp => movement != Movement::Up,
            Self::Never => false,
        }
    }
}

/// What stands after an up once rows were put in, and what that changed of others.
pub(super) struct Sown {
    pub state: State,
    pub changed: Changed,
}

/// What standing rows lost when others were put in: a trigger that counts rows does so, and a table that takes no further
/// row gets values in its new columns. That is no migration's doing.
#[derive(Debug, Default)]
pub(super) struct Changed(Vec<Loss>);

impl Changed {
    /// Whether a loss may come of it: whatever the value's column is called meanwhile, its row is another.
    pub fn covers(&self, loss: &Loss) -> bool {
        let is_its = |it: &Loss| it.schema == loss.schema && it.table == loss.table;
        self.0
            .iter()
            .any(|it| it == loss || loss.column.is_some() && is_its(it))
    }
}

/// Puts rows in after the up.
pub(super) async fn seed(
    sandbox: &mut Sandbox,
    (migration, seeded): (&Migration, Seeded),
    made: &[Difference],
    upgraded: Catalog,
    outcome: &mut StepOutcome,
) -> Result<Sown, Error> {
    if seeded == Seeded::Never {
        let state = sandbox.with_rows(upgraded).await?;
        return Ok(Sown {
            state,
            changed: Changed::default(),
        });
    }
    let changes_others = sandbox.seeding_may_change_others(&upgraded) || moves_columns(made);
    let rows = if changes_others {
        sandbox.rows().await?
    } else {
        Rows::default()
    };
    let unfilled = match seeded {
        Seeded::SinceUp => sandbox.generate_rows(&upgraded).await?,
        // What was emptied for the up may take rows again.
        _ => {
            sandbox
                .seed(migration.version, made, &outcome.without_rows(), &upgraded)
                .await?
        }
    };
    outcome.unfilled.extend(unfilled);
    let catalog = sandbox.catalog_of_seeded(upgraded).await?;
    let state = sandbox.with_rows(catalog).await?;
    let changed = Changed(rows::lost(&rows, &state.rows));
    Ok(Sown { state, changed })
}

/// Whether an up adds columns to a table and drops others of it.
fn moves_columns(made: &[Difference]) -> bool {
    let tables = |change| {
        let columns = made
            .iter()
            .filter(move |it| it.change == change && it.object.kind == "column");
        columns.filter_map(|it| it.object.name.rsplit_once('.'))
    };
    tables(Change::Leftover)
        .any(|(table, _)| tables(Change::Missing).any(|(other, _)| other == table))
}

/// Puts rows in where some were lost meanwhile, or stood in the way: they are wanted by the next step.
pub(super) async fn fill_again(
    sandbox: &mut Sandbox,
    (migration, seeded): (&Migration, Seeded),
    made: &[Difference],
    outcome: &StepOutcome,
    again: &mut State,
) -> Result<(), Error> {
    let without_rows = outcome.without_rows();
    if seeded == Seeded::Never {
        return Ok(());
    }
    if !outcome.lost.is_empty() || !without_rows.is_empty() || !sandbox.generates_rows() {
        let catalog = again.catalog.clone();
        sandbox
            .seed(migration.version, made, &without_rows, &catalog)
            .await?;
        *again = sandbox
            .with_rows(sandbox.catalog_of_seeded(catalog).await?)
            .await?;
    }
    Ok(())
}

impl StepOutcome {
    /// The tables that were found or left without rows, by their names in a catalog.
    fn without_rows(&self) -> Vec<String> {
        let unfilled = self.unfilled.iter().map(|it| &it.table);
        unfilled.chain(&self.emptied).cloned().collect()
    }
}
