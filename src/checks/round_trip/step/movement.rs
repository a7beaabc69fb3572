//! Movements of a step, on tables that hold rows.

use super::refusal::Refusal;
use crate::catalog::Difference;
use crate::checks::Error;
use crate::checks::round_trip::outcome::{Failure, StepOutcome};
use crate::checks::round_trip::remedy::{Failed, Movement, Remedy, remedy};
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::findings::{Kind, Phase};
use crate::migrations::{Direction, Migration};
use crate::rows::Rows;
use crate::runner::{self, FailedSql, Unnoted};

/// What came of a movement.
pub(in crate::checks::round_trip) enum Made {
    /// It ran, in so many milliseconds.
    Ran(f64),
    Failed(runner::Error),
    /// It failed where rows stand that could not be taken out of its way: a server without generated rows shows whether
    /// it runs there.
    Stuck(Box<FailedSql>),
}

/// Where generated rows were in the way, and nothing took them out of it.
pub(in crate::checks::round_trip) struct Stuck {
    pub movement: Movement,
    pub failed: Box<FailedSql>,
}

/// What a movement is made of, and what is to know of the rows that are taken out of its way.
pub(in crate::checks::round_trip) struct Step<'a> {
    pub migration: &'a Migration,
    pub movement: Movement,
    /// What stands before it.
    pub standing: &'a State,
    /// What the up has made; nothing before it.
    pub made: &'a [Difference],
    /// Whether generated rows stand in the tables.
    pub is_seeded: bool,
    pub outcome: &'a mut StepOutcome,
}

impl Movement {
    pub fn phase(self) -> Phase {
        match self {
            Self::Up => Phase::Up,
            Self::Down => Phase::Down,
            Self::UpAgain => Phase::UpAgain,
        }
    }

    pub fn direction(self) -> Direction {
        match self {
            Self::Up | Self::UpAgain => Direction::Up,
            Self::Down => Direction::Down,
        }
    }
}

impl Step<'_> {
    /// Makes the movement. Where it fails on generated rows, they are taken out of its way, which is noted, and
    /// `compared`, with which later rows are compared, forget them.
    pub async fn make(
        mut self,
        sandbox: &mut Sandbox,
        compared: &mut [&mut Rows],
    ) -> Result<Made, Error> {
        let mut rows = self.standing.rows.clone();
        let mut refusal: Option<Refusal> = None;
        loop {
            let moved = if self.movement == Movement::Up {
                sandbox.run_reported(self.migration).await?
            } else {
                let direction = self.movement.direction();
                sandbox.run(self.migration, direction).await?
            };
            let error = match moved {
                Ok(ms) => {
                    self.note(refusal.take());
                    if self.movement == Movement::Up {
                        self.outcome.left = sandbox.take_left();
                    }
                    if let Some(unnoted) = sandbox.take_unnoted() {
                        self.unnoted(unnoted);
                    }
                    return Ok(Made::Ran(ms));
                }
                Err(error) => error,
            };
            if self.movement != Movement::UpAgain
                && sandbox.needs_more(self.migration, self.movement.direction(), &error)
            {
                // It is made again, as a superuser.
                return Ok(Made::Failed(error));
            }
            let failed = match &error {
                runner::Error::Sql { failed, .. } if self.is_seeded => failed,
                _ => return Ok(Made::Failed(error)),
            };
            let Some((now, is_undone)) = self.after_failure(sandbox, failed, &rows).await? else {
                return Ok(Made::Failed(error));
            };
            if refusal.as_ref().is_some_and(|it| !it.is_like(failed)) {
                self.note(refusal.take());
            }
            let remedy = remedy(&Failed {
                movement: self.movement,
                error: failed,
                script: script(self.migration, self.movement),
                rows: &now,
                is_undone,
                removed: refusal.as_ref().map_or(0, |it| it.removed),
                own: &sandbox.materials().own,
            });
            let mut refused = refusal.take().unwrap_or_else(|| {
                Refusal::new(failed, script(self.migration, self.movement), &now)
            });
            let taken = match remedy {
                Remedy::WithoutRow(table, row) => {
                    let found = (&self.standing.catalog, &now);
                    refused.take_row(sandbox, table, row, found).await?
                }
                Remedy::WithoutRowsOf(tables) => refused.take_all(sandbox, tables).await?,
                Remedy::OnBareServer => return Ok(Made::Stuck(failed.clone())),
                Remedy::None => return Ok(Made::Failed(error)),
            };
            rows = sandbox.rows().await?;
            refused.has_taken(taken.as_ref(), (&now, &rows), compared);
            refusal = Some(refused);
        }
    }

    /// The rows after a failure, and whether all is as it was before the movement; `None` where there is no server any more.
    async fn after_failure(
        &self,
        sandbox: &Sandbox,
        failed: &FailedSql,
        rows: &Rows,
    ) -> Result<Option<(Rows, bool)>, Error> {
        if sandbox.has_undone(self.migration, self.movement.direction(), failed) {
            return Ok(Some((rows.clone(), true)));
        }
        let now = sandbox.inspect_if_there().await?;
        Ok(now.map(|now| {
            let is_undone = now.catalog == self.standing.catalog && now.rows.tables == rows.tables;
            (now.rows, is_undone)
        }))
    }

    /// Notes that the tool cannot write its history after the movement. What both ups come to is noted once.
    fn unnoted(&mut self, unnoted: Unnoted) {
        let (kind, failed) = match unnoted {
            Unnoted::SessionChanged(failed) => (Kind::SessionLeftChanged, failed),
            Unnoted::Refused(failed) => (Kind::HistoryRefused, failed),
        };
        let failure = Failure::refusal(kind, self.movement.phase(), failed);
        self.outcome.refuse(failure);
    }

    /// Notes what rows were taken out of the way, once it is known that the movement goes on without them.
    fn note(&mut self, refusal: Option<Refusal>) {
        if let Some(refusal) = refusal {
            let movement = (self.movement, self.standing);
            refusal.note(movement, self.made, self.outcome);
        }
    }
}

/// What a movement runs.
pub(in crate::checks::round_trip) fn script(migration: &Migration, movement: Movement) -> &str {
    match movement.direction() {
        Direction::Up => &migration.up.sql,
        Direction::Down => migration.down.as_ref().map_or("", |it| &it.sql),
    }
}
