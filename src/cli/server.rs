//! The throw-away servers that a command runs migrations on.

use std::sync::Once;
use std::time::Duration;

use pgconform::connection::{self, DatabaseUrl, server_version};
use pgconform::migrations::{CommandContext, Reach};
use pgconform::postgres::{self, Source};
use pgconform::runner;
use pgconform::settings::{Confine, Major, Origin, SettingType};
use tokio_postgres::Client;

use super::{Context, Failure, database, output};

/// Where they come from; of the first major version, where several are named.
pub async fn source(context: &Context) -> Result<Source, Failure> {
    Ok(postgres::choose(&context.settings).await?)
}

/// Where those of each major version that is named come from, oldest first.
pub async fn sources(context: &Context) -> Result<Vec<Source>, Failure> {
    let settings = &context.settings;
    let majors = &settings.postgres.value;
    if majors.are_several() && settings.names_an_image() {
        return Err(Failure::OneImage(settings.postgres.origin.to_string()));
    }
    let mut sources = Vec::new();
    for major in majors.oldest_first() {
        let source = postgres::choose(&settings.for_major(major)).await?;
        sources.push(source);
    }
    Ok(sources)
}

/// An error where a flag names several major versions for a command that starts a server of one.
pub fn refuse_several(context: &Context) -> Result<(), Failure> {
    let postgres = &context.settings.postgres;
    let is_flag = matches!(postgres.origin, Origin::Flag(_));
    if is_flag && postgres.value.are_several() {
        return Err(Failure::SeveralMajors(postgres.value.to_text()));
    }
    Ok(())
}

/// Where those of one major version come from.
pub async fn source_of(context: &Context, major: Major) -> Result<Source, Failure> {
    Ok(postgres::choose(&context.settings.for_major(major)).await?)
}

/// The major version that a flag names, where it is not that of a database: the one to upgrade it to.
pub fn other_major(context: &Context, source: &Source) -> Option<Major> {
    let named = &context.settings.postgres;
    let is_flag = matches!(named.origin, Origin::Flag(_));
    let major = named.value.first();
    (is_flag && major != source.settings().major()).then_some(major)
}

/// Where servers of the major version of a live database come from, which says it within `limit`: the same migrations leave
/// other defaults on each.
pub async fn source_like(
    context: &Context,
    (url, live): (&DatabaseUrl, &Client),
    limit: Duration,
) -> Result<Source, Failure> {
    let mut settings = context.settings.clone();
    if !settings.names_an_image() && settings.pg_bin.is_none() {
        let asking = async { Ok::<_, Failure>(server_version(live).await.unwrap_or_default()) };
        let version = database::answered(url, Some(limit), asking).await?;
        let number = connection::major(&version).map(i64::from);
        let newest = Major::ALL[Major::ALL.len() - 1];
        match number.and_then(Major::new) {
            Some(major) => settings.postgres.value = major.into(),
            None if number.is_some_and(|it| it > i64::from(newest.number())) => {
                let text = format!(
                    "the database is PostgreSQL {version}, which is newer than this pgconform: it is compared with a PostgreSQL {}",
                    newest.number()
                );
                output::note(context, &text);
                settings.postgres.value = newest.into();
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
        let text = "this kernel cannot confine commands to the throw-away server (Landlock, Linux 6.7): one that does not \
            connect to $DATABASE_URL reaches any server that it names";
        NOTED.call_once(|| output::note(context, text));
    }
    reach
}
