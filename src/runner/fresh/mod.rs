//! Empties a database without any down, and brings it to head.
//!
//! All that it holds is dropped in one transaction. Before that is committed, the ups are tried in it and
//! taken back: a migration that fails leaves the database as it was.

mod extensions;
mod row_counts;

use futures_util::{TryStreamExt, pin_mut};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Transaction};

use super::dry_run::{self, Trial};
use super::{Error, Limits, Lock, Stands, Step, session, up};
use crate::migrations::Migrations;
use crate::sql::server_message;

pub use row_counts::{RowCount, count_rows};

/// What one transaction refuses that several don't: an up that fails with one of these can succeed by itself.
const OF_ONE_TRANSACTION: [&str; 3] = ["25001", "55006", "55P04"];
/// Where everything was dropped and nothing is tried yet.
const EMPTIED: &str = "emptied";
const DROPPING: &str = "dropping what the database holds";
/// How many objects an error names.
const NAMED: usize = 5;

/// Drops everything inside the database that is not PostgreSQL's own or that of an extension which the migrations don't
/// create, and applies all migrations. `on_empty` is called once nothing is left of the old.
///
/// The schema `public` stays, with its owner and its privileges, and so does what is not inside the database: roles,
/// other databases, the database's own comment and privileges.
pub async fn fresh(
    client: &mut Client,
    migrations: &Migrations,
    limits: Limits,
    on_empty: impl FnOnce(),
    on_step: impl FnMut(&Step),
) -> Result<Vec<Step>, Error> {
    let lock = session::acquire(client, &limits).await?;
    let moved = match empty(client, migrations, (&lock, &limits)).await {
        Ok(()) => {
            on_empty();
            let head = Some(migrations.head());
            // It takes the lock a second time, so that no other runner comes between the two.
            up(client, migrations, head, limits, on_step).await
        }
        Err(error) => Err(error),
    };
    session::end(client, lock, moved).await
}

async fn empty(
    client: &mut Client,
    migrations: &Migrations,
    (lock, limits): (&Lock, &Limits),
) -> Result<(), Error> {
    // Rolled back when it is dropped, after a failure too.
    let begun = async { client.transaction().await.map_err(dropping) };
    let transaction = limits.answered(DROPPING, begun).await?;
    let names = extensions::created(migrations);
    let held = async {
        let quiet = "SET LOCAL client_min_messages = warning; SET LOCAL search_path = pg_catalog";
        transaction.batch_execute(quiet).await.map_err(dropping)?;
        refuse_slots(&transaction).await?;
        held(&transaction, &names).await
    };
    let held = limits.answered(DROPPING, held).await?;
    refuse_others(&held)?;
    let drops: Vec<&str> = held
        .iter()
        .filter_map(|it| it.statement.as_deref())
        .collect();
    let drops = drops.join(";\n");
    drop_all(transaction.client(), &drops, limits).await?;
    let left = self::held(&transaction, &names);
    let left = limits.answered(DROPPING, left).await?;
    if !left.is_empty() {
        return Err(cannot(
            named(&left),
            "it is still there after it was dropped",
            "drop it by hand",
        ));
    }
    session::reset(transaction.client(), limits).await?;
    try_ups(&transaction, migrations, (lock, limits)).await?;
    let committed = async { transaction.commit().await.map_err(dropping) };
    limits.answered(DROPPING, committed).await
}

/// Each of the statements may take as long as an answer.
async fn drop_all(client: &Client, drops: &str, limits: &Limits) -> Result<(), Error> {
    let sent = async { client.simple_query_raw(drops).await.map_err(dropping) };
    let messages = limits.answered(DROPPING, sent).await?;
    pin_mut!(messages);
    loop {
        let next = async { messages.try_next().await.map_err(dropping) };
        if limits.answered(DROPPING, next).await?.is_none() {
            return Ok(());
        }
    }
}

/// Runs the ups and takes them back; the first that runs outside a transaction and those after it are not tried.
async fn try_ups(
    transaction: &Transaction<'_>,
    migrations: &Migrations,
    (lock, limits): (&Lock, &Limits),
) -> Result<(), Error> {
    let ups: Vec<_> = migrations.all().iter().map(|it| (it, &it.up)).collect();
    let savepoint = format!("SAVEPOINT {EMPTIED}");
    transaction
        .batch_execute(&savepoint)
        .await
        .map_err(dropping)?;
    let trial = Trial {
        lock,
        limits,
        savepoint: Some(EMPTIED),
    };
    match dry_run::try_all(transaction, &ups, &trial).await {
        Err(Error::DryRun { failed })
            if failed.stands != Stands::Nothing
                || !OF_ONE_TRANSACTION
                    .map(Some)
                    .contains(&failed.sqlstate.as_deref()) =>
        {
            return Err(Error::DryRun { failed });
        }
        Err(
            error @ (Error::Database { .. }
            | Error::NoAnswer { .. }
            | Error::Silent { .. }
            | Error::LockLost { .. }
            | Error::Breach { .. }),
        ) => return Err(error),
        _ => {}
    }
    let back = format!("ROLLBACK TO {EMPTIED}");
    transaction.batch_execute(&back).await.map_err(dropping)
}

/// Something to drop.
struct DatabaseObject {
    object: String,
    owner: Option<String>,
    is_ours: bool,
    statement: Option<String>,
}

async fn held(
    transaction: &Transaction<'_>,
    extensions: &[String],
) -> Result<Vec<DatabaseObject>, Error> {
    let ask = include_str!("objects.sql");
    let held = transaction
        .query_typed(ask, &[(&extensions, Type::TEXT_ARRAY)])
        .await
        .map_err(dropping)?;
    let held = held.iter().map(|row| {
        Ok(DatabaseObject {
            object: row.try_get("object")?,
            owner: row.try_get("owner")?,
            is_ours: row.try_get("ours")?,
            statement: row.try_get("statement")?,
        })
    });
    held.collect::<Result<_, _>>().map_err(dropping)
}

fn refuse_others(held: &[DatabaseObject]) -> Result<(), Error> {
    let Some(other) = held.iter().find(|it| !it.is_ours) else {
        return Ok(());
    };
    let owner = other.owner.as_deref().unwrap_or_default();
    let of_owner = held.iter().filter(|it| it.owner.as_deref() == Some(owner));
    Err(cannot(
        named(of_owner),
        &format!("it belongs to {owner}, and this role is not a member of {owner}"),
        "connect as a role that is, or drop it as its owner",
    ))
}

async fn refuse_slots(transaction: &Transaction<'_>) -> Result<(), Error> {
    let rows = transaction.query_typed(include_str!("replication_slots.sql"), &[]);
    let rows = rows.await.map_err(dropping)?;
    let Some(row) = rows.first() else {
        return Ok(());
    };
    let name: String = row.try_get("subscription").map_err(dropping)?;
    Err(cannot(
        format!("subscription {name}"),
        "it has a replication slot on its publisher, which a rollback does not restore",
        &format!("first run DROP SUBSCRIPTION {name}"),
    ))
}

fn named<'a>(held: impl IntoIterator<Item = &'a DatabaseObject>) -> String {
    let all: Vec<&str> = held.into_iter().map(|it| it.object.as_str()).collect();
    let first = all[..all.len().min(NAMED)].join(", ");
    match all.len().checked_sub(NAMED) {
        None | Some(0) => first,
        Some(more) => format!("{first} and {more} more"),
    }
}

fn cannot(what: String, why: &str, help: &str) -> Error {
    Error::CannotDrop {
        what,
        why: why.to_owned(),
        help: help.to_owned(),
    }
}

/// An error of the server on the way.
#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn dropping(error: tokio_postgres::Error) -> Error {
    let (why, help) = match error.as_db_error() {
        Some(db) if *db.code() == SqlState::LOCK_NOT_AVAILABLE => (
            "another session holds a lock on some of it (55P03)".to_owned(),
            "end that session, see SELECT * FROM pg_stat_activity WHERE xact_start IS NOT NULL, or wait longer with --lock-timeout",
        ),
        Some(db) => (
            server_message(db),
            db.hint().unwrap_or("drop the named object by hand"),
        ),
        None => (error.to_string(), "try again once the server answers"),
    };
    cannot("what the database holds".to_owned(), &why, help)
}
