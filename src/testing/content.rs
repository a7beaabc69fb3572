//! What a test's database contains beside its schema.

use std::fs;
use std::path::{Path, PathBuf};

use super::folder::of_crate;
use super::migrator::MigratorError;
use crate::connection::{DatabaseUrl, RetryFor, connect};
use crate::files;

/// Rows that are in the database when a test gets it.
#[derive(Debug, Clone)]
pub(super) enum Rows {
    /// What a file of SQL, or each in a folder, inserts.
    Files(PathBuf),
    /// What is generated for every table.
    #[cfg(feature = "generate")]
    Generated,
}

impl Rows {
    /// A text that differs if the rows differ.
    pub fn key(&self) -> Result<String, MigratorError> {
        match self {
            Self::Files(path) => Ok(format!("rows {:?}", texts(path)?)),
            #[cfg(feature = "generate")]
            Self::Generated => Ok(format!("generated rows {}", env!("CARGO_PKG_VERSION"))),
        }
    }

    pub async fn insert(&self, url: &DatabaseUrl) -> Result<(), MigratorError> {
        match self {
            Self::Files(path) => {
                for (file, sql) in texts(path)? {
                    run(url, &sql, &file.display().to_string()).await?;
                }
                Ok(())
            }
            #[cfg(feature = "generate")]
            Self::Generated => generate(url).await,
        }
    }
}

/// Runs SQL as the superuser, in a session of its own.
pub(super) async fn run(url: &DatabaseUrl, sql: &str, whose: &str) -> Result<(), MigratorError> {
    let client = connect(url, RetryFor::default()).await?;
    let ran = client.batch_execute(sql).await;
    ran.map_err(|error| format!("{whose}: {}", crate::sql::error_message(&error)).into())
}

/// Each file with its text, in the order of their names.
fn texts(path: &Path) -> Result<Vec<(PathBuf, String)>, MigratorError> {
    let path = of_crate(path);
    let unreadable = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut found = vec![path.clone()];
    if path.is_dir() {
        let entries = fs::read_dir(&path).map_err(unreadable)?;
        let entries = entries.map(|entry| entry.map(|entry| entry.path()));
        found = entries.collect::<Result<_, _>>().map_err(unreadable)?;
        found.retain(|file| file.extension().is_some_and(|it| it == "sql"));
        found.sort();
    }
    if found.is_empty() {
        return Err(format!("{} has no file that ends in .sql", path.display()).into());
    }
    let text = |file: PathBuf| {
        let text = files::read_text(&file);
        let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
        Ok((file, text))
    };
    found.into_iter().map(text).collect()
}

/// Rows for every table but those that a tool keeps for itself.
#[cfg(feature = "generate")]
async fn generate(url: &DatabaseUrl) -> Result<(), MigratorError> {
    use std::collections::BTreeSet;

    use crate::catalog;
    use crate::migrations::Layout;
    use crate::rows::{self, Hints, Queries, TableSelection};

    let client = connect(url, RetryFor::default()).await?;
    let histories = Layout::all().flat_map(|layout| layout.history().hidden);
    let histories: Vec<String> = histories.collect();
    catalog::exclude_history(&client, &histories).await?;
    let queries = Queries::prepare(&client).await?;
    let every = TableSelection {
        touched_by: None,
        emptied: &[],
        closed: &BTreeSet::new(),
    };
    rows::generate(&client, &queries, every, 1, &mut Hints::default()).await?;
    Ok(())
}
