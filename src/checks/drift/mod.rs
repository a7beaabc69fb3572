//! Does a live database contain what its migrations make?

use serde::Serialize;
use serde_json::Value;
use tokio_postgres::Client;

use super::Error;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::{self, Catalog, Class, Difference, Identity};
use crate::connection::read_once;
use crate::findings::{Draft, Drafts, Evidence, Findings, Kind, Looks, Phase, Scope, Whole, words};
use crate::migrations::{Migration, Migrations, ToolHistory, Version};
use crate::postgres::{Server, Source};
use crate::runner::{self, History, Limits, MigrationStatus};
use crate::sql::with_common;

const CHECK: &str = "verify";

/// What can be found.
const KINDS: &[Kind] = &[
    Kind::Drift,
    Kind::Cosmetic,
    Kind::Pending,
    Kind::StaleAcknowledgement,
];

const LOOKS: Looks = Looks {
    heading: None,
    missing: "missing",
    leftover: "not made by the migrations",
    was: "the migrations make",
    is: "the database has",
};

/// What was seen. What of it is to be fixed, [`Outcome::findings`] says.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The newest version applied to the live database, or head where another tool keeps its history;
    /// `None` at base.
    pub current: Option<Version>,
    /// The migrations that are not applied to it yet; none where another tool keeps its history.
    pub pending: Vec<Pending>,
    /// What the live database does not share with one made by the same migrations.
    pub differences: Vec<Found>,
}

/// A migration that is not applied yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// As its tool writes its version.
    pub version: String,
    /// Its name.
    pub name: String,
}

/// A difference: `was` is what the migrations make, `is` is what the live database has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What differs.
    #[serde(flatten)]
    pub difference: Difference,
    /// How much it matters.
    pub class: Class,
}

/// Compares a live database with a throw-away one at the same version.
///
/// The live one is only read: its catalog in one repeatable-read and read-only transaction, and
/// nothing is prepared in its session. Roles, tablespaces and other databases belong to its server
/// and are left out. Whoever owns the schema there stands for whoever owns it here.
pub async fn find(
    source: &Source,
    migrations: &Migrations,
    live: &Client,
) -> Result<Outcome, Error> {
    let layout = migrations.layout();
    let mut pending = Vec::new();
    let current = if layout.is_ours() {
        let history = History::read(live).await?;
        let status = MigrationStatus::of(migrations, &history);
        status.check()?;
        let of = |version: &Version| migrations.get(*version);
        pending.extend(status.pending.iter().filter_map(of).map(Pending::of));
        status.current
    } else {
        Some(migrations.head())
    };
    compare(source, migrations, live, (current, pending)).await
}

/// The same where the live database is taken to be at `version`, whatever its history says.
pub async fn find_at(
    source: &Source,
    migrations: &Migrations,
    live: &Client,
    version: Version,
) -> Result<Outcome, Error> {
    compare(source, migrations, live, (Some(version), Vec::new())).await
}

async fn compare(
    source: &Source,
    migrations: &Migrations,
    live: &Client,
    (current, pending): (Option<Version>, Vec<Pending>),
) -> Result<Outcome, Error> {
    let is = portable(live, migrations.history()).await?;
    let was = made_by(source, migrations, current).await?;
    let differences = catalog::diff(&was, &is).into_iter();
    let differences = differences.map(|difference| Found {
        class: difference.class(),
        difference,
    });
    Ok(Outcome {
        current,
        pending,
        differences: differences.collect(),
    })
}

impl Pending {
    fn of(migration: &Migration) -> Self {
        Self {
            version: migration.id.clone(),
            name: migration.name.clone(),
        }
    }
}

impl Outcome {
    /// What is to be fixed and to be known, in the order of the objects.
    #[must_use]
    pub fn findings(&self) -> Findings {
        let mut drafts = Drafts::of(CHECK);
        for Found { difference, class } in &self.differences {
            let kind = match class {
                Class::Schema | Class::ColumnOrder => Kind::Drift,
                Class::Cosmetic => Kind::Cosmetic,
            };
            let mut draft = Draft::new(kind, None, words::differs(difference));
            draft.object = Some(difference.object.to_string());
            draft.about = words::about(difference).to_vec();
            draft.evidence = Evidence::Difference {
                difference: difference.clone(),
                looks: &LOOKS,
            };
            drafts.add(draft);
        }
        for Pending { version, name } in &self.pending {
            let what = words::line(&format!("{version} {name} is pending"));
            let mut draft = Draft::new(Kind::Pending, None, what);
            draft.object = Some(version.clone());
            draft.about = vec![version.clone()];
            drafts.add(draft);
        }
        Findings::new(CHECK, drafts.end(), self.scope(), Vec::new())
    }

    fn scope(&self) -> Scope {
        let at = self
            .current
            .map_or_else(|| "base".to_owned(), |version| version.to_string());
        let objects: BTreeSet<&Identity> = self
            .differences
            .iter()
            .map(|it| &it.difference.object)
            .collect();
        Scope {
            claim: format!("the database is what its migrations make at {at}"),
            kinds: KINDS,
            whole: Some(Whole {
                name: "database",
                title: "database".to_owned(),
                at_fault: match objects.len() {
                    1 => format!("1 object is not what the migrations make at {at}"),
                    many => format!("{many} objects are not what the migrations make at {at}"),
                },
                reached: Phase::Compared,
                remark: None,
            }),
            ..Scope::default()
        }
    }
}

/// The catalog of a database that these migrations alone have made, up to `version`.
pub async fn made_by(
    source: &Source,
    migrations: &Migrations,
    version: Option<Version>,
) -> Result<Catalog, Error> {
    let source = runner::source_for(migrations, source.clone());
    let server = Server::blank(&source).await?;
    let client = runner::build(server.client_url(), migrations, version, Limits::default()).await?;
    portable(&client, migrations.history()).await
}

/// The catalog of a database, told apart from its server: whoever owns the schema is called the
/// owner, and what belongs to the server, or to the migration tool, is left out.
pub async fn portable(client: &Client, history: &ToolHistory) -> Result<Catalog, Error> {
    let mut catalog =
        catalog::read_excluding(client, catalog::Scope::Database, &history.hidden).await?;
    let owner = read_once(client, &with_common(include_str!("schema_owner.sql")), &[]).await?;
    if let Some(owner) = owner.first() {
        let owner: String = owner.get(0);
        for facts in catalog.objects.values_mut() {
            for value in Arc::make_mut(facts).values_mut() {
                rename(value, &owner);
            }
        }
    }
    Ok(catalog)
}

/// The name that every owner of the schema gets; no role can have it.
const OWNER: &str = "the owner";

/// Whether a text has the form `role=rights/grantor`.
fn is_privilege(text: &str) -> bool {
    text.split_once('=')
        .is_some_and(|(_, rights)| rights.contains('/'))
}

/// Gives the owner's name in a fact, alone or in a privilege such as `owner=r/owner`, to `OWNER`.
fn rename(value: &mut Value, owner: &str) {
    match value {
        Value::String(text) if text == owner => OWNER.clone_into(text),
        Value::String(text) => {
            if let Some(rights) = text.strip_prefix(&format!("{owner}=")) {
                *text = format!("{OWNER}={rights}");
            }
            if let Some(rights) = text.strip_suffix(&format!("/{owner}")) {
                *text = format!("{rights}/{OWNER}");
            }
        }
        Value::Array(items) => {
            // Privileges come in the order of their names, which the owner's may now change; a list
            // that is in another order for a reason holds no privilege.
            let is_privileges = items
                .iter()
                .any(|item| item.as_str().is_some_and(is_privilege));
            for item in &mut *items {
                rename(item, owner);
            }
            if is_privileges {
                items.sort_by_key(ToString::to_string);
            }
        }
        _ => {}
    }
}
