//! Inserts rows in a step, which show what its movements do.

use std::collections::BTreeMap;

use super::carried::Carried;
use crate::catalog::{Catalog, Difference};
use crate::checks::Error;
use crate::checks::round_trip::losses::not_at_fault::{table, values};
use crate::checks::round_trip::outcome::StepOutcome;
use crate::checks::round_trip::remedy::Movement;
use crate::checks::round_trip::sandbox::by_product::ByProduct;
use crate::checks::round_trip::sandbox::{Generated, Sandbox, State};
use crate::migrations::{Loss, Migration, Script};
use crate::rows::{self, Rows};

/// Where generated rows stand while a step is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::checks::round_trip) enum Seeded {
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
pub(in crate::checks::round_trip) struct Sown {
    pub state: State,
    pub changed: Changed,
}

/// What standing rows lost when others were put in, as where a trigger counts rows, and what the others may give them on the
/// way back. That is no migration's doing.
#[derive(Debug, Default)]
pub(in crate::checks::round_trip) struct Changed {
    lost: Vec<Loss>,
    carried: Carried,
    /// The rows right after the up, where it may have computed values of its own.
    computed: Option<Rows>,
}

impl Changed {
    /// Whether a loss of what stood `before` the up may come of it. The column may have had another name then.
    pub fn covers(&self, loss: &Loss, before: &State, after: &State) -> bool {
        let stood = |it: &Loss| {
            let table = before.rows.table(&it.schema, &it.table);
            table
                .is_some_and(|(_, table)| it.column.iter().all(|name| table.columns.contains(name)))
        };
        let is_changed = self.lost.iter().any(|it| {
            let is_its_table = it.schema == loss.schema && it.table == loss.table;
            it.covers(loss) || is_its_table && loss.column.is_some() && !stood(it)
        });
        is_changed || self.carried.covers(loss, before, after)
    }

    /// Whether a column held, `between` the up and the down, only values that the up had computed. A second up may compute
    /// others, as where they depend on the time; nobody has written any since.
    pub fn wrote_nothing_into(&self, loss: &Loss, between: &State) -> bool {
        let (Some(column), Some(computed)) = (&loss.column, &self.computed) else {
            return false;
        };
        let (Some((_, was)), Some((_, is))) = (table(computed, loss), table(&between.rows, loss))
        else {
            return false;
        };
        let (Some(was), Some(is)) = (values(was, column), values(is, column)) else {
            return false;
        };
        let mut left: BTreeMap<Option<String>, usize> = BTreeMap::new();
        for value in was {
            *left.entry(value).or_default() += 1;
        }
        is.into_iter().all(|value| {
            let left = left
                .get_mut(&value)
                .and_then(|it| it.checked_sub(1).map(|n| *it = n));
            left.is_some()
        })
    }
}

/// Whether an up may compute values for rows that stand.
fn may_compute(up: &Script) -> bool {
    up.sql.to_ascii_lowercase().contains("update")
}

/// Puts rows in after the up.
pub(in crate::checks::round_trip) async fn seed(
    sandbox: &mut Sandbox,
    (migration, seeded): (&Migration, Seeded),
    made: &[Difference],
    upgraded: Catalog,
    outcome: &mut StepOutcome,
) -> Result<Sown, Error> {
    let own = sandbox.has_own_rows(migration.version);
    if seeded == Seeded::Never && !own {
        let state = sandbox.with_rows(upgraded).await?;
        return Ok(Sown {
            state,
            changed: Changed::default(),
        });
    }
    // What was emptied for the up may take rows again.
    let emptied = outcome.without_rows();
    let may_change_others = own
        || seeded == Seeded::SinceUp
        || ByProduct::may_be_pointed(&upgraded, made)
        || ByProduct::may_change_others(&upgraded, made, &emptied);
    let may_be_carried = Carried::may_be(made, migration.down.as_ref());
    let may_compute = may_compute(&migration.up);
    let rows = if may_change_others || may_be_carried || may_compute {
        sandbox.rows().await?
    } else {
        Rows::default()
    };
    sandbox.insert_own_rows(migration.version, made).await?;
    let Generated { unfilled, catalog } = match seeded {
        Seeded::Never => Generated {
            unfilled: Vec::new(),
            catalog: sandbox.catalog_of_seeded(upgraded).await?,
        },
        Seeded::SinceUp => sandbox.generate_rows(upgraded).await?,
        Seeded::Throughout => sandbox.generate_in(made, &emptied, upgraded).await?,
    };
    outcome.unfilled.extend(unfilled);
    let state = sandbox.with_rows(catalog).await?;
    let carried = if may_be_carried {
        Carried::of(made, &rows, &state.rows)
    } else {
        Carried::default()
    };
    let changed = Changed {
        lost: rows::lost(&rows, &state.rows),
        carried,
        computed: may_compute.then_some(rows),
    };
    Ok(Sown { state, changed })
}

/// Puts rows in where some were lost meanwhile, or stood in the way: they are wanted by the next step.
pub(in crate::checks::round_trip) async fn fill_again(
    sandbox: &mut Sandbox,
    (migration, seeded): (&Migration, Seeded),
    made: &[Difference],
    outcome: &mut StepOutcome,
    again: &mut State,
) -> Result<(), Error> {
    let without_rows = outcome.without_rows();
    let has_gaps = !outcome.lost.is_empty() || !without_rows.is_empty();
    let are_wanted = has_gaps && seeded != Seeded::Never;
    if !are_wanted && !sandbox.has_own_rows(migration.version) {
        return Ok(());
    }
    let catalog = again.catalog.clone();
    sandbox.insert_own_rows(migration.version, made).await?;
    let catalog = if are_wanted {
        let Generated { unfilled, catalog } =
            sandbox.generate_in(made, &without_rows, catalog).await?;
        // A table that took rows after the first up, and none after the second, has none for the next step.
        let is_known = |table: &str| outcome.unfilled.iter().any(|it| it.table == table);
        let further: Vec<_> = unfilled
            .into_iter()
            .filter(|it| !is_known(&it.table))
            .collect();
        outcome.unfilled.extend(further);
        catalog
    } else {
        sandbox.catalog_of_seeded(catalog).await?
    };
    *again = sandbox.with_rows(catalog).await?;
    Ok(())
}

impl StepOutcome {
    /// The tables that were found or left without rows, by their names in a catalog.
    fn without_rows(&self) -> Vec<String> {
        let unfilled = self.unfilled.iter().map(|it| &it.table);
        unfilled.chain(&self.emptied).cloned().collect()
    }
}
