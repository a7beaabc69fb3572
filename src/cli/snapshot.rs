//! `pgconform snapshot`: head's catalog as text.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use pgconform::checks::drift;
use pgconform::{catalog, files};
use serde::Serialize;

use super::arguments::{OutputArgs, ProofArgs};
use super::reports::PageArgs;
use super::{Answer, Context, Failure, migrations, output, server};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform snapshot --write
  pgconform snapshot --quiet --report html=schema.html
  pgconform snapshot --migrations prisma/migrations >schema.txt")]
pub struct Arguments {
    /// Approve it: write it into fixtures/catalog/head.txt beside the migrations
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    pub proof: ProofArgs,
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What was printed, or where it was written to.
#[derive(Serialize)]
struct Snapshot {
    catalog: String,
    file: Option<PathBuf>,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    arguments.page.prepare(context)?;
    let ordered = migrations::load(context, &arguments.proof).await?;
    let source = server::source(context).await?;
    let head = Some(ordered.head());
    let limits = arguments.proof.moving.limits();
    let made = drift::made_by(&source, &ordered, head, limits).await?;
    let folder = ordered.folder().display().to_string();
    arguments.page.write(&folder, &made)?;
    let text = catalog::text(&made);
    let mut snapshot = Snapshot {
        catalog: text,
        file: None,
    };
    if arguments.write {
        // Where the approved text is, seen from the folder of migrations.
        let file = context.beside_migrations("fixtures/catalog/head.txt");
        write(&file, &snapshot.catalog)?;
        snapshot.file = Some(file);
    }
    output::result(arguments.output, &snapshot, |snapshot| {
        match &snapshot.file {
            Some(file) => format!("approved: {}\n", file.display()),
            None => snapshot.catalog.clone(),
        }
    })?;
    Ok(Answer::Holds)
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
