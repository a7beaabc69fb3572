//! Cycles of tables of which each row has to point to another one.

use tokio_postgres::{Client, Error};

use super::family::first_of_cycle;
use super::hints::Hints;
use super::insert::{Within, insert};
use super::order::Waiting;
use super::plan::{ForeignKey, TablePlan};
use super::pointers::{is_empty, point_somewhere};
use crate::rows::queries::Queries;

/// Gives the tables of a cycle a row each that others can point to, where its keys can wait until a transaction ends.
///
/// `begin` is the table to begin with, `cut` are its keys to tables that come later: what it points to by those, it gets
/// when they have their rows.
pub(super) async fn begin(
    client: &Client,
    queries: &Queries,
    (begin, cut): (&TablePlan, &[ForeignKey]),
    waiting: &Waiting,
    round: usize,
) -> Result<(), Error> {
    let is_without_target = async |key: &ForeignKey| -> Result<bool, Error> {
        Ok(begin.has_to_point(key) && key.is_deferrable && is_empty(client, &key.target).await?)
    };
    let mut is_wanted = false;
    for key in cut {
        is_wanted |= is_without_target(key).await?;
    }
    if !is_wanted {
        return Ok(());
    }
    let deferred = "BEGIN; SET CONSTRAINTS ALL DEFERRED";
    client.batch_execute(deferred).await?;
    let made = make(client, queries, (begin, cut), waiting.clone(), round).await;
    let end = if made.is_ok() { "COMMIT" } else { "ROLLBACK" };
    match (made, client.batch_execute(end).await) {
        // Without it, the tables stay empty, and that is reported.
        (Err(error), _) | (_, Err(error)) if error.as_db_error().is_none() => Err(error),
        _ => Ok(()),
    }
}

async fn make(
    client: &Client,
    queries: &Queries,
    (begin, cut): (&TablePlan, &[ForeignKey]),
    mut waiting: Waiting,
    round: usize,
) -> Result<(), Error> {
    let mut open: Vec<(TablePlan, ForeignKey)> = Vec::new();
    let mut next = Some((begin.clone(), cut.to_vec()));
    while let Some((table, cut)) = next {
        let is_later = |key: &ForeignKey| cut.contains(key) && table.has_to_point(key);
        let keys = table.foreign_keys.iter();
        let (later, now): (Vec<_>, Vec<_>) = keys.cloned().partition(is_later);
        open.extend(later.into_iter().map(|key| (table.clone(), key)));
        let mut alone = table;
        alone.foreign_keys = now;
        let row = [first_of_cycle(round)];
        // What is learnt of it is not true of other rows, which point to something.
        let mut hints = Hints::default();
        insert(
            client,
            queries,
            &alone,
            (&row, Within::Transaction),
            &mut hints,
        )
        .await?;
        let mut is_closed = true;
        for (_, key) in &open {
            is_closed &= !is_empty(client, &key.target).await?;
        }
        next = if is_closed { None } else { waiting.next() };
    }
    for (table, key) in &open {
        client.batch_execute(&point_somewhere(table, key)).await?;
    }
    Ok(())
}
