//! Cycles of tables of which each row has to point to another one.

use tokio_postgres::{Client, Error};

use super::at_once;
use super::family::first_of_cycle;
use super::hints::Hints;
use super::insert::{Within, insert};
use super::order::Waiting;
use super::plan::{ForeignKey, TablePlan};
use super::pointers::{is_empty, point_somewhere};
use crate::rows::queries::Queries;

/// Gives the tables of a cycle a row each that others can point to.
///
/// `begin` is the table to begin with, `cut` are its keys to tables that come later: what it points to by those, it gets
/// when they have their rows. Where its keys cannot wait until a transaction ends, all get theirs at once.
pub(super) async fn begin(
    client: &Client,
    queries: &Queries,
    (begin, cut): (&TablePlan, &[ForeignKey]),
    waiting: &Waiting,
    round: usize,
) -> Result<(), Error> {
    let (mut is_wanted, mut can_wait) = (false, true);
    for key in &begin.foreign_keys {
        let is_itself = key.target == begin.name;
        if begin.has_to_point(key)
            && (is_itself || cut.contains(key))
            && is_empty(client, &key.target).await?
        {
            is_wanted = true;
            can_wait &= key.is_deferrable && !is_itself;
        }
    }
    if !is_wanted || can_wait && defer(client, queries, (begin, cut), waiting, round).await? {
        return Ok(());
    }
    let mut empty = Vec::new();
    for table in waiting.needed_by(begin) {
        if is_empty(client, &table.name).await? {
            empty.push(table);
        }
    }
    at_once::insert(client, queries, empty, round).await
}

/// Inserts the rows one after the other, in a transaction that checks their keys as it ends; `false` where it fails.
async fn defer(
    client: &Client,
    queries: &Queries,
    cycle: (&TablePlan, &[ForeignKey]),
    waiting: &Waiting,
    round: usize,
) -> Result<bool, Error> {
    let deferred = "BEGIN; SET CONSTRAINTS ALL DEFERRED";
    client.batch_execute(deferred).await?;
    let made = make(client, queries, cycle, waiting.clone(), round).await;
    let end = if made.is_ok() { "COMMIT" } else { "ROLLBACK" };
    match (made, client.batch_execute(end).await) {
        (Err(error), _) | (_, Err(error)) if error.as_db_error().is_none() => Err(error),
        (made, ended) => Ok(made.is_ok() && ended.is_ok()),
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
