//! Whether there was anything to undo.

use super::full_trip::End;
use crate::checks::Error;
use crate::checks::round_trip::sandbox::Materials;
use crate::checks::round_trip::sandbox::pool::Pool;
use crate::migrations::{Direction, Layout, Migration, Version};

/// Refuses commands that write nothing on the proof's server but their tool's history: what they make, they make
/// elsewhere, and a database on which nothing moves is always as it was.
pub(in crate::checks::round_trip) async fn refuse(
    materials: Materials,
    base: Option<Version>,
    range: &[Migration],
    end: &End,
) -> Result<(), Error> {
    let End::Head {
        at_base, at_head, ..
    } = end
    else {
        return Ok(());
    };
    let is_by_command = materials.migrations.layout() == Layout::BY_COMMAND;
    if !is_by_command || range.is_empty() || at_base.catalog != at_head.catalog {
        return Ok(());
    }
    // Both ends are equal, so it has to be checked further: what was made may be gone again at head, or be rows.
    let mut sandbox = Pool::new(materials).without_generated_rows(base).await?;
    let before = sandbox.inspect().await?;
    for migration in range {
        if sandbox.run(migration, Direction::Up).await?.is_err() {
            return Ok(());
        }
        let now = sandbox.inspect().await?;
        if now.catalog != before.catalog || now.rows.tables != before.rows.tables {
            return Ok(());
        }
    }
    Err(Error::NothingMade(range.len()))
}
