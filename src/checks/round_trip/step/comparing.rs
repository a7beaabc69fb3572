//! Compares the database after each movement of a step with the database before.

use super::judge::judge;
use super::proved::Proved;
use super::seeding::Changed;
use super::tried::Tried;
use crate::catalog::Difference;
use crate::checks::Error;
use crate::checks::round_trip::losses::sequences::rewound;
use crate::checks::round_trip::losses::{self, Scripts};
use crate::checks::round_trip::outcome::{After, Found};
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::migrations::Loss;

impl Proved {
    /// Notes what is not as before the up once the down has run. Returned is the data that is lost, save what was
    /// `changed` already when rows were put in.
    pub async fn compare_after_down(
        &mut self,
        sandbox: &Sandbox,
        [before, after]: [&State; 2],
        changed: &Changed,
    ) -> Result<Vec<Loss>, Error> {
        let found = sandbox.found(After::Down, &before.catalog, &after.catalog);
        self.found(found.await?);
        let states = [before, after];
        let mut lost = losses::before(sandbox, &self.made, states, &mut self.outcome);
        lost.retain(|loss| !changed.covers(loss, before, after));
        Ok(lost)
    }

    /// Notes what was `lost` after the down, where nothing more is to be seen.
    pub fn lose_after_down(
        &mut self,
        sandbox: &Sandbox,
        [before, after]: [&State; 2],
        lost: &[Loss],
        scripts: Scripts<'_>,
    ) {
        self.found(Found::all(rewound(before, after, lost), After::Down));
        let whose = losses::of_before(sandbox, lost, scripts, before, after);
        self.outcome.lose(whose, scripts.down);
    }

    /// Notes what is not as after the first up once the second has run, and all that was `lost`. Returned is whether
    /// the catalog is as it was.
    pub async fn compare_after_up_again(
        &mut self,
        sandbox: &Sandbox,
        [before, between, after, again]: [&State; 4],
        mut lost: Vec<Loss>,
        (scripts, changed): (Scripts<'_>, &Changed),
    ) -> Result<bool, Error> {
        let mut since = losses::since(sandbox, between, after, again, &mut self.outcome);
        since.retain(|loss| !changed.wrote_nothing_into(loss, between));
        let mut whose = losses::of_before(sandbox, &lost, scripts, before, after);
        let states = (&before.rows, between, after, again);
        whose.extend(losses::of_since(
            sandbox, &since, scripts, states, &self.made,
        ));
        lost.extend(since);
        self.found(Found::all(rewound(before, after, &lost), After::Down));
        let fresh = sandbox.found(After::UpAgain, &between.catalog, &again.catalog);
        let fresh = fresh.await?;
        let is_as_between = fresh.is_empty();
        self.found(fresh);
        // A sequence that the down dropped was this step's own, and went with what it numbers.
        let mut rewound = rewound(between, again, &lost);
        let is_kept = |it: &Difference| after.rows.sequences.contains_key(&it.object.name);
        // One that the down rewound already is further back after the second up, too: that is one finding.
        let seen = &self.outcome.differences;
        let is_new = |it: &Difference| {
            let mut seen = seen.iter().map(|it| &it.difference);
            !seen.any(|seen| (&seen.object, &seen.fact) == (&it.object, &it.fact))
        };
        rewound.retain(|it| is_kept(it) && is_new(it));
        self.found(Found::all(rewound, After::UpAgain));
        let tried = Tried {
            before,
            between,
            after,
            again,
        };
        self.outcome.unproved = tried.unproved(&self.outcome);
        judge(&mut self.outcome, scripts.down, whose, &tried);
        Ok(is_as_between)
    }
}
