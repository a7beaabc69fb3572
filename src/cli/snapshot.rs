//! `pgconform snapshot`: head's catalog as text.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use pgconform::checks::drift;
use pgconform::{catalog, files};
use serde::Serialize;

use super::common::Common;
use super::{Answer, Failure, output};

#[derive(Args)]
pub struct Arguments {
    /// Approve it: write it into fixtures/catalog/head.txt beside the migrations
    #[arg(long)]
    write: bool,
}

/// What was printed, or where it was written to.
#[derive(Serialize)]
struct Snapshot {
    catalog: String,
    file: Option<PathBuf>,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = common.load_migrations().await?;
    let source = common.source().await?;
    let head = Some(migrations.head());
    let text = catalog::text(&drift::made_by(&source, &migrations, head).await?);
    let mut snapshot = Snapshot {
        catalog: text,
        file: None,
    };
    if arguments.write {
        let file = approved(&common.migrations);
        write(&file, &snapshot.catalog)?;
        snapshot.file = Some(file);
    }
    output::result(common, &snapshot, |snapshot| match &snapshot.file {
        Some(file) => format!("approved: {}\n", file.display()),
        None => snapshot.catalog.clone(),
    })?;
    Ok(Answer::Holds)
}

/// Where the approved text stands, seen from the folder of migrations.
fn approved(migrations: &Path) -> PathBuf {
    let project = migrations.parent().unwrap_or(Path::new(""));
    project.join("fixtures/catalog/head.txt")
}

/// Replaces the file as a whole, in a folder that is made where there is none.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let failed = |source| Failure::File {
        doing: "write",
        path: file.to_owned(),
        source,
    };
    let folder = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(failed)?;
    files::replace(file, text).map_err(failed)
}
