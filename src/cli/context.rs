//! What a command runs with besides its own arguments.

use std::env;
use std::path::{Path, PathBuf};

use pgconform::settings::{ConfigFile, Environment, FileSize, Flags, Settings};

use super::Failure;
use super::arguments::GlobalArgs;

pub struct Context {
    pub settings: Settings,
    /// The settings file, where there is one.
    pub settings_file: Option<PathBuf>,
    /// Whether only the result is wanted.
    pub quiet: bool,
}

impl Context {
    /// A flag wins over a variable, a variable over `pgconform.toml`.
    pub fn new(flags: Flags, global: &GlobalArgs) -> Result<Self, Failure> {
        let environment = Environment::of_process();
        FileSize::limit_of(&environment)?;
        let file = match &global.config {
            Some(path) => Some(ConfigFile::read(path)?),
            None => ConfigFile::find(&current_folder()?)?,
        };
        Ok(Self {
            settings_file: file.as_ref().map(|file| file.path().to_owned()),
            settings: Settings::resolve(flags, environment, file)?,
            quiet: global.quiet,
        })
    }

    /// A path beside the folder of the migrations, where our own project has its rows and its approved catalog.
    pub fn beside_migrations(&self, path: &str) -> PathBuf {
        let migrations = &self.settings.migrations.value;
        migrations.parent().unwrap_or(Path::new("")).join(path)
    }

    /// Where rows are where no setting names their folder; it need not exist.
    pub fn usual_rows(&self) -> PathBuf {
        self.beside_migrations("fixtures/rows")
    }
}

/// The folder where the command is run.
pub fn current_folder() -> Result<PathBuf, Failure> {
    env::current_dir().map_err(|source| Failure::File {
        doing: "find the current folder",
        path: PathBuf::from("."),
        source,
    })
}
