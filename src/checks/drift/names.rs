//! Finds the migration to which a name in a tool's history refers.

use sha2::{Digest, Sha256};

use crate::migrations::{Migration, Migrations, Version};

/// The migration that a history calls so: by its version, its name, its file or folder, or the hash of its up.
pub(super) fn named(migrations: &Migrations, name: &str) -> Option<Version> {
    let found = migrations.all().iter().find(|it| is_called(it, name));
    found.map(|migration| migration.version)
}

/// That migration, and those before it; where it is gone, those with a lower number.
pub(super) fn up_to(migrations: &Migrations, name: &str) -> Vec<Version> {
    let number = |id: &str| id.parse::<i128>().ok();
    let all = migrations.all().iter();
    match (named(migrations, name), number(name)) {
        (Some(last), _) => all.map(|it| it.version).filter(|it| *it <= last).collect(),
        (None, Some(last)) => {
            let is_before = |it: &&Migration| number(&it.id).is_some_and(|id| id <= last);
            all.filter(is_before).map(|it| it.version).collect()
        }
        (None, None) => Vec::new(),
    }
}

fn is_called(migration: &Migration, name: &str) -> bool {
    let number = |id: &str| id.parse::<i128>().ok();
    let file = &migration.up.file;
    let parts = [
        file.file_name(),
        file.file_stem(),
        file.parent().and_then(|it| it.file_name()),
    ];
    let mut parts = parts.into_iter().flatten();
    let hash = || {
        let hash = Sha256::digest(&migration.up.sql);
        hash.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    migration.id == name
        || number(name).is_some() && number(&migration.id) == number(name)
        || migration.name == name
        || parts.any(|part| part == name)
        || name.len() == 64 && hash() == name
}
