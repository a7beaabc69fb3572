//! Moves a throw-away database as the migrations' own tool would.
//!
//! Our layout goes by the runner that production uses, history table and all. Another tool's scripts are run in its order
//! and by its rules for transactions and for what is sent at once. Its history is written as it would write it, and never
//! read: where the database stands is for the caller to remember.

use std::time::Instant;

use tokio_postgres::Client;

use super::command::{self, CommandStep};
use super::down::{down, down_of};
use super::note::{Around, note};
use super::script::run;
use super::steps::Steps;
use super::{Error, Limits, Step, Unnoted, up};
use crate::connection::{DatabaseUrl, RetryFor, connect};
use crate::migrations::{
    Direction, HistoryRow, HistorySession, Layout, Messages, Migration, Migrations, Script,
    TransactionStatus, Version,
};
use crate::postgres::Source;

/// Makes what the migrations take for granted, in a session of its own: what it sets for others is there
/// when they come. Then their tool's history table, in another.
pub async fn set_up(url: &DatabaseUrl, migrations: &Migrations) -> Result<(), Error> {
    if !migrations.setup().is_empty() {
        let client = connect(url, RetryFor::default()).await?;
        for script in migrations.setup() {
            let none = (&HistoryRow::default(), TransactionStatus::Unchecked);
            run(&client, script, none, &Limits::default()).await?;
        }
    }
    let create = &migrations.history().create;
    if create.is_empty() {
        return Ok(());
    }
    let client = connect(url, RetryFor::default()).await?;
    let doing = Error::database("making the history table of the migrations' tool");
    client.batch_execute(create).await.map_err(doing)
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
        let ended = make(client, url, &movement, migrations, &limits).await;
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
    let ended = make(client, url, &movement, migrations, &limits).await;
    steps.ended(migration, started, ended)?;
    Ok(steps.made())
}

/// One step, up or down.
struct Movement<'a> {
    migration: &'a Migration,
    script: &'a Script,
    /// Which must run afterwards.
    verify: Option<&'a Script>,
    /// What its tool writes into its history.
    row: &'a HistoryRow,
    /// The version where the database stands then, as its tool writes it; empty for base.
    target: &'a str,
}

impl<'a> Movement<'a> {
    fn up(migration: &'a Migration) -> Self {
        Self {
            migration,
            script: &migration.up,
            verify: migration.verify.as_ref(),
            row: &migration.history.up,
            target: &migration.id,
        }
    }

    fn down(migration: &'a Migration, below: Option<&'a Migration>) -> Result<Self, Error> {
        Ok(Self {
            migration,
            script: down_of(migration)?,
            verify: None,
            row: &migration.history.down,
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
    migrations: &Migrations,
    limits: &Limits,
) -> Result<Option<Unnoted>, Error> {
    let script = movement.script;
    if script.execution.messages == Messages::Command {
        let step = CommandStep {
            version: &movement.migration.id,
            target: movement.target,
        };
        let target = (url, migrations.context());
        let ran = command::run(client, script, target, step, limits.statement).await;
        return ran.map(|()| None);
    }
    let status = migrations.history().transactions;
    if migrations.history().session == HistorySession::OfMigration {
        return run(client, script, (movement.row, status), limits).await;
    }
    let none = (&HistoryRow::default(), status);
    run(client, script, none, limits).await?;
    if let Some(verify) = movement.verify {
        run(client, verify, none, limits).await?;
    }
    note(
        client,
        script,
        &movement.row.after,
        (Around::Nothing, status),
    )
    .await
}
