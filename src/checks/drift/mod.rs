//! Does a live database contain what its migrations make?

mod alike;
mod ignore;
mod names;
mod portable;
mod reparsed;
mod run_time;
mod shapes;
mod standing;
mod tool_history;
mod unreadable;

use std::collections::BTreeSet;

use serde::Serialize;
use tokio_postgres::Client;

use super::Error;

use crate::catalog::{self, Catalog, Class, Difference, Identity};
use crate::checks::error::answered;
use crate::connection::{RetryFor, connect};
use crate::findings::{
    Draft, Drafts, Evidence, Findings, Group, Kind, Looks, Phase, Remark, Scope, Whole, words,
};

use crate::migrations::{Layout, Migration, Migrations, Version};
use crate::postgres::{Server, Source};
use crate::runner::{self, Limits};
use standing::Standing;

pub use ignore::Ignored;
pub use portable::{portable, snapshot};
pub use unreadable::Unreadable;

const CHECK: &str = "verify";

/// What can be found.
const KINDS: &[Kind] = &[
    Kind::Drift,
    Kind::Cosmetic,
    Kind::Pending,
    Kind::Unreadable,
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
    /// The newest version applied to the live database, or head where its history was not believed; `None` at base.
    pub current: Option<Version>,
    /// The migrations that are not applied to it yet.
    pub pending: Vec<Pending>,
    /// What the live database does not share with one made by the same migrations.
    pub differences: Vec<Found>,
    /// What the role that reads may not see of the live database.
    pub unreadable: Vec<Unreadable>,
    /// Partitions that only the live database has, below tables that both have.
    pub partitions: Vec<String>,
    /// What the tool's history there names and the folder does not have.
    pub strange: Vec<String>,
    /// Why the tool's history was not believed.
    pub unknown: Option<String>,
    /// What the migrations make, as far as it was compared.
    #[serde(skip)]
    pub made: Catalog,
    #[serde(skip)]
    apply: String,
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

const LIVE: &str = "the database";
const THROW_AWAY: &str = "the throw-away server";
const READING: &str = "its catalog is read";

/// Compares a live database with a throw-away one at the same version.
///
/// The live one is only read: its catalog in one repeatable-read and read-only transaction, and
/// nothing is prepared in its session. Roles, tablespaces and other databases belong to its server
/// and are left out. Whoever ran the migrations there stands for whoever ran them here.
pub async fn find(
    source: &Source,
    migrations: &Migrations,
    live: &Client,
    ignored: &Ignored,
    limits: Limits,
) -> Result<Outcome, Error> {
    let reading = Standing::read(migrations, live);
    let standing = answered(LIVE, "its history is read", limits.answer(), reading).await?;
    compare(source, migrations, live, (standing, ignored), limits).await
}

/// The same where the live database is taken to be at `version`, whatever its history says.
pub async fn find_at(
    source: &Source,
    migrations: &Migrations,
    live: &Client,
    version: Version,
    limits: Limits,
) -> Result<Outcome, Error> {
    let (standing, ignored) = (Standing::at(version), Ignored::default());
    let limits = limits.of_proof();
    compare(source, migrations, live, (standing, &ignored), limits).await
}

async fn compare(
    source: &Source,
    migrations: &Migrations,
    live: &Client,
    (standing, ignored): (Standing, &Ignored),
    limits: Limits,
) -> Result<Outcome, Error> {
    let reading = portable(live, migrations.history());
    let is = answered(LIVE, READING, limits.answer(), reading).await?;
    let of = |version: &Version| migrations.get(*version).map(Pending::of);
    let pending = standing.pending.iter().filter_map(of).collect();
    // Their tool may have left out some that others came after.
    let applied = migrations.retaining(|it| !standing.pending.contains(&it.version));
    let applied = applied.as_ref().unwrap_or(migrations);
    let (was, server) = make(source, applied, standing.current, limits).await?;
    let (is, unreadable) = unreadable::take_out(is);
    let was = unreadable::without(was, &unreadable);
    let [was, is] = ignored.leave_out([was, is]);
    let mut differences = catalog::diff(&was, &is);
    let partitions = run_time::take_out(&was, &is, &mut differences);
    let differences = reparsed::remaining(&server.client, &was, differences).await?;
    let mut found = Vec::new();
    for difference in differences {
        found.push(Found {
            class: catalog::classified(&server.client, &difference, &was).await?,
            difference,
        });
    }
    Ok(Outcome {
        current: standing.current,
        pending,
        differences: found,
        unreadable,
        partitions,
        strange: standing.strange,
        unknown: standing.unknown,
        made: was,
        apply: apply(migrations.layout()),
    })
}

/// How pending migrations are applied.
fn apply(layout: Layout) -> String {
    if layout.is_ours() {
        "run 'pgconform up'".to_owned()
    } else if layout == Layout::BY_COMMAND {
        "apply it with its tool".to_owned()
    } else {
        format!("apply it with {}", layout.name())
    }
}

/// A throw-away server and the session that made its database.
struct Made {
    client: Client,
    _server: Server,
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
            draft.help = Some(self.apply.clone());
            drafts.add(draft);
        }
        for Unreadable { object, facts } in &self.unreadable {
            let facts = facts.join(", ");
            let what = words::line(&format!("{facts} of {object} cannot be read by this role"));
            let mut draft = Draft::new(Kind::Unreadable, None, what);
            draft.object = Some(object.to_string());
            draft.about = vec![object.kind.clone(), object.name.clone(), facts];
            drafts.add(draft);
        }
        Findings::new(CHECK, drafts.end(), self.scope(), self.remarks())
    }

    fn remarks(&self) -> Vec<Remark> {
        let of = |title, names: &[String], why: &str| Remark {
            title,
            summary: None,
            groups: vec![Group {
                names: names.to_vec(),
                why: (!why.is_empty()).then(|| why.to_owned()),
            }],
        };
        let mut remarks = Vec::new();
        if !self.partitions.is_empty() {
            remarks.push(Remark {
                summary: Some(match self.partitions.len() {
                    1 => "1 partition was made at run time".to_owned(),
                    many => format!("{many} partitions were made at run time"),
                }),
                ..of("partitions made at run time", &self.partitions, "")
            });
        }
        if !self.strange.is_empty() {
            remarks.push(of("applied, and not in the folder", &self.strange, ""));
        }
        if let Some(why) = &self.unknown {
            let names = ["compared with head".to_owned()];
            remarks.push(of("history not read", &names, why));
        }
        remarks
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
            kinds: KINDS.into(),
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

/// The catalog of a database that these migrations alone have made, up to `version`: the same on every major version,
/// unless they use what only some have.
pub async fn made_by(
    source: &Source,
    migrations: &Migrations,
    version: Option<Version>,
    limits: Limits,
) -> Result<Catalog, Error> {
    let made = build(source, migrations, version, limits).await?;
    let reading = snapshot(&made.client, migrations.history());
    answered(THROW_AWAY, READING, limits.answer(), reading).await
}

async fn make(
    source: &Source,
    migrations: &Migrations,
    version: Option<Version>,
    limits: Limits,
) -> Result<(Catalog, Made), Error> {
    let made = build(source, migrations, version, limits).await?;
    let reading = portable(&made.client, migrations.history());
    let catalog = answered(THROW_AWAY, READING, limits.answer(), reading).await?;
    Ok((catalog, made))
}

async fn build(
    source: &Source,
    migrations: &Migrations,
    version: Option<Version>,
    limits: Limits,
) -> Result<Made, Error> {
    let source = runner::source_for(migrations, source.clone());
    let mut server = Server::blank(&source).await?;
    let mut client = runner::build(&mut server, migrations, version, limits).await?;
    if migrations.as_role().is_some() {
        // Not everything may be read by everybody.
        client = connect(server.url(), RetryFor::default()).await?;
    }
    Ok(Made {
        client,
        _server: server,
    })
}
