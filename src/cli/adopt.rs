//! `pgconform adopt`: records migrations as applied in a database that was created without pgconform.

use clap::Args;
use pgconform::catalog::{Change, Class};
use pgconform::checks::drift::{self, Found};
use pgconform::migrations::{Migrations, Target, Version};
use pgconform::report::{self, Adopted, Length, RecordedMigration};
use pgconform::runner::{self, History, Stopped};
use tokio_postgres::Client;

use super::arguments::{DatabaseArgs, FolderArgs, LimitArgs, OutputArgs};
use super::session::Session;
use super::{Answer, Context, Failure, database, migrations, output, server};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform adopt --at head
  pgconform adopt --at 12 --format json")]
pub struct Arguments {
    /// The newest migration whose objects the database already contains: a version, or head
    #[arg(long, value_name = "VERSION")]
    at: Target,
    #[command(flatten)]
    pub folder: FolderArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = migrations::load_own(context, &arguments.folder)?;
    let at = migrations.resolve(arguments.at)?;
    let at = at.ok_or(Failure::AdoptAtBase)?;
    let url = database::find(context, &arguments.database.address)?;
    let mut session = Session::connect(context, &arguments.database, &url).await?;
    let limits = arguments.limits.limits();
    let history = History::read(&session.client);
    let history = database::answered(&url, Some(limits.answer()), history).await?;
    let from = history.current();
    if let Some(current) = from.filter(|current| *current >= at) {
        return Err(Failure::AdoptedAlready { current, at });
    }
    let source = server::source_like(context, (&url, &session.client), limits.answer()).await?;
    let mut outcome = drift::find_at(&source, &migrations, &session.client, at, limits).await?;
    // What the database has beside, the migrations need not have made.
    let is_contained =
        |it: &Found| it.difference.change == Change::Leftover || it.class != Class::Schema;
    let count = outcome.differences.len();
    outcome.differences.retain(|it| !is_contained(it));
    if !outcome.differences.is_empty() {
        let text = |_: &_| report::findings(&outcome.findings(), Length::Short);
        output::result(arguments.output, &outcome, text)?;
        return Ok(Answer::DoesNotHold);
    }
    if count > 0 {
        let words = format!(
            "the database differs from what the migrations make at {at}, which does not prevent adoption ({count}); \
             'pgconform verify' lists the differences"
        );
        output::note(context, &words);
    }
    let adopt =
        async |client: &mut Client| runner::adopt(client, &migrations, (from, at), limits).await;
    let nothing = |_: &Stopped| "nothing was recorded".to_owned();
    session.run(adopt, nothing).await?;
    let adopted = Adopted {
        recorded: recorded(&migrations, from, at),
        current: at,
        pending: migrations.all().len() - migrations.up_to(at).len(),
    };
    output::result(arguments.output, &adopted, report::adopted)?;
    Ok(Answer::Holds)
}

fn recorded(migrations: &Migrations, from: Option<Version>, at: Version) -> Vec<RecordedMigration> {
    let before = from.map_or(0, |from| migrations.up_to(from).len());
    let recorded = migrations.up_to(at)[before..].iter();
    recorded
        .map(|migration| RecordedMigration {
            version: migration.version,
            name: migration.name.clone(),
        })
        .collect()
}
