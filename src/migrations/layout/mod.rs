//! How the tools that people use lay out their migrations: one file each.
//!
//! A layout is added by its file, and its name in two lists here.

mod command;
mod dbmate;
mod diesel;
mod drizzle;
mod flyway;
mod golang_migrate;
mod goose;
mod pgconform;
mod postgrator;
mod prisma;
mod sections;
mod sqitch;
mod sqlx;
mod steps;
mod tern;

pub(super) use command::listed;
pub use command::{CommandContext, Commands, Reach};

use std::fmt;
use std::path::Path;

use serde::{Serialize, Serializer};

use super::folder::Folder;
use super::{Error, Migration};

/// All of them, as they are listed to people.
const LAYOUTS: [Layout; 12] = [
    pgconform::LAYOUT,
    dbmate::LAYOUT,
    diesel::LAYOUT,
    drizzle::LAYOUT,
    flyway::LAYOUT,
    golang_migrate::LAYOUT,
    goose::LAYOUT,
    postgrator::LAYOUT,
    prisma::LAYOUT,
    sqitch::LAYOUT,
    sqlx::LAYOUT,
    tern::LAYOUT,
];

/// How one tool lays out its migrations.
#[derive(Clone, Copy)]
pub struct Layout {
    /// As the tool calls itself, in lower case.
    name: &'static str,
    /// What its files look like, for people.
    form: &'static str,
    /// The tables that the tool keeps for itself, unqualified, and its schemas with `.*` behind them: no
    /// migration's doing.
    history: &'static [&'static str],
    /// What to do where a migration has no down, by the name of its up's file.
    no_down: fn(up: &str) -> String,
    /// How surely a folder is laid out like this.
    sign: fn(&Folder) -> Sign,
    /// Its migrations, in its order.
    read: fn(&Folder) -> Result<Vec<Migration>, Error>,
}

/// What a folder shows of a layout.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// Nothing.
    Absent,
    /// Files that it could have, and others too.
    Shared,
    /// What no other layout has.
    Own,
}

impl Sign {
    fn own_if(is_here: bool) -> Self {
        if is_here { Self::Own } else { Self::Absent }
    }

    fn shared_if(is_here: bool) -> Self {
        if is_here { Self::Shared } else { Self::Absent }
    }
}

impl Layout {
    /// The one that pgconform's own runner moves databases by.
    pub const OURS: Self = pgconform::LAYOUT;

    /// The one of tools that bring their own programs.
    pub const BY_COMMAND: Self = command::LAYOUT;

    /// The tables that its tool keeps for itself, unqualified.
    #[must_use]
    pub fn history(&self) -> &'static [&'static str] {
        self.history
    }

    /// What to do where a migration has no down, by the name of its up's file.
    #[must_use]
    pub fn no_down(&self, up: &str) -> String {
        (self.no_down)(up)
    }

    /// Whether a down can say in a comment what it loses: a command is no file.
    #[must_use]
    pub fn takes_declarations(&self) -> bool {
        *self != Self::BY_COMMAND
    }

    /// Its name: `goose`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What its files look like, for people.
    #[must_use]
    pub fn form(&self) -> &'static str {
        self.form
    }

    /// Whether pgconform itself moves databases by it; by the others, their own tools do.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.name == Self::OURS.name
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
        let signs: Vec<(Self, Sign)> = Self::all()
            .map(|layout| (layout, (layout.sign)(folder)))
            .collect();
        let surest = signs.iter().map(|(_, sign)| *sign).max();
        let is_found = |sign| sign > Sign::Absent && Some(sign) == surest;
        let found: Vec<Self> = signs
            .into_iter()
            .filter(|(_, sign)| is_found(*sign))
            .map(|(layout, _)| layout)
            .collect();
        match found[..] {
            [layout] => Ok(layout),
            [] => Err(Error::NoLayout {
                folder: folder.root.clone(),
                strange: folder.files.first().cloned(),
                looked_for: forms(Self::all()),
            }),
            _ => Err(Error::ManyLayouts {
                folder: folder.root.clone(),
                found: forms(found),
            }),
        }
    }

    /// The migrations of a folder that is laid out like this.
    pub(super) fn read(&self, folder: &Folder) -> Result<Vec<Migration>, Error> {
        let migrations = (self.read)(folder)?;
        if migrations.is_empty() && self.is_ours() {
            return Err(Error::Empty(folder.root.clone()));
        }
        if migrations.is_empty() {
            return Err(Error::NothingOf {
                folder: folder.root.clone(),
                layout: *self,
            });
        }
        Ok(migrations)
    }

    fn unknown(&self, folder: &Folder, file: &Path) -> Error {
        Error::NotOf {
            file: folder.path(file),
            layout: *self,
        }
    }
}

/// A line for each, with what its files look like.
fn forms(layouts: impl IntoIterator<Item = Layout>) -> String {
    layouts
        .into_iter()
        .map(|layout| format!("\n  {:<16}{}", layout.name, layout.form))
        .collect()
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Layout {}

/// As its name.
impl Serialize for Layout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.form)
    }
}
