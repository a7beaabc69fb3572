//! Moves a throw-away database as the migrations' own tool would.
//!
//! Our layout goes by the runner that production uses, history table and all. Another tool's history
//! is that tool's affair: its scripts are run in its order and by its rules for transactions and for
//! what is sent at once, and where the database stands is for the caller to remember.

use std::time::Instant;

use bytes::Bytes;
use futures_util::{SinkExt, pin_mut};
use tokio_postgres::Client;

use super::command::{self, CommandStep};
use super::down::{down, down_of};
use super::send::{self, MessageError};
use super::steps::Steps;
use super::{Error, FailedSql, Limits, Step, up};
use crate::connection::{DatabaseUrl, RetryFor, connect};
use crate::migrations::{
    self, CommandContext, Direction, Layout, Messages, Migration, Migrations, Script, Version,
};
use crate::postgres::Source;

/// Makes what the migrations take for granted, in a session of its own: what it sets for others is there
/// when they come.
pub async fn set_up(url: &DatabaseUrl, migrations: &Migrations) -> Result<(), Error> {
    if migrations.setup().is_empty() {
        return Ok(());
    }
    let client = connect(url, RetryFor::default()).await?;
    for script in migrations.setup() {
        run(&client, script, &Limits::default()).await?;
    }
    Ok(())
}

/// Makes a database on a new server: what its migrations take for granted, then all of them up to `to`.
/// Returned is the session.
pub async fn build(
    url: &DatabaseUrl,
    migrations: &Migrations,
    to: Option<Version>,
    limits: Limits,
) -> Result<Client, Error> {
    set_up(url, migrations).await?;
    let mut client = connect(url, RetryFor::default()).await?;
    replay(&mut client, url, migrations, (None, to), limits).await?;
    Ok(client)
}

/// The source of servers for these migrations: where they are commands, servers listen on TCP, too, as not every
/// program can use a Unix socket.
#[must_use]
pub fn source_for(migrations: &Migrations, source: Source) -> Source {
    if migrations.layout() == Layout::BY_COMMAND {
        source.with_tcp()
    } else {
        source
    }
}

/// Goes from `from` to `to` (`None` is base), step by step; the session, which is on the database that
/// `url` names to commands, is left as it came.
///
/// A migration without a down stops the downgrade with [`Error::NoDown`].
pub async fn replay(
    client: &mut Client,
    url: &DatabaseUrl,
    migrations: &Migrations,
    (from, to): (Option<Version>, Option<Version>),
    limits: Limits,
) -> Result<Vec<Step>, Error> {
    if migrations.layout().is_ours() {
        return if to < from {
            down(client, migrations, to, limits, |_| {}).await
        } else {
            up(client, migrations, to, limits, |_| {}).await
        };
    }
    let mut steps = Steps::new(|_: &Step| {});
    for movement in movements(migrations, from, to)? {
        let started = Instant::now();
        let ended = make(client, url, &movement, migrations.context(), &limits).await;
        steps.ended(movement.migration, started, ended)?;
    }
    Ok(steps.made())
}

/// Moves by one migration. Up, the database stands right before it; down, it is the newest applied, and `below` the one
/// before it, `None` at base.
pub async fn replay_one(
    client: &mut Client,
    url: &DatabaseUrl,
    migrations: &Migrations,
    (migration, direction): (&Migration, Direction),
    below: Option<&Migration>,
    limits: Limits,
) -> Result<Vec<Step>, Error> {
    if migrations.layout().is_ours() {
        let below = below.map(|it| it.version);
        return match direction {
            Direction::Up => up(client, migrations, Some(migration.version), limits, |_| {}).await,
            Direction::Down => down(client, migrations, below, limits, |_| {}).await,
        };
    }
    let movement = match direction {
        Direction::Up => Movement::up(migration),
        Direction::Down => Movement::down(migration, below)?,
    };
    let mut steps = Steps::new(|_: &Step| {});
    let started = Instant::now();
    let ended = make(client, url, &movement, migrations.context(), &limits).await;
    steps.ended(migration, started, ended)?;
    Ok(steps.made())
}

/// One step, up or down.
struct Movement<'a> {
    migration: &'a Migration,
    script: &'a Script,
    /// Which must run afterwards.
    verify: Option<&'a Script>,
    /// The version where the database stands then, as its tool writes it; empty for base.
    target: &'a str,
}

impl<'a> Movement<'a> {
    fn up(migration: &'a Migration) -> Self {
        Self {
            migration,
            script: &migration.up,
            verify: migration.verify.as_ref(),
            target: &migration.id,
        }
    }

    fn down(migration: &'a Migration, below: Option<&'a Migration>) -> Result<Self, Error> {
        Ok(Self {
            migration,
            script: down_of(migration)?,
            verify: None,
            target: below.map_or("", |below| &below.id),
        })
    }
}

fn movements(
    migrations: &Migrations,
    from: Option<Version>,
    to: Option<Version>,
) -> Result<Vec<Movement<'_>>, Error> {
    let up_to = |version: Option<Version>| version.map_or(&[][..], |at| migrations.up_to(at));
    if from <= to {
        let ups = &up_to(to)[up_to(from).len()..];
        return Ok(ups.iter().map(Movement::up).collect());
    }
    let applied = up_to(from);
    let downs = (up_to(to).len()..applied.len()).rev();
    let below = |at: usize| at.checked_sub(1).map(|below| &applied[below]);
    downs
        .map(|at| Movement::down(&applied[at], below(at)))
        .collect()
}

async fn make(
    client: &Client,
    url: &DatabaseUrl,
    movement: &Movement<'_>,
    context: &CommandContext,
    limits: &Limits,
) -> Result<(), Error> {
    if movement.script.execution.messages == Messages::Command {
        let step = CommandStep {
            version: &movement.migration.id,
            target: movement.target,
        };
        let target = (url, context);
        return command::run(client, movement.script, target, step, limits.statement).await;
    }
    run(client, movement.script, limits).await?;
    match movement.verify {
        Some(verify) => run(client, verify, limits).await,
        None => Ok(()),
    }
}

/// Runs one script as its tool does.
async fn run(client: &Client, script: &Script, limits: &Limits) -> Result<(), Error> {
    limits.set(client).await?;
    let ran = send(client, script).await;
    if ran.is_err() {
        // Where the connection is gone, so is the transaction.
        let _ = client.batch_execute("ROLLBACK").await;
    }
    ran?;
    forget(client).await
}

async fn send(client: &Client, script: &Script) -> Result<(), Error> {
    let in_transaction = script.execution.transaction;
    if in_transaction {
        let doing = Error::database("beginning a transaction");
        client.batch_execute("BEGIN").await.map_err(doing)?;
    }
    for message in script.messages() {
        let sent = send_message(client, script, &message).await;
        sent.map_err(|error| FailedSql::of_message(script, message.sql.clone(), &error))?;
    }
    if in_transaction {
        // What is checked at the end of a transaction is the script's doing too.
        let ended = client.batch_execute("COMMIT").await;
        ended.map_err(|error| FailedSql::new(script, &error))?;
    }
    Ok(())
}

async fn send_message(
    client: &Client,
    script: &Script,
    message: &migrations::Message,
) -> Result<(), MessageError> {
    let sql = &script.sql[message.sql.clone()];
    let Some(data) = &message.data else {
        return send::send(client, sql).await;
    };
    let sink = client.copy_in(sql).await?;
    pin_mut!(sink);
    sink.send(Bytes::copy_from_slice(data.as_bytes())).await?;
    sink.finish().await?;
    Ok(())
}

/// Undoes what a script may have left in its session. A transaction that it left open is committed,
/// as it is when its tool writes its history.
async fn forget(client: &Client) -> Result<(), Error> {
    let doing = Error::database("setting the session back");
    for statement in ["COMMIT", "DISCARD ALL"] {
        client.batch_execute(statement).await.map_err(&doing)?;
    }
    Ok(())
}
