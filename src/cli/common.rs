//! What every command takes.

use std::path::PathBuf;
use std::sync::Once;
use std::time::Duration;

use clap::{Args, ValueEnum};
use globset::{Glob, GlobSet};
use pgconform::connection::{
    DatabaseUrl, RetryFor, Sources, address, connect_watched, refuse_pooler,
};
use pgconform::migrations::{CommandContext, Commands, Gaps, Layout, Migrations, Reach, Reading};
use pgconform::postgres::{self, Server, Source};
use pgconform::runner::{self, CommandStep, Limits};
use pgconform::settings::{Environment, Settings};
use tokio_postgres::Client;

use super::log::{self, Log};
use super::{Failure, confinement, dot_env, output, progress};

#[derive(Args)]
pub struct Common {
    /// Folder of the migrations
    #[arg(
        long,
        value_name = "DIR",
        env = "PGCONFORM_MIGRATIONS",
        default_value = "migrations",
        global = true
    )]
    pub migrations: PathBuf,
    /// How the migrations are laid out [default: found out from the folder]
    #[arg(long, value_name = "NAME", value_parser = layout, env = "PGCONFORM_LAYOUT", global = true)]
    layout: Option<Layout>,
    /// Paths in the folder of the migrations to pass over, as 'drafts/**' or '*.bak.sql'
    #[arg(long, value_name = "GLOB", value_parser = Glob::new, value_delimiter = ',', global = true)]
    exclude: Vec<Glob>,
    #[command(flatten)]
    command: ByCommand,
    /// SQL that a new server needs before the migrations: roles, extensions, settings
    #[arg(long, value_name = "FILE", value_delimiter = ',', global = true)]
    setup: Vec<PathBuf>,
    #[command(flatten)]
    confinement: confinement::Arguments,
    /// Accept counted versions that leave out a number
    #[arg(long, global = true)]
    allow_gaps: bool,
    /// The database; without it DIRECT_URL or DATABASE_URL, of the shell or else of .env
    #[arg(long, value_name = "URL", global = true)]
    database_url: Option<String>,
    /// How long an unreachable or starting server is tried again
    #[arg(long, value_name = "SECONDS", default_value_t = 10, global = true)]
    wait: u64,
    /// How long another runner is waited for
    #[arg(long, value_name = "SECONDS", default_value_t = 60, global = true)]
    lock_wait: u64,
    /// How long a migration waits for a lock on a table, each of five times; 0 waits for ever
    #[arg(long, value_name = "SECONDS", default_value_t = 5, global = true)]
    lock_timeout: u64,
    /// How long one statement of a migration may take; 0 is as long as the server allows
    #[arg(long, value_name = "SECONDS", default_value_t = 0, global = true)]
    statement_timeout: u64,
    /// How the result is written
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    pub format: Format,
    /// Write what is done to stderr, with its time, for a record
    #[arg(long, value_enum, value_name = "FORMAT", global = true)]
    pub log: Option<Log>,
    /// Write the result alone, without progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// How migrations that are no SQL are listed and run.
#[derive(Args)]
#[expect(clippy::struct_field_names, reason = "clap makes the options of them")]
struct ByCommand {
    /// Command that applies the migration $VERSION to $DATABASE_URL, the only server it reaches by TCP (Linux 6.7)
    #[arg(long, value_name = "COMMAND", requires = "list_command", global = true)]
    up_command: Option<String>,
    /// Command that takes the migration $VERSION back, down to $TARGET (empty for base)
    #[arg(long, value_name = "COMMAND", requires = "list_command", global = true)]
    down_command: Option<String>,
    /// Command that lists the migrations, oldest first: a version a line
    #[arg(
        long,
        value_name = "COMMAND",
        requires = "up_command",
        conflicts_with = "layout",
        global = true
    )]
    list_command: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For machines
    Json,
    /// For a CI server, as XML; of verify-rollback alone
    Junit,
    /// For a GitHub workflow, as annotations; of verify-rollback alone
    Github,
}

impl Common {
    /// The migrations, in whichever layout; where a tool's own program lists them, it is asked.
    pub async fn load_migrations(&self) -> Result<Migrations, Failure> {
        let Some(list) = &self.command.list_command else {
            return self.read_migrations();
        };
        let source = self.source().await?.with_tcp();
        let server = Server::blank(&source).await?;
        let step = CommandStep {
            version: "",
            target: "",
        };
        let limit = self.limits().statement;
        let context = CommandContext {
            reach: self.reach(),
            environment: Environment::of_process(),
        };
        let target = (server.client_url(), &context);
        let listed = runner::run_command(list, target, step, limit).await;
        let listed = listed.map_err(|why| Failure::Command {
            command: list.clone(),
            why,
        })?;
        let commands = Commands {
            up: self.command.up_command.clone().unwrap_or_default(),
            down: self.command.down_command.clone(),
            context,
        };
        Ok(self.reading()?.listed(&commands, &listed)?)
    }

    /// Where throw-away servers come from.
    pub async fn source(&self) -> Result<Source, Failure> {
        Ok(postgres::choose(&self.settings()?).await?)
    }

    /// What is set for throw-away servers.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let flags = self.confinement.flags();
        Ok(Settings::resolve(flags, Environment::of_process(), None)?)
    }

    /// Which servers commands reach; where the kernel lets them reach any, that is said.
    pub fn reach(&self) -> Reach {
        static TOLD: Once = Once::new();
        let reach = self.confinement.reach();
        if reach == Reach::OneServer && !runner::can_confine_commands() {
            let text = "this kernel cannot keep commands from other servers (Landlock, Linux 6.7): one that does not \
                connect to $DATABASE_URL reaches whatever it names";
            TOLD.call_once(|| output::note(self, text));
        }
        reach
    }

    /// The migrations of whoever moves a database, which is for their own tool to do.
    pub fn load_own_migrations(&self) -> Result<Migrations, Failure> {
        if self.command.list_command.is_some() {
            return Err(Failure::NotByCommand);
        }
        let migrations = self.read_migrations()?;
        if migrations.layout().is_ours() {
            return Ok(migrations);
        }
        Err(Failure::NotOurs {
            folder: self.migrations.clone(),
            layout: migrations.layout().name(),
        })
    }

    fn read_migrations(&self) -> Result<Migrations, Failure> {
        let migrations = self.reading()?.read(&self.migrations)?;
        let layout = migrations.layout();
        let has_no_way_back = migrations.all().iter().all(|it| it.down.is_none());
        if self.layout.is_none() && (!layout.is_ours() || has_no_way_back) {
            let folder = self.migrations.display();
            output::note(
                self,
                &format!("the layout of {folder} is {layout}; --layout NAME says another"),
            );
        }
        Ok(migrations)
    }

    fn reading(&self) -> Result<Reading, Failure> {
        let gaps = if self.allow_gaps {
            Gaps::Allow
        } else {
            Gaps::Refuse
        };
        Ok(Reading {
            layout: self.layout,
            gaps,
            setup: self.setup.clone(),
            exclude: GlobSet::new(&self.exclude).map_err(Failure::Exclude)?,
            environment: Environment::of_process(),
        })
    }

    /// The database that is meant; which variable of which source it comes is said.
    pub fn database_url(&self) -> Result<DatabaseUrl, Failure> {
        let shell = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let flag = self.database_url.as_deref();
        let dot_env = if flag.is_some() || address::is_settled_by(&shell) {
            None
        } else {
            dot_env::read()?
        };
        let url = address::find(&Sources {
            flag,
            shell: &shell,
            dot_env: dot_env.as_ref(),
        })?;
        self.tell_address(&url, &address::unused(&url, &shell));
        Ok(url)
    }

    fn tell_address(&self, url: &DatabaseUrl, unused: &[&str]) {
        let Some(origin) = url.origin() else {
            return;
        };
        if self.log.is_some() {
            log::address(url, origin);
            return;
        }
        let others = match unused {
            [] => String::new(),
            others => format!(", not from {} of the shell", others.join(", ")),
        };
        output::note(self, &format!("database {url}, from {origin}{others}"));
    }

    pub async fn connect(&self, url: &DatabaseUrl) -> Result<Client, Failure> {
        let connecting = connect_watched(url, self.patience(), log::connecting);
        Ok(progress::waiting(self, url, connecting).await?)
    }

    /// How long an unreachable server is tried again.
    pub fn patience(&self) -> RetryFor {
        RetryFor(Duration::from_secs(self.wait))
    }

    /// A session that lasts, for whoever changes the database.
    pub async fn connect_directly(&self, url: &DatabaseUrl) -> Result<Client, Failure> {
        let client = self.connect(url).await?;
        refuse_pooler(&client, url).await?;
        Ok(client)
    }

    /// Those of a migration that nobody else is in the way of.
    pub fn limits_alone(&self) -> Limits {
        Limits {
            lock: None,
            ..self.limits()
        }
    }

    pub fn limits(&self) -> Limits {
        let limit = |seconds| (seconds > 0).then(|| Duration::from_secs(seconds));
        Limits {
            runner: Duration::from_secs(self.lock_wait),
            lock: limit(self.lock_timeout),
            statement: limit(self.statement_timeout),
        }
    }
}

fn layout(name: &str) -> Result<Layout, String> {
    let names: Vec<&str> = Layout::all().map(|layout| layout.name()).collect();
    Layout::named(name).ok_or_else(|| format!("there are {}", names.join(", ")))
}
