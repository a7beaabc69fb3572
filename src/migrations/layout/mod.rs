//! The layouts of migration tools, one file each.
//!
//! A layout is added by its file, and its name in two lists here.

mod atlas;
mod both_directions;
mod command;
mod custom;
mod dbmate;
mod definition;
mod diesel;
mod drafts;
mod drizzle;
mod elsewhere;
mod flyway;
mod golang_migrate;
mod goose;
mod hasura;
mod history;
mod mybatis;
mod node_pg_migrate;
mod pgconform;
mod postgrator;
mod prisma;
mod programs;
mod refinery;
mod river;
mod sections;
mod sqitch;
mod sql_migrate;
mod sqlx;
mod supabase;
mod tern;

pub(super) use command::listed;
pub use command::{CommandContext, Commands, Reach};
pub(super) use custom::write_history;
pub use definition::Layout;
pub(super) use elsewhere::below;
pub(super) use history::hidden_by;

use definition::Detection;
use history::Movement;

use super::folder::Folder;
use super::history::{HistoryRows, TableName, ToolHistory, TransactionStatus};
use super::{Error, Migration};
use crate::settings::CustomLayout;

/// All of them, as they are listed to people.
const LAYOUTS: [Layout; 20] = [
    pgconform::LAYOUT,
    atlas::LAYOUT,
    dbmate::LAYOUT,
    diesel::LAYOUT,
    drizzle::LAYOUT,
    flyway::LAYOUT,
    golang_migrate::LAYOUT,
    goose::LAYOUT,
    hasura::LAYOUT,
    mybatis::LAYOUT,
    node_pg_migrate::LAYOUT,
    postgrator::LAYOUT,
    prisma::LAYOUT,
    refinery::LAYOUT,
    river::LAYOUT,
    sql_migrate::LAYOUT,
    sqitch::LAYOUT,
    sqlx::LAYOUT,
    supabase::LAYOUT,
    tern::LAYOUT,
];

impl Layout {
    /// The one that pgconform's own runner moves databases by.
    pub const OURS: Self = pgconform::LAYOUT;

    /// The one of tools that bring their own programs.
    pub const BY_COMMAND: Self = command::LAYOUT;

    /// The one that `[custom-layout]` in `pgconform.toml` describes.
    pub const CUSTOM: Self = custom::LAYOUT;

    /// Whether a down can say in a comment what it loses: a command is not a file.
    #[must_use]
    pub fn takes_declarations(&self) -> bool {
        *self != Self::BY_COMMAND
    }

    /// Whether pgconform itself moves databases by it; by the others, their own tools do.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.name == Self::OURS.name
    }

    /// Whether its tool applies all migrations of a run in one transaction.
    #[must_use]
    pub fn is_one_transaction(&self) -> bool {
        self.history.transactions == TransactionStatus::OneForAll
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        LAYOUTS.into_iter()
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|layout| layout.name == name)
    }

    /// The one that a folder has.
    pub(super) fn of(folder: &Folder) -> Result<Self, Error> {
        let detections: Vec<(Self, Detection)> = Self::all()
            .map(|layout| (layout, (layout.detect)(folder)))
            .collect();
        let surest = detections.iter().map(|(_, detection)| *detection).max();
        let is_found = |detection| detection > Detection::Absent && Some(detection) == surest;
        let found: Vec<Self> = detections
            .into_iter()
            .filter(|(_, detection)| is_found(*detection))
            .map(|(layout, _)| layout)
            .collect();
        match found[..] {
            [layout] => Ok(layout),
            [] if let Some(advice) = programs::advice(folder) => Err(Error::Programs {
                folder: folder.root.clone(),
                whose: advice.whose,
                help: advice.help,
            }),
            [] => {
                let within = below(&folder.root, &folder.environment);
                if !within.is_empty() {
                    return Err(Error::Elsewhere {
                        folder: folder.root.clone(),
                        found: within,
                    });
                }
                Err(Error::NoLayout {
                    folder: folder.root.clone(),
                    strange: folder.files.first().cloned(),
                    looked_for: forms(Self::all()),
                })
            }
            _ => Err(Error::ManyLayouts {
                folder: folder.root.clone(),
                found: forms(found),
            }),
        }
    }

    /// What its tool leaves out of a schema's own tables, where nothing is said of the project: unqualified tables, and
    /// schemas with `.*` behind their names.
    #[must_use]
    pub fn history(&self) -> ToolHistory {
        ToolHistory {
            hidden: self.hidden().collect(),
            ..ToolHistory::default()
        }
    }

    fn hidden(&self) -> impl Iterator<Item = String> {
        let hidden = self.history.hidden.iter().copied();
        hidden.map(str::to_owned)
    }

    /// The history of a folder's tool. `named` are the tables that a person has named; the first is the one with a row
    /// for each migration. Those rows are added to the migrations.
    pub(super) fn history_of(
        &self,
        folder: &Folder,
        named: &[String],
        migrations: &mut [Migration],
    ) -> Result<ToolHistory, Error> {
        let rules = self.history;
        let table = named.iter().find_map(|it| TableName::parse(it));
        let configured = || TableName::parse(&(rules.configured)(folder)?);
        let table = table.or_else(configured);
        let table = table.or_else(|| TableName::parse(rules.table));
        let table = table.expect("each tool's own name for its table is one");
        let mut below: Option<String> = None;
        for migration in migrations {
            let movement = Movement {
                table: &table,
                migration,
                below: below.as_deref(),
            };
            migration.history = HistoryRows {
                up: (rules.up)(&movement),
                down: (rules.down)(&movement),
            };
            below = Some(migration.id.clone());
        }
        let own = [(rules.owns)(&table)];
        Ok(ToolHistory {
            hidden: self.hidden().chain(own).chain(hidden_by(named)).collect(),
            create: (rules.create)(folder, &table)?,
            session: rules.session,
            transactions: rules.transactions,
        })
    }

    /// The migrations of a folder that is laid out like this.
    pub(super) fn read(&self, folder: &Folder) -> Result<Vec<Migration>, Error> {
        self.sound(folder, (self.read)(folder)?)
    }

    /// The same in a custom layout.
    pub(super) fn read_custom(
        &self,
        folder: &Folder,
        custom: &CustomLayout,
    ) -> Result<Vec<Migration>, Error> {
        self.sound(folder, custom::read(folder, custom)?)
    }

    fn sound(&self, folder: &Folder, migrations: Vec<Migration>) -> Result<Vec<Migration>, Error> {
        if migrations.is_empty() && self.is_ours() {
            return Err(Error::Empty(folder.root.clone()));
        }
        if migrations.is_empty() {
            return Err(Error::NoneOfLayout {
                folder: folder.root.clone(),
                layout: self.to_string(),
            });
        }
        for migration in &migrations {
            both_directions::refuse(*self, &migration.up)?;
        }
        Ok(migrations)
    }
}

/// A line for each, with what its files look like.
fn forms(layouts: impl IntoIterator<Item = Layout>) -> String {
    layouts
        .into_iter()
        .map(|layout| format!("\n  {:<16}{}", layout.name, layout.form))
        .collect()
}
