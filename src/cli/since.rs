//! Which migrations a branch adds or changes, as git lists them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pgconform::checks::round_trip::Range;
use pgconform::migrations::{Migration, Migrations, Version};
use tokio::process::Command;
use tokio::time::timeout;

use super::Failure;

/// From the first to the last migration of which a file was added or changed since this branch left
/// `reference`, committed or not.
pub async fn range(
    migrations: &Migrations,
    reference: &str,
    limit: Duration,
) -> Result<Range, Failure> {
    let git = async |arguments: &[&str]| git(migrations.folder(), arguments, limit).await;
    let folder = migrations.folder();
    let left = git(&["merge-base", reference, "HEAD"]).await?;
    let changed = [
        "diff",
        "--name-only",
        "--relative",
        "-z",
        left.trim(),
        "--",
        ".",
    ];
    let new = ["ls-files", "--others", "--exclude-standard", "-z"];
    let listed = git(&changed).await? + &git(&new).await?;
    let files: BTreeSet<PathBuf> = listed.split('\0').map(|file| folder.join(file)).collect();
    let is_concerned = |migration: &&Migration| migration.files().any(|file| files.contains(file));
    let concerned = migrations.all().iter().filter(is_concerned);
    let versions: Vec<Version> = concerned.map(|migration| migration.version).collect();
    Ok(match versions[..] {
        [] => Range::NOTHING,
        [first, ..] => Range {
            from: Some(first),
            to: versions.last().copied(),
        },
    })
}

async fn git(folder: &Path, arguments: &[&str], limit: Duration) -> Result<String, Failure> {
    let failed = |why: String| Failure::Git {
        folder: folder.to_owned(),
        why,
    };
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    let output = timeout(limit, command.kill_on_drop(true).output()).await;
    let late = |_| failed(format!("git did not finish within {} s", limit.as_secs()));
    let output = output.map_err(late)?;
    let output = output.map_err(|error| failed(format!("git cannot be run: {error}")))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(failed(why))
    }
}
