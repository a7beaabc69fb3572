//! A database with the rows that a proof generates, for `scratch`.

use crate::checks::Error;
use crate::checks::round_trip::sandbox::Materials;
use crate::checks::round_trip::sandbox::pool::Pool;
use crate::migrations::Migrations;
use crate::postgres::{Server, Source};
use crate::rows::{Fill, Seeds};
use crate::runner::{self, Limits};

/// A new server at head, with a project's own rows in it and generated ones beside them, as the proof has them where it
/// begins at head; and how well its tables are filled.
pub async fn at_head_with_rows(
    source: &Source,
    migrations: &Migrations,
    seeds: &Seeds,
    limits: Limits,
) -> Result<(Server, Fill), Error> {
    let head = Some(migrations.head());
    let materials = Materials::of(source, migrations, seeds, limits);
    let mut pool = Pool::new(materials);
    let built = pool.without_generated_rows(head).await;
    let mut sandbox = built.map_err(|error| match error {
        // Nothing had worked before.
        Error::Unstable(error) => Error::Runner(error),
        error => error,
    })?;
    if let Some(failed) = sandbox.materials().elevated.first() {
        let done = Vec::new();
        return Err(Error::Runner(runner::Error::Sql { failed, done }));
    }
    let standing = sandbox.catalog().await?;
    let generated = sandbox.generate_rows(standing).await?;
    let rows = sandbox.rows().await?;
    let fill = sandbox.fill(&rows, &generated.unfilled).await?;
    Ok((sandbox.into_server(), fill))
}
