//! Tools whose migrations are not SQL: their own programs list, apply and revert them.

use super::definition::{Detection, Layout};
use super::drafts::{Draft, duplicate_version, in_order};
use super::history::HistoryRules;
use crate::migrations::execution::{Execution, Messages};
use crate::migrations::{Directives, Error, Migration, Script};
use crate::settings::Environment;
use crate::sql::HISTORY_TABLE;

pub(in crate::migrations) const LAYOUT: Layout = Layout {
    name: "command",
    form: "whatever --list-command, --up-command and --down-command read",
    reads: "pgconform.toml",
    history: HistoryRules::written_elsewhere(&HISTORIES),
    no_down: |_| "give --down-command".to_owned(),
    checks_ups: true,
    detect: |_| Detection::Absent,
    read: |_| Ok(Vec::new()),
};

/// The tables and schemas that tools keep for themselves, as far as nobody else has such names.
pub(super) const HISTORIES: [&str; 44] = [
    "alembic_version",
    "ar_internal_metadata",
    "atlas_schema_revisions",
    "atlas_schema_revisions.*",
    "_sqlx_migrations",
    "__diesel_schema_migrations",
    "__drizzle_migrations",
    "__EFMigrationsHistory",
    "_prisma_migrations",
    "_yoyo_log",
    "_yoyo_migration",
    "_yoyo_version",
    "yoyo_lock",
    "bun_migration_locks",
    "bun_migrations",
    "databasechangelog",
    "databasechangeloglock",
    "django_migrations",
    "doctrine_migration_versions",
    "drizzle.*",
    "flyway_schema_history",
    "goose_db_version",
    "gorp_migrations",
    "graphile_migrate.*",
    "hdb_catalog.*",
    "knex_migrations",
    "knex_migrations_lock",
    "kysely_migration",
    "kysely_migration_lock",
    "migrations",
    "mikro_orm_migrations",
    "pgmigrations",
    "pgroll.*",
    "phinxlog",
    "play_evolutions",
    "play_evolutions_lock",
    HISTORY_TABLE,
    "river_migration",
    "schema_migrations",
    "schemaversion",
    "SequelizeMeta",
    "sqitch.*",
    "supabase_migrations.*",
    "typeorm_metadata",
];

/// The commands of a tool, each for a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commands {
    /// Applies one migration.
    pub up: String,
    /// Takes one back, where there is a option.
    pub down: Option<String>,
    /// What they run in.
    pub context: CommandContext,
}

/// What a tool's commands run in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommandContext {
    /// Which servers they reach.
    pub reach: Reach,
    /// Their variables, but for those that lead to another server.
    pub environment: Environment,
}

/// Which servers a tool's command reaches by TCP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// The throw-away server only, as far as the kernel can see to it.
    #[default]
    OneServer,
    /// Any, so that it may download what it needs.
    Anywhere,
}

/// The migrations that a list names, oldest first: a version a line, and what stands behind it is its
/// name.
pub(in crate::migrations) fn listed(
    commands: &Commands,
    list: &str,
) -> Result<Vec<Migration>, Error> {
    let script = |option: &str, id: &str, command: &String| Script {
        file: option.into(),
        name: format!("{option} {id}"),
        sql: command.clone(),
        directives: Directives::default(),
        execution: Execution {
            transaction: false,
            messages: Messages::Command,
        },
    };
    let mut drafts: Vec<Draft> = Vec::new();
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (id, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if drafts.iter().any(|draft| draft.id == id) {
            return Err(duplicate_version(&id, "the list".into(), "the list".into()));
        }
        drafts.push(Draft {
            id: id.to_owned(),
            name: name.trim().to_owned(),
            up: script("up-command", id, &commands.up),
            verify: None,
            down: commands
                .down
                .as_ref()
                .map(|down| script("down-command", id, down)),
        });
    }
    Ok(in_order(drafts))
}
