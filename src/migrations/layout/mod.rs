//! How the tools that people use lay out their migrations: one file each.
//!
//! A layout is added by its file and its line in `layouts!`.

mod sections;
mod steps;

use std::fmt;
use std::path::Path;

use super::folder::Folder;
use super::{Error, Migration};

/// Declares each layout's module, and lists them in this order.
macro_rules! layouts {
    ($($module:ident)*) => {
        $(mod $module;)*
        static LAYOUTS: &[Layout] = &[$($module::LAYOUT),*];
    };
}

layouts! {
    pgconform
    flyway
    golang_migrate
    sqlx
    diesel
    dbmate
    goose
    sqitch
    tern
    postgrator
    prisma
    drizzle
}

/// How one tool lays out its migrations.
#[derive(Clone, Copy)]
pub struct Layout {
    /// As the tool calls itself, in lower case.
    name: &'static str,
    /// What its files look like, for people.
    form: &'static str,
    /// How surely a folder is laid out like this.
    sign: fn(&Folder) -> Result<Sign, Error>,
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

impl Layout {
    /// The one that pgconform's own runner moves databases by.
    pub const OURS: Self = pgconform::LAYOUT;

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
        LAYOUTS.iter().copied()
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|layout| layout.name == name)
    }

    /// The one that a folder has.
    pub(super) fn of(folder: &Folder) -> Result<Self, Error> {
        let mut signs = Vec::new();
        for layout in Self::all() {
            signs.push((layout, (layout.sign)(folder)?));
        }
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
