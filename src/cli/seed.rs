//! `pgconform seed`: rows to work with, in a development database.

use std::path::{Path, PathBuf};

use clap::Args;
use pgconform::connection::read_once;
use pgconform::migrations::Version;
use pgconform::postgres::development::MARKER;
use pgconform::rows::{self, SeededRows, Seeds};
use pgconform::runner::{self, History, MigrationStatus};
use serde::Serialize;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::common::Common;
use super::{Answer, Failure, output};

#[derive(Args)]
pub struct Arguments {
    /// Folder of the rows, a file V<version>.sql for each version that has some
    #[arg(long, value_name = "DIR", env = "PGCONFORM_ROWS")]
    rows: Option<PathBuf>,
    /// Do it although the database is not one that 'pgconform db start' made; its name, to be sure
    #[arg(long, value_name = "DATABASE")]
    force: Option<String>,
}

/// How many rows came into which table.
#[derive(Serialize)]
struct Seeded {
    database: String,
    added: SeededRows,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = common.load_own_migrations()?;
    let usual = || {
        let project = common.migrations.parent();
        project.unwrap_or(Path::new("")).join("fixtures/rows")
    };
    let seeds = Seeds::load(&arguments.rows.clone().unwrap_or_else(usual))?;
    let url = common.database_url()?;
    let mut client = common.connect_directly(&url).await?;
    if !is_development(&client).await? {
        match &arguments.force {
            Some(name) if name == url.database() => {}
            _ => return Err(Failure::NotMarked(url)),
        }
    }
    let position = MigrationStatus::of(&migrations, &History::read(&client).await?);
    if !position.is_at_head() {
        return Err(Failure::SeedNotAtHead(url));
    }
    let versions: Vec<Version> = migrations.all().iter().map(|it| it.version).collect();
    let added = rows::seed_once(&mut client, &seeds, &versions).await?;
    output::result(
        common,
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
