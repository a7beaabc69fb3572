//! Writes what a server holds in memory to its files.

use tokio_postgres::Client;

use crate::postgres::Error;

/// What a server that starts on such files would not recreate: it empties what is unlogged, as after a crash. Other
/// databases than those of a new server may have some too.
const IS_WHOLE: &str = "SELECT NOT EXISTS (SELECT FROM pg_class WHERE relpersistence = 'u')
   AND NOT EXISTS (SELECT FROM pg_database WHERE datname NOT IN (current_database(), 'template1'))";

/// Has a server that nobody writes to write out what it holds, and says whether its files have everything then.
pub(in crate::postgres) async fn write_out(session: &Client) -> Result<bool, Error> {
    let asked = async {
        let answer = session.query_typed(IS_WHOLE, &[]).await?;
        let is_whole = answer.iter().all(|row| row.get(0));
        if is_whole {
            session.batch_execute("CHECKPOINT").await?;
        }
        Ok::<_, tokio_postgres::Error>(is_whole)
    };
    let asked = asked.await;
    asked.map_err(|error| Error::Prepare(format!("cannot write its contents to disk: {error}")))
}
