//! The proof of one migration.

mod carried;
mod comparing;
mod confined;
mod content;
mod judge;
mod movement;
mod need;
mod newer;
mod proved;
mod refusal;
pub(in crate::checks::round_trip) mod retry;
mod seeding;
mod taken;
mod tried;

use crate::catalog;
use crate::checks::round_trip::losses::{self, Scripts};
use crate::checks::round_trip::outcome::Failure;
use crate::checks::round_trip::outcome::place::ScriptFile;
use crate::checks::round_trip::remedy::Movement;
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::checks::{Error, help};
use crate::findings::{Kind, Phase};
use crate::migrations::Migration;
use movement::Made;
use proved::Proved;
use seeding::{Seeded, Sown};

/// Up, inspect, seed, down, inspect, up, inspect: proves `migration` on a sandbox that stands right before it, in the
/// state `standing`.
pub(in crate::checks::round_trip) async fn prove(
    sandbox: &mut Sandbox,
    migration: &Migration,
    standing: &State,
    seeded: Seeded,
) -> Result<Proved, Error> {
    let way = (migration, seeded);
    let mut proved = Proved::new(migration);
    let mut before = standing.clone();
    let up = proved.step(way, Movement::Up, standing);
    match up.make(sandbox, &mut [&mut before.rows]).await? {
        Made::Ran(ms) => proved.outcome.up_ms = Some(ms),
        failed => return Ok(proved.failed(sandbox, migration, failed).await),
    }
    let Some(upgraded) = sandbox.catalog_if_there().await? else {
        return Ok(proved.without_server(Kind::UpFailed));
    };
    proved.made = catalog::diff(&before.catalog, &upgraded);
    proved.outcome.dropped_from = losses::dropped_from(&proved.made, &proved.outcome.up);
    proved.outcome.touched = help::touched(&before.catalog, &upgraded);

    let seed = seeding::seed(sandbox, way, &proved.made, upgraded, &mut proved.outcome);
    let Sown { state, changed } = seed.await?;

    proved.outcome.reached = Phase::Down;
    let Some(down) = &migration.down else {
        let failure = Failure::no_down(sandbox.migrations());
        proved.outcome.failures.extend(failure);
        return Ok(proved.standing_at(state));
    };
    let files = [&migration.up, down].map(ScriptFile::of);
    let scripts = Scripts {
        down,
        files: &files,
    };
    // Whether it is irreversible is seen by running it all the same.
    let mut between = state.clone();
    let down = proved.step(way, Movement::Down, &state);
    let compared = &mut [&mut before.rows, &mut between.rows];
    match down.make(sandbox, compared).await? {
        Made::Ran(ms) => proved.outcome.down_ms = Some(ms),
        failed => {
            let proved = proved.failed(sandbox, migration, failed).await;
            return proved
                .still_standing(sandbox, migration, state.catalog)
                .await;
        }
    }
    let Some(after) = sandbox.inspect_if_there().await? else {
        return Ok(proved.without_server(Kind::DownFailed));
    };
    let lost = proved
        .compare_after_down(sandbox, [&before, &after], &changed)
        .await?;

    proved.outcome.reached = Phase::UpAgain;
    let up = proved.step(way, Movement::UpAgain, &after);
    match up.make(sandbox, &mut [&mut between.rows]).await? {
        Made::Ran(_) => {}
        failed => {
            proved.lose_after_down(sandbox, [&before, &after], &lost, scripts);
            return Ok(proved.failed(sandbox, migration, failed).await);
        }
    }
    let Some(mut again) = sandbox.inspect_if_there().await? else {
        return Ok(proved.without_server(Kind::UpAgainFailed));
    };
    proved.outcome.reached = Phase::Compared;
    let states = [&before, &between, &after, &again];
    // Whatever the down left or lost, the second up may have made it good: then the next step
    // stands on the same ground as after the first.
    if !proved
        .compare_after_up_again(sandbox, states, lost, (scripts, &changed))
        .await?
    {
        return Ok(proved);
    }
    let (made, outcome) = (&proved.made, &mut proved.outcome);
    seeding::fill_again(sandbox, way, made, outcome, &mut again).await?;
    Ok(proved.standing_at(again))
}
