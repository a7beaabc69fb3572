//! Detects folders whose migrations are programs: no layout reads them, but their tool's commands run them.

use std::path::{Path, PathBuf};

use crate::migrations::folder::Folder;

/// A tool whose migrations are programs.
struct Programs {
    tool: &'static str,
    /// The ends of its files' names.
    extensions: &'static [&'static str],
    /// What stands in one of them, and in no other tool's.
    mark: &'static str,
    /// The command that proves them.
    lines: &'static str,
    /// What that takes for granted.
    condition: &'static str,
}

const JAVASCRIPT: &[&str] = &["js", "ts", "mjs", "cjs", "mts", "cts"];
const ONE_MIGRATION: &str = include_str!("programs/one_migration.txt");
const SCRIPT: &str = "with the file one-migration of the page fixtures/layouts/command/README.md";

const TOOLS: [Programs; 11] = [
    Programs {
        tool: "Alembic",
        extensions: &["py"],
        mark: "down_revision",
        lines: include_str!("programs/alembic.txt"),
        condition: "with sqlalchemy.url = postgresql+psycopg:// in alembic.ini, so that the variables are used",
    },
    Programs {
        tool: "Django",
        extensions: &["py"],
        mark: "migrations.Migration",
        lines: ONE_MIGRATION,
        condition: SCRIPT,
    },
    Programs {
        tool: "Rails",
        extensions: &["rb"],
        mark: "ActiveRecord::Migration",
        lines: include_str!("programs/rails.txt"),
        condition: "in the project's folder",
    },
    Programs {
        tool: "TypeORM",
        extensions: JAVASCRIPT,
        mark: "queryRunner",
        lines: ONE_MIGRATION,
        condition: SCRIPT,
    },
    Programs {
        tool: "Sequelize",
        extensions: JAVASCRIPT,
        mark: "queryInterface",
        lines: include_str!("programs/sequelize.txt"),
        condition: "with the folder of the migrations in place of 'migrations'",
    },
    Programs {
        tool: "node-pg-migrate",
        extensions: JAVASCRIPT,
        mark: "pgm",
        lines: include_str!("programs/node_pg_migrate.txt"),
        condition: "with the folder of the migrations in place of 'migrations'",
    },
    Programs {
        tool: "Knex",
        extensions: JAVASCRIPT,
        mark: "knex",
        lines: include_str!("programs/knex.txt"),
        condition: "with connection: process.env.DATABASE_URL in knexfile.js",
    },
    Programs {
        tool: "goose",
        extensions: &["go"],
        mark: "goose.AddMigration",
        lines: include_str!("programs/goose.txt"),
        condition: "with the project's own program, which contains its migrations, in place of ./cmd/goose",
    },
    Programs {
        tool: "Ecto",
        extensions: &["exs"],
        mark: "Ecto.Migration",
        lines: include_str!("programs/ecto.txt"),
        condition: "with url: System.get_env(\"DATABASE_URL\") in the configuration of the Repo",
    },
    Programs {
        tool: "Laravel",
        extensions: &["php"],
        mark: "Illuminate\\Database\\Migrations",
        lines: include_str!("programs/laravel.txt"),
        condition: "with 'url' => env('DATABASE_URL') in config/database.php",
    },
    // The last is every other's.
    Programs {
        tool: "",
        extensions: &[
            "py", "rb", "js", "ts", "mjs", "cjs", "mts", "cts", "go", "exs", "php", "java", "kt",
            "cs", "xml", "yaml", "yml", "json",
        ],
        mark: "",
        lines: include_str!("programs/any.txt"),
        condition: "with the tool's own commands: LIST prints one version per line, oldest first; APPLY and REVERT make one step",
    },
];

/// What is said of a folder whose migrations are programs: whose, and how they are proved.
pub(super) struct Advice {
    pub whose: String,
    pub help: String,
}

/// The advice for a folder without a layout; `None` where it has no programs.
pub(super) fn advice(folder: &Folder) -> Option<Advice> {
    let has_sql = folder.ending(".sql").next().is_some();
    let tools = TOOLS
        .iter()
        .filter(|tool| !tool.tool.is_empty() || !has_sql);
    tools.into_iter().find_map(|tool| {
        let file = tool.file(folder)?;
        let whose = if tool.tool.is_empty() {
            "a tool's own"
        } else {
            tool.tool
        };
        Some(Advice {
            whose: format!("{whose}, as {}", file.display()),
            help: tool.help(),
        })
    })
}

/// A program of a tool that reads files of SQL too, and how both are proved.
pub(super) fn beside<'a>(folder: &'a Folder, tool: &str) -> Option<(&'a Path, String)> {
    let tool = TOOLS.iter().find(|it| it.tool == tool)?;
    Some((tool.file(folder)?, tool.help()))
}

fn is_test(file: &Path) -> bool {
    let stem = file
        .file_stem()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    stem.ends_with("_test") || stem.starts_with("__")
}

impl Programs {
    /// One of its files.
    fn file<'a>(&self, folder: &'a Folder) -> Option<&'a Path> {
        let is_its = |file: &&Path| {
            let extension = file.extension().and_then(|it| it.to_str());
            extension.is_some_and(|it| self.extensions.contains(&it))
                && !is_test(file)
                && folder.raw(file).is_ok_and(|text| text.contains(self.mark))
        };
        folder.files.iter().map(PathBuf::as_path).find(is_its)
    }

    fn help(&self) -> String {
        format!("{}\n{}", self.condition, self.lines.trim_end())
    }
}
