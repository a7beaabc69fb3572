//! The three systems that our schema serves, each as its own document asks for it: with its own tool's
//! layout, proved by that tool's rules, and held to its own promises.
//!
//! What a document promises and its schema does not keep is a finding: a test here says so by name,
//! and `fixtures/systems/findings.txt` lists every promise with what the database answered, that of the
//! document and then our own.

mod alembic;
pub mod decided;
mod findings;
mod promises;
mod quickstart;
mod specification;
mod story;

use std::path::PathBuf;

use pgconform::checks::round_trip::{self, Conditions, Outcome};
use pgconform::migrations::{Gaps, Migrations};
use pgconform::rows::Seeds;
use pgconform::testing::{Pool, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::conventions;
use crate::support::folder::crate_folder;
use crate::support::{approved, summary};

/// A project with migrations of its own.
#[derive(Clone, Copy)]
struct System {
    name: &'static str,
    /// Where it stands in this repository.
    folder: &'static str,
    /// The tool's folder of migrations, below that.
    migrations: &'static str,
    /// The folder of the rows for its proof, if it keeps any.
    rows: &'static str,
    layout: &'static str,
    /// What its document promises, as questions.
    promises: &'static str,
}

const STORY: System = System {
    name: "story",
    folder: "fixtures/systems/story",
    migrations: "prisma/migrations",
    rows: "rows",
    layout: "prisma",
    promises: include_str!("story.sql"),
};

const SPECIFICATION: System = System {
    name: "specification",
    folder: "fixtures/systems/specification",
    migrations: "drizzle",
    rows: "rows",
    layout: "drizzle",
    promises: include_str!("specification.sql"),
};

const QUICKSTART: System = System {
    name: "quickstart",
    folder: "fixtures/systems/quickstart",
    migrations: "offline",
    rows: "rows",
    layout: "pgconform",
    promises: include_str!("quickstart.sql"),
};

/// The one that serves all three; it promises what they do.
const OURS: System = System {
    name: "ours",
    folder: "",
    migrations: "migrations",
    rows: "fixtures/rows",
    layout: "pgconform",
    promises: "",
};

const DOCUMENTS: [System; 3] = [STORY, SPECIFICATION, QUICKSTART];

fn folder() -> PathBuf {
    crate_folder().join("fixtures/systems")
}

impl System {
    fn folder(&self) -> PathBuf {
        crate_folder().join(self.folder)
    }

    fn load(&self) -> Migrations {
        let folder = self.folder().join(self.migrations);
        Migrations::load(folder, Gaps::Refuse).unwrap_or_else(|error| panic!("{error}"))
    }

    /// A server with everything that the system's migrations make.
    async fn head(&self) -> TestDb {
        TestDb::head_of(&self.load()).await
    }

    /// What breaks one of our conventions in it.
    async fn breaches(&self, rule: &str) -> Vec<String> {
        let is_there = conventions::rules().iter().any(|(name, _)| name == rule);
        assert!(is_there, "there is no rule {rule}");
        let found = conventions::violations(&self.head().await).await;
        let of_rule = found.into_iter().filter(|violation| violation.rule == rule);
        of_rule.map(|violation| violation.object).collect()
    }

    /// The proof of its migrations, with the rows that it keeps for that, if it keeps any.
    async fn proof(&self) -> Outcome {
        let source = Pool::of_process().source().await;
        let rows = self.folder().join(self.rows);
        let seeds = if rows.is_dir() {
            Seeds::load(&rows).expect("the rows are named by versions")
        } else {
            Seeds::default()
        };
        let migrations = self.load();
        let conditions = Conditions::default();
        let proof = round_trip::prove(&source, &migrations, &seeds, &conditions, |_| {});
        proof.await.expect("the proof can be made")
    }
}

#[rstest]
#[case::story(STORY)]
#[case::specification(SPECIFICATION)]
#[case::quickstart(QUICKSTART)]
#[tokio::test]
async fn a_system_is_proved_by_its_tools_rules(#[case] system: System) {
    assert_eq!(system.load().layout().name(), system.layout);
    let expected = system.folder().join("expected.txt");
    approved(expected, &summary(&system.proof().await));
}
