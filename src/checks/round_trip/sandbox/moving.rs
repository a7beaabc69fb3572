//! Runs ups and downs in a sandbox.

use std::sync::Arc;

use super::counted::Counted;
use super::elevated::{self, Attribute};
use super::sessions::Sessions;
use super::undone;
use super::{Sandbox, of_this_database};
use crate::checks::Error;
use crate::migrations::{Direction, Migration, Migrations, Version};
use crate::runner::{self, FailedSql, Left, SessionAfter, Step, Unnoted};

impl Sandbox {
    /// Moves by one migration: up where it stands right before it, down where it stands at it. Returned is the time in
    /// milliseconds, or why it failed.
    pub async fn run(
        &mut self,
        migration: &Migration,
        direction: Direction,
    ) -> Result<Result<f64, runner::Error>, Error> {
        let for_later = self.materials.set_for_later.contains(&migration.version);
        self.run_and(SessionAfter::Ends, migration, direction, for_later)
            .await
    }

    /// Applies one migration as [`Self::run`] does; [`Self::take_left`] then has what it left in its session.
    pub async fn run_reported(
        &mut self,
        migration: &Migration,
    ) -> Result<Result<f64, runner::Error>, Error> {
        let for_later = self.materials.set_for_later.contains(&migration.version);
        let after = SessionAfter::EndsReported;
        self.run_and(after, migration, Direction::Up, for_later)
            .await
    }

    /// Applies one migration as a run of its tool does that goes on with the next one in the same session.
    pub async fn run_on(
        &mut self,
        migration: &Migration,
    ) -> Result<Result<f64, runner::Error>, Error> {
        self.run_and(SessionAfter::GoesOn, migration, Direction::Up, false)
            .await
    }

    /// Begins or ends the transaction around [`Self::run_within`].
    pub async fn transaction(&self, statement: &str) -> Result<(), tokio_postgres::Error> {
        self.sessions.migrator.batch_execute(statement).await
    }

    /// Applies one migration in a transaction that goes on with the next one.
    pub async fn run_within(
        &mut self,
        migration: &Migration,
    ) -> Result<Result<f64, runner::Error>, Error> {
        self.run_and(
            SessionAfter::TransactionGoesOn,
            migration,
            Direction::Up,
            false,
        )
        .await
    }

    /// Lets the next movement have a session like a new one; what is set for later sessions it does not meet.
    pub async fn set_back(&self) -> Result<(), Error> {
        let ends = ["ROLLBACK", "DISCARD ALL"];
        for end in ends {
            self.sessions.migrator.batch_execute(end).await?;
        }
        Ok(())
    }

    /// Lets the next movement have a new session.
    pub async fn move_anew(&mut self) -> Result<(), Error> {
        let migrations = Arc::clone(&self.materials.migrations);
        self.sessions
            .move_anew(&self.server, migrations.history())
            .await
    }

    async fn run_and(
        &mut self,
        after: SessionAfter,
        migration: &Migration,
        direction: Direction,
        sets_for_later: bool,
    ) -> Result<Result<f64, runner::Error>, Error> {
        let migrations = Arc::clone(&self.materials.migrations);
        let limits = self.materials.limits;
        let below = self.below(migration).map(|it| it.version);
        let elevated = &self.materials.elevated;
        let needs_more = elevated.has(migration.version, direction);
        if needs_more {
            let admin = &self.sessions.inspector;
            elevated::make(admin, &migrations, Attribute::Superuser).await?;
        }
        let moved = runner::replay_one(
            (&mut self.sessions.migrator, after),
            &self.server.command_url(),
            &migrations,
            (migration, direction),
            limits,
        )
        .await;
        let to = match direction {
            Direction::Up => Some(migration.version),
            Direction::Down => below,
        };
        let arrived = self.arrived(moved, to, sets_for_later).await;
        if needs_more && !self.is_lost {
            let admin = &self.sessions.inspector;
            // Where there is no server any more, or no such role, there is nothing to take back.
            _ = elevated::make(admin, &migrations, Attribute::NoSuperuser).await;
        }
        arrived
    }

    /// Whether a movement failed for want of privileges that its role shall have when it is made again.
    pub fn needs_more(
        &self,
        migration: &Migration,
        direction: Direction,
        error: &runner::Error,
    ) -> bool {
        let movement = (migration.version, direction);
        let migrations = &self.materials.migrations;
        self.materials.elevated.note(migrations, movement, error)
    }

    /// Whether a movement that failed has left nothing behind but what stands in no transaction: then nothing of it need be
    /// looked at.
    pub fn has_undone(
        &self,
        migration: &Migration,
        direction: Direction,
        failed: &FailedSql,
    ) -> bool {
        let is_undone = self.materials.counted == Counted::Yes
            && self.is_connected()
            && undone::is_undone(migration, direction, failed);
        if is_undone {
            self.sessions.have_moved_nothing();
        }
        is_undone
    }

    /// What the last movement left in its session.
    pub fn take_left(&mut self) -> Left {
        self.noting.take_left()
    }

    /// Why the tool could not write its history at the last movement, though it could before.
    pub fn take_unnoted(&mut self) -> Option<Unnoted> {
        self.noting.take()
    }

    /// Goes to `to` (`None` is base), up or down; the time in milliseconds, or why a migration failed.
    pub async fn go(&mut self, to: Option<Version>) -> Result<Result<f64, runner::Error>, Error> {
        let migrations = Arc::clone(&self.materials.migrations);
        if !self.materials.set_for_later.is_empty() || migrations.as_role().is_some() {
            return self.go_by_one(&migrations, to).await;
        }
        let moved = runner::replay(
            &mut self.sessions.migrator,
            &self.server.command_url(),
            &migrations,
            (self.at, to),
            self.materials.limits,
        )
        .await;
        self.arrived(moved, to, false).await
    }

    /// The same, where what a migration sets for later sessions must be seen by the next one, and where one may need more
    /// than its role may.
    async fn go_by_one(
        &mut self,
        migrations: &Migrations,
        to: Option<Version>,
    ) -> Result<Result<f64, runner::Error>, Error> {
        let up_to = |version: Option<Version>| version.map_or(&[][..], |at| migrations.up_to(at));
        let (from, to) = (up_to(self.at), up_to(to));
        let ups = to.get(from.len()..).unwrap_or_default().iter();
        let downs = from.get(to.len()..).unwrap_or_default().iter().rev();
        let ups = ups.map(|it| (it, Direction::Up));
        let mut ms = 0.0;
        for (migration, direction) in ups.chain(downs.map(|it| (it, Direction::Down))) {
            match self.run(migration, direction).await? {
                Ok(took) => ms += took,
                failed => return Ok(failed),
            }
        }
        Ok(Ok(ms))
    }

    /// Takes note of what came of a move to `to`; the next one has a new session where the move set something for those.
    async fn arrived(
        &mut self,
        moved: Result<Vec<Step>, runner::Error>,
        to: Option<Version>,
        sets_for_later: bool,
    ) -> Result<Result<f64, runner::Error>, Error> {
        let moved = match moved {
            Err(error) if error.is_of_limit() => {
                self.give_movement_up().await;
                return Ok(Err(error));
            }
            moved => moved,
        };
        let told = self.sessions.have_migrated();
        let all_answer = match &moved {
            Ok(_) => {
                let (is_there, can_look) = futures_util::join!(told, self.sessions.can_look());
                is_there && can_look
            }
            Err(_) => told.await,
        };
        let steps = match of_this_database(moved)? {
            Ok(steps) => steps,
            Err(error) => return Ok(Err(error)),
        };
        self.at = to;
        self.noting.after(&steps);
        let migrations = Arc::clone(&self.materials.migrations);
        let history = migrations.history();
        if all_answer && sets_for_later {
            self.sessions.move_anew(&self.server, history).await?;
        }
        if !all_answer {
            // Some migrations end every other session, so as to be alone.
            if let Ok(sessions) = Sessions::open(&self.server, history).await {
                self.sessions = sessions;
            }
        }
        Ok(Ok(total(&steps)))
    }
}

fn total(steps: &[Step]) -> f64 {
    // The sum of nothing is -0.0, which nobody wants to read.
    steps.iter().fold(0.0, |sum, step| sum + step.ms)
}
