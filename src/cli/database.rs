//! The database of a command: its address, and a session on it.

use std::time::Duration;

use pgconform::connection::{self, DatabaseUrl, Sources, address, connect_watched, refuse_pooler};
use tokio::time::timeout;
use tokio_postgres::Client;

use super::arguments::{AddressArgs, DatabaseArgs};
use super::{Context, Failure, dot_env, log, output, progress};

/// The database that is meant. Which variable of which source named it goes to the log or into a note.
pub fn find(context: &Context, arguments: &AddressArgs) -> Result<DatabaseUrl, Failure> {
    let environment = context.settings.environment();
    let shell = |name: &str| environment.text(name).map(str::to_owned);
    let flag = arguments.database_url.as_deref();
    let dot_env = if flag.is_some() || address::is_settled_by(&shell) {
        None
    } else {
        dot_env::read()?
    };
    let url = address::find(&Sources {
        flag,
        shell: &shell,
        dot_env: dot_env.as_ref(),
    })?;
    report_address(context, &url, &address::unused(&url, &shell));
    report_passed(context, &url);
    Ok(url)
}

pub async fn connect(
    context: &Context,
    arguments: &DatabaseArgs,
    url: &DatabaseUrl,
) -> Result<Client, Failure> {
    let limit = arguments.retry_for();
    let connecting = connect_watched(url, limit, log::connecting);
    Ok(progress::waiting(context, url, limit, connecting).await?)
}

/// A session that lasts, for whoever changes the database.
pub async fn connect_directly(
    context: &Context,
    arguments: &DatabaseArgs,
    url: &DatabaseUrl,
) -> Result<Client, Failure> {
    let client = connect(context, arguments, url).await?;
    refuse_pooler(&client, url).await?;
    Ok(client)
}

/// What a database answers within `limit`.
pub fn answered<T, E: Into<Failure>>(
    url: &DatabaseUrl,
    limit: Option<Duration>,
    asking: impl Future<Output = Result<T, E>>,
) -> impl Future<Output = Result<T, Failure>> {
    // Boxed at once, so that whoever waits is not as large as that.
    let asking = Box::pin(asking);
    async move {
        let answer = match limit {
            None => asking.await,
            Some(limit) => {
                let late = |_| connection::Error::Silent {
                    target: url.clone(),
                    waited: limit,
                };
                timeout(limit, asking).await.map_err(late)?
            }
        };
        answer.map_err(Into::into)
    }
}

fn report_address(context: &Context, url: &DatabaseUrl, unused: &[&str]) {
    let Some(origin) = url.origin() else {
        return;
    };
    if log::is_on() {
        log::address(url, origin);
        return;
    }
    let others = match unused {
        [] => String::new(),
        others => format!(", not from {} of the shell", others.join(", ")),
    };
    output::note(context, &format!("database {url}, from {origin}{others}"));
}

fn report_passed(context: &Context, url: &DatabaseUrl) {
    let passed: Vec<&str> = url.passed().collect();
    let tune = match passed[..] {
        [] => return,
        [_] => "only tunes another client, and is not used",
        _ => "only tune another client, and are not used",
    };
    output::note(context, &format!("of the URL {} {tune}", passed.join(", ")));
}
