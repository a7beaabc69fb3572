//! How a folder of migrations is read.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::checksum::Checksums;
use super::folder::{self, Folder};
use super::psql::Variables;
use super::{
    CommandContext, Commands, Error, Layout, Migration, Migrations, Script, TableName, layout,
};
use crate::settings::{self, CustomLayout, Environment, RoleName, SetUp, Settings};
use crate::sql::{identifier, literal};

/// Whether counted versions of our own layout may leave out a number.
///
/// Only counters are held to it: a version of eight digits or more is a date or a timestamp, and
/// those always leave out numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gaps {
    /// A number left out is an error: a file may have been lost in a merge.
    #[default]
    Refuse,
    /// Numbers may be left out.
    Allow,
}

/// What is said of a folder before it is read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Its layout; `None` to find it out.
    pub layout: Option<Layout>,
    /// The custom layout, if `layout` is not set.
    pub custom: Option<CustomLayout>,
    /// Whether numbers may be left out.
    pub gaps: Gaps,
    /// SQL that its migrations take for granted: roles, extensions, settings.
    pub setup: Vec<SetUp>,
    /// The schemas in which its unqualified names are made and found; none where nothing is said of them.
    pub search_path: Vec<String>,
    /// The role that runs them on new servers; none where that is the superuser.
    pub as_role: Option<RoleName>,
    /// The tables that its tool keeps for itself, where they have other names than usual; the first has a row for each
    /// migration. `schema.*` is all of a schema.
    pub history_tables: Vec<String>,
    /// The paths in it that are skipped.
    pub exclude: GlobSet,
    /// What its tool fills into the texts of its files.
    pub environment: Environment,
}

impl Reading {
    /// What these settings say of it.
    pub fn of(settings: &Settings, gaps: Gaps) -> Result<Self, settings::Error> {
        let layout = settings.layout.as_ref().map(|layout| {
            let names: Vec<&str> = Layout::all().map(|layout| layout.name()).collect();
            let known = Layout::named(&layout.value);
            known.ok_or_else(|| layout.not_among("layout", &layout.value, &names))
        });
        let mut exclude = GlobSetBuilder::new();
        for pattern in &settings.exclude.value {
            let glob = Glob::new(pattern);
            let wrong = |error: globset::Error| {
                let why = format!("not a glob: {}", error.kind());
                settings.exclude.refused("exclude", pattern, &why)
            };
            exclude.add(glob.map_err(wrong)?);
        }
        let wrong =
            |error: globset::Error| settings.exclude.refused("exclude", "", &error.to_string());
        let history_tables = &settings.history_table;
        for name in &history_tables.value {
            let table = name.strip_suffix(".*").unwrap_or(name);
            if TableName::parse(table).is_none() {
                let why = "expected the name of a table, such as app.schema_migrations, or of all tables of a schema, such as app.*";
                return Err(history_tables.refused("history-table", name, why));
            }
        }
        Ok(Self {
            layout: layout.transpose()?,
            custom: settings.custom_layout.clone(),
            history_tables: history_tables.value.clone(),
            gaps,
            setup: settings.setup.value.clone(),
            search_path: settings
                .search_path
                .as_ref()
                .map_or_else(Vec::new, |named| named.value.clone()),
            as_role: settings.as_role.as_ref().map(|named| named.value.clone()),
            exclude: exclude.build().map_err(wrong)?,
            environment: settings.environment().clone(),
        })
    }

    /// The error that names the folders of the project which hold migrations, where the one that was named is missing. An
    /// absolute path may be missing anywhere, and what is around it is not looked into.
    fn found_elsewhere(&self, folder: &Path, error: Error) -> Error {
        if !matches!(error, Error::NoFolder(_)) || folder.is_absolute() {
            return error;
        }
        let found = layout::below(Path::new("."), &self.environment);
        if found.is_empty() {
            return error;
        }
        Error::Elsewhere {
            folder: folder.to_owned(),
            found,
        }
    }

    /// Reads the folder.
    pub fn read(&self, folder: &Path) -> Result<Migrations, Error> {
        let files = Folder::open(folder, &self.exclude, &self.environment);
        let files = files.map_err(|error| self.found_elsewhere(folder, error))?;
        let (layout, mut ordered) = match (self.layout, &self.custom) {
            (Some(layout), _) => (layout, layout.read(&files)?),
            (None, Some(custom)) => (Layout::CUSTOM, Layout::CUSTOM.read_custom(&files, custom)?),
            (None, None) => {
                let layout = Layout::of(&files)?;
                (layout, layout.read(&files)?)
            }
        };
        for script in ordered.iter_mut().flat_map(Migration::scripts_mut) {
            script.name_in(folder);
        }
        let mut history = layout.history_of(&files, &self.history_tables, &mut ordered)?;
        if let (None, Some(custom)) = (self.layout, &self.custom) {
            layout::write_history(custom, &mut history, &mut ordered);
        }
        if layout.is_ours() && self.gaps == Gaps::Refuse {
            refuse_gaps(folder, &ordered)?;
        }
        Ok(Migrations {
            folder: folder.to_owned(),
            layout,
            setup: self.setup()?,
            as_role: self.as_role.clone(),
            context: CommandContext::default(),
            history,
            ordered,
            checksums: Checksums::default(),
        })
    }

    /// The migrations that a tool's own program lists, oldest first: a version a line, and what stands
    /// behind it is its name.
    pub fn listed(&self, commands: &Commands, list: &str) -> Result<Migrations, Error> {
        let ordered = layout::listed(commands, list)?;
        if ordered.is_empty() {
            return Err(Error::NothingListed);
        }
        Ok(Migrations {
            ordered,
            ..self.unlisted(commands)?
        })
    }

    /// The same before the program has listed any: what a server is to be where it does so.
    pub fn unlisted(&self, commands: &Commands) -> Result<Migrations, Error> {
        let mut history = Layout::BY_COMMAND.history();
        history
            .hidden
            .extend(layout::hidden_by(&self.history_tables));
        Ok(Migrations {
            folder: PathBuf::new(),
            layout: Layout::BY_COMMAND,
            setup: self.setup()?,
            as_role: self.as_role.clone(),
            context: commands.context.clone(),
            history,
            ordered: Vec::new(),
            checksums: Checksums::default(),
        })
    }

    /// The set-up, as psql would run it, then who runs the migrations, and what says where names are.
    fn setup(&self) -> Result<Vec<Script>, Error> {
        let script = |set_up: &SetUp| match set_up {
            SetUp::File(file) => {
                folder::refuse_name(file)?;
                let text = folder::text(file).map_err(of_the_set_up)?;
                Script::by_psql(file, &text, &Variables::new())
            }
            SetUp::Preset(preset) => {
                // Without a role of its own, the owner is who makes all this.
                let of_owner = self.as_role.is_none().then_some(preset.owner_sql);
                let sql = preset.sql.to_owned() + of_owner.unwrap_or_default();
                Script::by_psql(Path::new(preset.name), &sql, &owner("CURRENT_USER"))
            }
        };
        let scripts = self
            .setup
            .iter()
            .map(script)
            .chain(self.role_script())
            .chain(self.search_path_script());
        scripts.collect()
    }

    /// What makes the role that runs the migrations, unless the set-up has made it, and gives it the database and what owners
    /// have on its host. With the database it may create in `public`, which belongs to `pg_database_owner` from PostgreSQL 15 on.
    fn role_script(&self) -> Option<Result<Script, Error>> {
        let role = self.as_role.as_ref()?.as_str();
        let mut sql = include_str!("role.sql").replace("'app'", &literal(role));
        for set_up in &self.setup {
            if let SetUp::Preset(preset) = set_up {
                sql += preset.owner_sql;
            }
        }
        Some(Script::by_psql(
            Path::new("--as"),
            &sql,
            &owner(&identifier(role)),
        ))
    }

    /// What lets every role of a server make and find unqualified names there.
    fn search_path_script(&self) -> Option<Result<Script, Error>> {
        let makes = self.search_path.iter().filter(|name| *name != "$user");
        let role = self.as_role.as_ref().map(|role| identifier(role.as_str()));
        let owner = role.as_ref().map(|role| format!(" AUTHORIZATION {role}"));
        let owner = owner.unwrap_or_default();
        let makes =
            makes.map(|name| format!("CREATE SCHEMA IF NOT EXISTS {}{owner};\n", identifier(name)));
        let makes: String = makes.collect();
        let path: Vec<String> = self
            .search_path
            .iter()
            .map(|name| identifier(name))
            .collect();
        // What a set-up says for its own role, or for the database, would go before what is said for all.
        let path = path.join(", ");
        let roles = ["ALL".to_owned(), "CURRENT_USER".to_owned()];
        let set = roles.into_iter().chain(role);
        let set = set.map(|role| format!("ALTER ROLE {role} SET search_path = {path};\n"));
        let set: String = set.collect();
        let script = || {
            let (name, sql) = (Path::new("--search-path"), makes + &set);
            Script::by_psql(name, &sql, &Variables::new())
        };
        (!self.search_path.is_empty()).then(script)
    }
}

/// Who owns the database, as statements name a role.
fn owner(role: &str) -> Variables {
    Variables::from([("owner".to_owned(), role.to_owned())])
}

fn refuse_gaps(folder: &Path, ordered: &[Migration]) -> Result<(), Error> {
    for pair in ordered.windows(2) {
        let (before, after) = (pair[0].version, pair[1].version);
        if !after.is_date() && after.0 != before.0 + 1 {
            return Err(Error::Gap {
                folder: folder.to_owned(),
                before,
                after,
            });
        }
    }
    Ok(())
}

/// The same error, of a file that an option names.
fn of_the_set_up(error: Error) -> Error {
    match error {
        Error::Unreadable { path, source } => Error::SetUp { path, source },
        other => other,
    }
}
