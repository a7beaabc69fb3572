//! The run of a tool that applies all pending migrations in one transaction, as it does on each new database.

use super::{OneRun, explains};
use crate::checks::Error;
use crate::checks::round_trip::outcome::{Failure, StepOutcome};
use crate::checks::round_trip::sandbox::Sandbox;
use crate::checks::round_trip::sandbox::pool::Pool;
use crate::findings::{Kind, Phase};
use crate::runner::{self, FailedSql};

impl OneRun<'_> {
    /// Notes what fails for the transaction that it shares with earlier migrations. Those that stand after one that fails
    /// begin a transaction with it, so that each of them is reported at once.
    pub(super) async fn prove_in_one_transaction(
        &self,
        steps: &mut [StepOutcome],
        reached: usize,
    ) -> Result<(), Error> {
        let pool = &mut Pool::new(self.materials.clone());
        let mut begun = 0;
        while begun + 1 < reached {
            let below = begun.checked_sub(1).map(|at| self.migrations[at].version);
            let made = pool.try_without_generated_rows(below.or(self.base)).await?;
            let Some(mut sandbox) = made else {
                return Ok(());
            };
            match self.try_from(&mut sandbox, begun, reached).await? {
                Ended::Fails(at, failed) if at > begun => {
                    self.charge(steps, (begun, at), failed);
                    begun = at;
                }
                Ended::Ran if begun == 0 && reached == self.migrations.len() => {
                    let last = &mut steps[reached - 1];
                    return self.compare(&sandbox, ("transaction", last)).await;
                }
                // The first ran by itself, so that what fails there is no migration's doing.
                Ended::Ran | Ended::Fails(..) | Ended::Stuck => return Ok(()),
            }
        }
        Ok(())
    }

    /// Applies those from `begun` on in one transaction.
    async fn try_from(
        &self,
        sandbox: &mut Sandbox,
        begun: usize,
        reached: usize,
    ) -> Result<Ended, Error> {
        sandbox.transaction("BEGIN").await?;
        for (at, migration) in self.migrations[..reached].iter().enumerate().skip(begun) {
            match sandbox.run_within(migration).await? {
                Ok(_) => {}
                Err(runner::Error::Sql { failed, .. }) if sandbox.is_connected() => {
                    return Ok(Ended::Fails(at, failed));
                }
                Err(_) => return Ok(Ended::Stuck),
            }
        }
        let ended = sandbox.transaction("COMMIT").await;
        Ok(ended.map_or(Ended::Stuck, |()| Ended::Ran))
    }

    /// Charges a failure to the migration whose leavings explain it, else to the one that fails.
    fn charge(
        &self,
        steps: &mut [StepOutcome],
        (begun, at): (usize, usize),
        mut failed: Box<FailedSql>,
    ) {
        let left: Vec<usize> = (begun..at)
            .filter(|at| explains(&steps[*at].left, &failed))
            .collect();
        if !left.is_empty() {
            self.blame(steps, &left, &failed);
            return;
        }
        failed.message = format!(
            "in one transaction with earlier migrations, {}",
            failed.message
        );
        steps[at].refuse(Failure::refusal(Kind::UpFailed, Phase::Up, failed));
    }
}

/// How the run ended.
enum Ended {
    Ran,
    Fails(usize, Box<FailedSql>),
    /// It cannot go on for another reason.
    Stuck,
}
