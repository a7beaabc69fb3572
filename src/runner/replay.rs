//! Moves a throw-away database as the migrations' own tool would.
//!
//! Our layout goes by the runner that production uses, history table and all. Another tool's scripts are run in its order
//! and by its rules for transactions and for what is sent at once. Its history is written as it would write it, and never
//! read: where the database stands is for the caller to remember.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio_postgres::Client;

use super::command::{self, CommandStep};
use super::down::{down, down_of};
use super::lock_count::locks_of;
use super::note::{Around, note};
use super::script::{forget, run};
use super::steps::Steps;
use super::{Error, FailedSql, Left, Limits, Step, Unnoted, movement, up};
use crate::connection::DatabaseUrl;
use crate::migrations::{
    Direction, HistoryRow, HistorySession, Layout, Messages, Migration, Migrations, Script, Version,
};
use crate::postgres::Source;

/// What comes of the session of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionAfter {
    /// It ends with the movement: the next one meets a session that is like a new one.
    Ends,
    /// The same, and what the movement leaves in it is read before, which takes a millisecond: see [`Step::left`].
    EndsReported,
    /// The next movement of the same run comes in it, and meets what this one leaves there, unless their tool sets that
    /// back.
    GoesOn,
    /// The same, and all of them are in a transaction that the caller has begun.
    TransactionGoesOn,
}

impl SessionAfter {
    fn ends(self) -> bool {
        matches!(self, Self::Ends | Self::EndsReported)
    }
}

/// The source of servers for these migrations: they hold the locks that these take, and where they are commands, they
/// listen on TCP, too, as not every program can use a Unix socket.
#[must_use]
pub fn source_for(migrations: &Migrations, source: Source) -> Source {
    let source = source.with_locks(locks_of(migrations));
    if migrations.layout() == Layout::BY_COMMAND {
        source.with_tcp()
    } else {
        source
    }
}

/// Goes from `from` to `to` (`None` is base), step by step; the session, which is on the database that
/// `url` names to commands, is left as it came. Each step of another tool's has one like new.
///
/// A migration without a down stops the downgrade with [`Error::NoDown`].
pub async fn replay(
    client: &mut Client,
    url: &DatabaseUrl,
    migrations: &Migrations,
    (from, to): (Option<Version>, Option<Version>),
    limits: Limits,
) -> Result<Vec<Step>, Error> {
    let movements = way(migrations, from, to);
    let limit = limits.of_movements(movements.len());
    let done = AtomicUsize::new(0);
    let at = || {
        let (migration, direction) =
            movements[done.load(Ordering::Relaxed).min(movements.len() - 1)];
        script(migration, direction)
    };
    if movements.is_empty() {
        return Ok(Vec::new());
    }
    let token = client.cancel_token();
    let moving = replay_all(client, url, migrations, (from, to), (limits, &done));
    movement::within(token, limit, at, moving).await
}

/// What a movement runs.
fn script(migration: &Migration, direction: Direction) -> &Script {
    match (direction, &migration.down) {
        (Direction::Down, Some(down)) => down,
        _ => &migration.up,
    }
}

/// The movements between two versions.
fn way(
    migrations: &Migrations,
    from: Option<Version>,
    to: Option<Version>,
) -> Vec<(&Migration, Direction)> {
    let up_to = |version: Option<Version>| version.map_or(&[][..], |at| migrations.up_to(at));
    let (from, to) = (up_to(from), up_to(to));
    let ups = to.get(from.len()..).unwrap_or_default().iter();
    let downs = from.get(to.len()..).unwrap_or_default().iter().rev();
    let ups = ups.map(|it| (it, Direction::Up));
    ups.chain(downs.map(|it| (it, Direction::Down))).collect()
}

async fn replay_all(
    client: &mut Client,
    url: &DatabaseUrl,
    migrations: &Migrations,
    (from, to): (Option<Version>, Option<Version>),
    (limits, done): (Limits, &AtomicUsize),
) -> Result<Vec<Step>, Error> {
    let count = |_: &Step| _ = done.fetch_add(1, Ordering::Relaxed);
    if migrations.layout().is_ours() {
        let after = SessionAfter::Ends;
        return ours(client, migrations, (from, to), limits, (after, count)).await;
    }
    let mut steps = Steps::new(count);
    for movement in movements(migrations, from, to)? {
        let session = (&*client, SessionAfter::Ends);
        step(session, url, &movement, migrations, (&mut steps, &limits)).await?;
    }
    Ok(steps.made())
}

/// Moves by one migration. Up, the database stands right before it; down, it is the newest applied.
///
/// If it takes longer than its limit, it is ended, and its session may still be running: it must be abandoned.
pub async fn replay_one(
    (client, after): (&mut Client, SessionAfter),
    url: &DatabaseUrl,
    migrations: &Migrations,
    (migration, direction): (&Migration, Direction),
    limits: Limits,
) -> Result<Vec<Step>, Error> {
    let script = script(migration, direction);
    let token = client.cancel_token();
    let way = (migration, direction);
    let moving = replay_one_step((client, after), url, migrations, way, limits);
    movement::within(token, limits.of_movement(), || script, moving).await
}

async fn replay_one_step(
    (client, after): (&mut Client, SessionAfter),
    url: &DatabaseUrl,
    migrations: &Migrations,
    (migration, direction): (&Migration, Direction),
    limits: Limits,
) -> Result<Vec<Step>, Error> {
    let below = migrations.up_to(migration.version).iter().rev().nth(1);
    if migrations.layout().is_ours() {
        let (below, at) = (below.map(|it| it.version), Some(migration.version));
        let way = match direction {
            Direction::Up => (below, at),
            Direction::Down => (at, below),
        };
        return ours(client, migrations, way, limits, (after, |_: &Step| {})).await;
    }
    let movement = match direction {
        Direction::Up => Movement::up(migration),
        Direction::Down => Movement::down(migration, below)?,
    };
    let mut steps = Steps::new(|_: &Step| {});
    let session = (&*client, after);
    step(session, url, &movement, migrations, (&mut steps, &limits)).await?;
    Ok(steps.made())
}

/// Moves by our own runner, which sets a session's role and settings back itself.
async fn ours(
    client: &mut Client,
    migrations: &Migrations,
    (from, to): (Option<Version>, Option<Version>),
    limits: Limits,
    (after, on_step): (SessionAfter, impl FnMut(&Step)),
) -> Result<Vec<Step>, Error> {
    let moved = if to < from {
        down(client, migrations, to, limits, on_step).await
    } else {
        up(client, migrations, to, limits, on_step).await
    };
    let left = match &moved {
        Ok(_) if after == SessionAfter::EndsReported => look(client).await?,
        _ => Left::default(),
    };
    if after.ends() {
        // Where the connection is gone, so is its session.
        _ = forget(client).await;
    }
    let mut steps = moved?;
    if let Some(last) = steps.last_mut() {
        last.left = left;
    }
    Ok(steps)
}

/// Makes one step of another tool's.
async fn step(
    (client, after): (&Client, SessionAfter),
    url: &DatabaseUrl,
    movement: &Movement<'_>,
    migrations: &Migrations,
    (steps, limits): (&mut Steps<impl FnMut(&Step)>, &Limits),
) -> Result<(), Error> {
    let started = Instant::now();
    let ended = make((client, after), url, movement, migrations, limits).await;
    if ended.is_err() && after.ends() {
        // Where the connection is gone, so is its session.
        _ = forget(client).await;
    }
    let (ended, left) = match ended {
        Ok((unnoted, left)) => (Ok(unnoted), left),
        Err(error) => (Err(error), Left::default()),
    };
    steps.ended(movement.migration, started, ended)?;
    steps.left(left);
    Ok(())
}

/// What is said of a script that leaves a transaction open.
const OPEN: &str =
    "it leaves a transaction open, which is rolled back when its session ends; end it with COMMIT";

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
    (client, after): (&Client, SessionAfter),
    url: &DatabaseUrl,
    movement: &Movement<'_>,
    migrations: &Migrations,
    limits: &Limits,
) -> Result<(Option<Unnoted>, Left), Error> {
    let script = &*within(movement.script, after);
    if script.execution.messages == Messages::Command {
        let step = CommandStep {
            version: &movement.migration.id,
            target: movement.target,
        };
        let target = (url, migrations.context());
        let ran = command::run(client, script, target, step, limits).await;
        return ran.map(|()| (None, Left::default()));
    }
    let status = migrations.history().transactions;
    let session = migrations.history().session;
    if session == HistorySession::OfMigration {
        let unnoted = run(client, script, (movement.row, status), limits).await?;
        let left = left(client, script, after).await?;
        return Ok((unnoted, left));
    }
    let none = (&HistoryRow::default(), status);
    run(client, script, none, limits).await?;
    if session == HistorySession::Beside {
        let doing = Error::database("setting role and search_path back");
        let set_back = client.batch_execute("RESET ROLE; RESET search_path").await;
        set_back.map_err(doing)?;
    }
    let left = left(client, script, after).await?;
    if let Some(verify) = movement.verify {
        run(client, verify, none, limits).await?;
        forget(client).await?;
    }
    let row = &movement.row.after;
    let unnoted = note(client, script, row, (Around::Nothing, status)).await?;
    Ok((unnoted, left))
}

/// The script, without a transaction of its own where one is around it.
fn within(script: &Script, after: SessionAfter) -> Cow<'_, Script> {
    if after != SessionAfter::TransactionGoesOn {
        return Cow::Borrowed(script);
    }
    let mut script = script.clone();
    script.execution.transaction = false;
    Cow::Owned(script)
}

async fn look(client: &Client) -> Result<Left, Error> {
    let doing = Error::database("reading what is left in the session");
    Left::in_session(client).await.map_err(doing)
}

async fn is_in_transaction(client: &Client) -> Result<bool, Error> {
    let doing = Error::database("reading whether a transaction is open");
    Left::is_transaction(client).await.map_err(doing)
}

/// What a script leaves in its session, which then ends or goes on. What it did in a transaction that it left open ends
/// with the session.
async fn left(client: &Client, script: &Script, after: SessionAfter) -> Result<Left, Error> {
    let left = match after {
        SessionAfter::EndsReported => look(client).await?,
        SessionAfter::Ends => Left {
            transaction: is_in_transaction(client).await?,
            ..Left::default()
        },
        SessionAfter::GoesOn | SessionAfter::TransactionGoesOn => Left::default(),
    };
    if after.ends() {
        forget(client).await?;
        if left.transaction {
            return Err(FailedSql::without_place(script, OPEN.to_owned()).into());
        }
    }
    Ok(left)
}
