//! All portions of a proof as one result, the one that a single process would have.

use std::collections::BTreeMap;

use super::saved::PROGRAM;
use super::{Saved, fingerprint};
use crate::checks::round_trip::outcome::{Outcome, PostgresUsed, StepOutcome};
use crate::migrations::{Migration, Migrations};
use crate::rows::Unfilled;

/// Why portions do not make a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// Some are not there.
    #[error(
        "the report of shard {} is missing, so nothing is known of its steps\n\
         help: see why its job ended, and run it again: pgconform verify-rollback --shard {}", list(.missing, *.of), first(.missing, *.of)
    )]
    Missing {
        /// Their numbers,
        missing: Vec<usize>,
        /// of so many.
        of: usize,
    },
    /// One is there twice.
    #[error("two reports are of shard {number}/{of}\nhelp: give each shard its own number")]
    Twice {
        /// Its number.
        number: usize,
        /// Of how many.
        of: usize,
    },
    /// They are not of one proof.
    #[error(
        "shard {number} has another {what} than shard {other}\nhelp: run every shard with the same pgconform on the same commit"
    )]
    Other {
        /// Which.
        number: usize,
        /// The first one.
        other: usize,
        /// What differs.
        what: &'static str,
    },
    /// They are of another release.
    #[error(
        "the shards were proved by pgconform {program}, and this is {PROGRAM}\nhelp: merge with the pgconform of the shards"
    )]
    OtherProgram {
        /// Which.
        program: String,
    },
    /// The files here are others.
    #[error(
        "the migrations in {folder} are not those that the shards have proved\nhelp: run merge on the commit of the shards"
    )]
    OtherFiles {
        /// Where they are.
        folder: String,
    },
    /// They were cut otherwise.
    #[error(
        "migration {version} is in {reports} of the shards' reports\nhelp: give every shard the same --timings, or none"
    )]
    Cut {
        /// Which.
        version: String,
        /// In how many.
        reports: usize,
    },
}

fn list(missing: &[usize], of: usize) -> String {
    let all: Vec<String> = missing.iter().map(|it| format!("{it}/{of}")).collect();
    all.join(", ")
}

fn first(missing: &[usize], of: usize) -> String {
    list(&missing[..missing.len().min(1)], of)
}

/// Joins them, in whichever order they come.
pub fn join(mut all: Vec<Saved>, migrations: &Migrations) -> Result<Outcome, JoinError> {
    all.sort_by_key(|it| it.number);
    is_whole(&all)?;
    if all[0].migrations != fingerprint(migrations) {
        let folder = migrations.folder().display().to_string();
        return Err(JoinError::OtherFiles { folder });
    }
    let asked = all[0].asked.clone();
    // A portion that came nowhere knows no server.
    let used = all.iter().find(|it| !it.postgres.version.is_empty());
    let postgres: PostgresUsed = used.unwrap_or(&all[0]).postgres.clone();
    let mut steps = Vec::new();
    let mut end = None;
    for saved in all {
        steps.extend(saved.steps);
        end = Some((saved.full_trip, saved.is_dead_end, saved.fill));
    }
    let mut by_version = BTreeMap::new();
    for step in &steps {
        *by_version.entry(step.version.clone()).or_insert(0) += 1;
    }
    for version in &asked {
        let reports = by_version.get(version).copied().unwrap_or_default();
        if reports != 1 {
            let version = version.clone();
            return Err(JoinError::Cut { version, reports });
        }
    }
    let of = |version: &String| -> Option<&Migration> {
        migrations.all().iter().find(|it| it.id == *version)
    };
    let restored = steps.into_iter().filter_map(|step| {
        let migration = of(&step.version)?;
        Some(step.restored(migration))
    });
    let steps: Vec<StepOutcome> = restored.collect();
    let (full_trip, is_dead_end, fill) = end.unwrap_or_default();
    let unfilled: Vec<Unfilled> = steps.iter().flat_map(|it| it.unfilled.clone()).collect();
    let is_forward_only = migrations.are_forward_only();
    Ok(Outcome {
        full_trip: full_trip.map(|trip| trip.beside(&steps, is_dead_end, is_forward_only)),
        fill: fill.map(|fill| fill.with_reasons(&unfilled)),
        ..Outcome::of_steps(migrations, postgres, steps)
    })
}

/// An error where they are not all portions of one proof.
fn is_whole(all: &[Saved]) -> Result<(), JoinError> {
    let first = &all[0];
    for saved in &all[1..] {
        let differs = [
            (saved.of != first.of, "number of shards"),
            (saved.program != first.program, "version of pgconform"),
            (
                saved.migrations != first.migrations,
                "content of its migrations",
            ),
            (saved.asked != first.asked, "range of migrations"),
            (
                saved.postgres.source != first.postgres.source,
                "source of servers",
            ),
        ];
        if let Some((_, what)) = differs.into_iter().find(|(differs, _)| *differs) {
            let (number, other) = (saved.number, first.number);
            return Err(JoinError::Other {
                number,
                other,
                what,
            });
        }
    }
    if first.program != PROGRAM {
        let program = first.program.clone();
        return Err(JoinError::OtherProgram { program });
    }
    let of = first.of;
    let twice = all.windows(2).find(|it| it[0].number == it[1].number);
    if let Some(twice) = twice {
        let number = twice[0].number;
        return Err(JoinError::Twice { number, of });
    }
    let is_there = |number: &usize| all.iter().any(|it| it.number == *number);
    let missing: Vec<usize> = (1..=of).filter(|number| !is_there(number)).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(JoinError::Missing { missing, of })
    }
}
