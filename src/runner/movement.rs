//! The end of a movement that hangs.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_postgres::{CancelToken, NoTls};

use super::limit::Limit;
use super::{Error, FailedSql};
use crate::migrations::Script;

/// How long a statement that is cancelled may take to end.
const CANCELLING: Duration = Duration::from_secs(5);
/// How often the server is asked again to cancel it: a request may come before its statement has begun, and a block may
/// catch one.
const AGAIN: Duration = Duration::from_millis(250);

/// Makes a movement on a throw-away server; where it takes longer than `limit`, its statement is cancelled, and it is given
/// up if that does not end it. Then its session still runs whatever it was told to.
///
/// `script` says which one to blame where nothing else is known.
pub(super) fn within<'s, T>(
    token: CancelToken,
    limit: Option<Limit>,
    script: impl FnOnce() -> &'s Script,
    moving: impl Future<Output = Result<T, Error>>,
) -> impl Future<Output = Result<T, Error>> {
    // Boxed at once, so that whoever waits is not as large as that.
    ended(token, limit, script, Box::pin(moving))
}

async fn ended<'s, T>(
    token: CancelToken,
    limit: Option<Limit>,
    script: impl FnOnce() -> &'s Script,
    mut moving: Pin<Box<impl Future<Output = Result<T, Error>>>>,
) -> Result<T, Error> {
    let Some(limit) = limit else {
        return moving.await;
    };
    if let Ok(ended) = timeout(limit.time, &mut moving).await {
        return ended;
    }
    let cancelling = async {
        loop {
            // Where no connection can be made for it, the next try may succeed.
            _ = timeout(AGAIN, token.cancel_query(NoTls)).await;
            sleep(AGAIN).await;
        }
    };
    let ended = tokio::select! {
        ended = &mut moving => Some(ended),
        () = cancelling => None,
        () = sleep(CANCELLING) => None,
    };
    match ended {
        // It came to its end in the last moment.
        Some(Ok(moved)) => Ok(moved),
        Some(Err(Error::Sql { failed, done })) => Err(Error::Sql {
            failed: Box::new(failed.ended_by(limit)),
            done,
        }),
        Some(Err(_)) | None => Err(FailedSql::without_place(script(), limit.passed()).into()),
    }
}
