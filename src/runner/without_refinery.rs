//! What refinery does with a migration, for throw-away databases in a build without refinery.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::Client;

use super::Error;
use super::transaction::{Holds, StepTransaction};
use crate::migrations::{Migration, refinery_checksum};
use crate::sql::literal;

/// Applies what comes next, or writes only the rows of it.
pub(super) async fn apply(
    client: &mut Client,
    transaction: StepTransaction<'_>,
    next: &[Migration],
    holds: Holds,
) -> Result<(), Error> {
    let table = &transaction.history.table;
    let rows: Vec<String> = next.iter().map(|migration| row(table, migration)).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    transaction.run(client, holds, &rows, "").await
}

/// The statement that writes the row of one migration.
fn row(table: &str, migration: &Migration) -> String {
    let (version, name) = (migration.version.0, &migration.name);
    let checksum = refinery_checksum(name, version, &migration.up.sql);
    let now = OffsetDateTime::now_utc().format(&Rfc3339);
    let now = now.expect("a moment of this era has such a form");
    format!(
        "INSERT INTO {table} (version, name, applied_on, checksum) VALUES ({version}, {}, '{now}', '{checksum}')",
        literal(name)
    )
}
