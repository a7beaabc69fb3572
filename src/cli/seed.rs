//! `pgconform seed`: rows to work with, in a development database.

use std::path::PathBuf;

use clap::Args;
use pgconform::connection::read_once;
use pgconform::migrations::Version;
use pgconform::postgres::development::MARKER;
use pgconform::rows::{self, SeededRows, Seeds};
use pgconform::runner::{self, History, MigrationStatus};
use serde::Serialize;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::arguments::{DatabaseArgs, FolderArgs, OutputArgs, RowsArgs};
use super::{Answer, Context, Failure, database, migrations, output};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform seed
  pgconform seed --rows db/rows --force=shop_test")]
pub struct Arguments {
    #[arg(long, value_name = "DIR")]
    pub rows: Option<PathBuf>,
    /// Seed a database that 'pgconform db start' did not make: its name, to be sure
    #[arg(long, value_name = "DATABASE")]
    force: Option<String>,
    #[command(flatten)]
    pub folder: FolderArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    limit: RowsArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// How many rows came into which table.
#[derive(Serialize)]
struct Seeded {
    database: String,
    added: SeededRows,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let ordered = migrations::load_own(context, &arguments.folder)?;
    let seeds = match &context.settings.rows {
        Some(rows) => Seeds::load(rows.folder()?)?,
        None => Seeds::load(&context.usual_rows())?,
    };
    let url = database::find(context, &arguments.database.address)?;
    let mut client = database::connect_directly(context, &arguments.database, &url).await?;
    let seeding = async {
        if !is_development(&client).await? {
            match &arguments.force {
                Some(name) if name == url.database() => {}
                _ => return Err(Failure::NotMarked(url.clone())),
            }
        }
        let position = MigrationStatus::of(&ordered, &History::read(&client).await?);
        if !position.is_at_head() {
            return Err(Failure::SeedNotAtHead(url.clone()));
        }
        let versions: Vec<Version> = ordered.all().iter().map(|it| it.version).collect();
        Ok(rows::seed_once(&mut client, &seeds, &versions).await?)
    };
    let added = database::answered(&url, arguments.limit.limit(), seeding).await?;
    output::result(
        arguments.output,
        &Seeded {
            database: url.to_string(),
            added,
        },
        text,
    )?;
    Ok(Answer::Holds)
}

/// Whether it has the comment that `db start` leaves. An address proves nothing: a tunnel has one of this machine, too.
async fn is_development(client: &Client) -> Result<bool, Failure> {
    let sql = "SELECT FROM pg_database WHERE datname = current_database() \
        AND shobj_description(oid, 'pg_database') = $1";
    let marker = (
        &MARKER as &(dyn tokio_postgres::types::ToSql + Sync),
        Type::TEXT,
    );
    let found = read_once(client, sql, &[marker]).await;
    let found = found.map_err(runner::Error::database("reading the database's comment"))?;
    Ok(!found.is_empty())
}

fn text(seeded: &Seeded) -> String {
    if seeded.added.is_empty() {
        return "the rows are there already; nothing changed\n".to_owned();
    }
    let added = seeded.added.iter();
    let lines = added.map(|(table, rows)| {
        let word = if *rows == 1 { "row" } else { "rows" };
        format!("{table}: {rows} {word}\n")
    });
    lines.collect()
}
