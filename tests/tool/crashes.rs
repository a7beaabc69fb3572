//! Whatever dies in the middle of a move, and wherever: history and schema agree afterwards, the next
//! move finishes, and no row is lost or written twice.
//!
//! Of the points at which it can die the suite tries some; `just crashes` tries all of them.

#![expect(
    clippy::print_stdout,
    reason = "whoever runs it wants to know how much was tried"
)]

mod proxy;
mod standing;
mod victim;

use std::env;

use pgconform::migrations::{Direction, Migrations, Target};
use pgconform::runner::{self};
use pgconform::testing::TestDb;
use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::moves::LOCK_WAIT;
use proxy::{Moment, Proxy};
use standing::{Expected, KEPT};
use victim::Victim;

/// Tried are the points of this distance where not all are.
const STRIDE: usize = 53;

#[rstest]
#[tokio::test]
async fn whatever_dies_the_next_move_finishes(
    #[values(Direction::Up, Direction::Down)] direction: Direction,
    #[values(
        Victim::Runner,
        Victim::RunnerByRequest,
        Victim::Connection,
        Victim::Backend,
        Victim::Server
    )]
    victim: Victim,
    #[values(Moment::Before, Moment::After)] moment: Moment,
) {
    let folder = Folder::of("crashes");
    let migrations = folder.load();
    let expected = Expected::of(&migrations).await;
    let is_whole = env::var_os("PGCONFORM_CRASHES").is_some_and(|value| value == "all");
    // Each case begins elsewhere, so that together they try more points.
    let place = 8 * (direction as usize) + 2 * (victim as usize) + moment as usize;
    let (first, stride) = if is_whole { (0, 1) } else { (place, STRIDE) };
    let mut points = 0;
    for at in (first..).step_by(stride) {
        let mut db = start(&migrations, direction).await;
        let proxy = Proxy::new(db.url(), at, moment);
        if !dies(&mut db, &folder, direction, victim, proxy).await {
            break;
        }
        points += 1;
        let when = format!("{victim:?} died {moment:?} message {at} of {direction}");
        expected.agrees(&db, &migrations, direction, &when).await;
        finish(&db, &migrations, direction).await;
        expected
            .is_reached(&db, &migrations, direction, &when)
            .await;
    }
    println!(
        "{direction}: {victim:?} killed {moment:?} the message at {points} points; all recovered"
    );
    assert!(points >= 2, "there were only {points} points");
}

/// A database where the move begins, with rows that are nobody's business.
async fn start(migrations: &Migrations, direction: Direction) -> TestDb {
    let target = match direction {
        Direction::Up => Target::Base,
        Direction::Down => Target::Head,
    };
    let db = TestDb::at_of(migrations, target).await;
    db.run(KEPT).await;
    db
}

/// Runs the move until it dies; false if it came to its end first.
async fn dies(
    db: &mut TestDb,
    folder: &Folder,
    direction: Direction,
    victim: Victim,
    proxy: Proxy,
) -> bool {
    let words: &[&str] = match direction {
        Direction::Up => &["up"],
        Direction::Down => &["down", "--to", "base"],
    };
    let url = proxy.url(db.url(), victim::APPLICATION);
    let mut child = Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", url)
        .start();
    let is_there = proxy.is_reached(&mut child).await;
    if is_there {
        victim.dies(db, &mut child).await;
    }
    if is_there && victim == Victim::RunnerByRequest {
        proxy.go_on();
        let status = child.wait().expect("it is our child").code();
        // Whoever had made its last step already has nothing to stop.
        assert!(matches!(status, Some(143 | 0)), "it ended with {status:?}");
    }
    drop(proxy);
    child.wait().expect("it is our child");
    is_there
}

async fn finish(db: &TestDb, migrations: &Migrations, direction: Direction) {
    let mut client = db.connect().await;
    let head = Some(migrations.head());
    let moved = match direction {
        Direction::Up => runner::up(&mut client, migrations, head, LOCK_WAIT, |_| {}).await,
        Direction::Down => runner::down(&mut client, migrations, None, LOCK_WAIT, |_| {}).await,
    };
    moved.unwrap_or_else(|error| panic!("the next move does not finish: {error}"));
}
