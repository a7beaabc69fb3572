//! The throw-away servers that a command runs migrations on.

use std::sync::Once;

use pgconform::connection::{self, server_version};
use pgconform::migrations::{CommandContext, Reach};
use pgconform::postgres::{self, Source};
use pgconform::runner;
use pgconform::settings::{Confine, Major, Origin};
use tokio_postgres::Client;

use super::{Context, Failure, output};

/// Where they come from.
pub async fn source(context: &Context) -> Result<Source, Failure> {
    Ok(postgres::choose(&context.settings).await?)
}

/// Where servers of the major version of a live database come from, unless somebody has named another one: the same
/// migrations leave other defaults on each.
pub async fn source_like(context: &Context, live: &Client) -> Result<Source, Failure> {
    let mut settings = context.settings.clone();
    if settings.postgres.origin == Origin::Default {
        let version = server_version(live).await.unwrap_or_default();
        let number = connection::major(&version).map(i64::from);
        let newest = Major::ALL[Major::ALL.len() - 1];
        match number.and_then(Major::new) {
            Some(major) => settings.postgres.value = major,
            None if number.is_some_and(|it| it > i64::from(newest.number())) => {
                let text = format!(
                    "the database is PostgreSQL {version}, which is newer than this pgconform: it is compared with a PostgreSQL {}",
                    newest.number()
                );
                output::note(context, &text);
                settings.postgres.value = newest;
            }
            None => {}
        }
    }
    Ok(postgres::choose(&settings).await?)
}

/// What commands run in. Where the kernel lets them reach any server by TCP, a note says it.
pub fn commands(context: &Context) -> CommandContext {
    CommandContext {
        reach: reach(context),
        environment: context.settings.environment().clone(),
    }
}

fn reach(context: &Context) -> Reach {
    static NOTED: Once = Once::new();
    let reach = match context.settings.confine.value {
        Confine::Auto | Confine::Required => Reach::OneServer,
        Confine::Off => Reach::Anywhere,
    };
    if reach == Reach::OneServer && !runner::can_confine_commands() {
        let text = "this kernel cannot keep commands from other servers (Landlock, Linux 6.7): one that does not \
            connect to $DATABASE_URL reaches whatever it names";
        NOTED.call_once(|| output::note(context, text));
    }
    reach
}
