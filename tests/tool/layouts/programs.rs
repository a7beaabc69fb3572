//! A folder of migrations that are programs is told about the commands of its tool, with the lines to paste.

use std::path::Path;

use rstest::rstest;

use super::FOLDER;
use super::project::run;
use crate::support::folder::Folder;

#[rstest]
#[case(
    "Alembic",
    "1_a.py",
    "down_revision = None",
    "alembic upgrade \"$VERSION\""
)]
#[case(
    "Django",
    "0001_initial.py",
    "class Migration(migrations.Migration):",
    "./one-migration up"
)]
#[case(
    "Rails",
    "1_a.rb",
    "class A < ActiveRecord::Migration[7.1]",
    "bin/rails db:migrate:up"
)]
#[case(
    "TypeORM",
    "1-a.ts",
    "up(queryRunner: QueryRunner)",
    "./one-migration up"
)]
#[case(
    "Sequelize",
    "1-a.js",
    "up: (queryInterface) => {}",
    "sequelize-cli db:migrate"
)]
#[case(
    "node-pg-migrate",
    "1_a.js",
    "exports.up = (pgm) => {}",
    "node-pg-migrate up 1"
)]
#[case("Knex", "1_a.js", "exports.up = (knex) => {}", "knex migrate:up")]
#[case(
    "goose",
    "1_a.go",
    "goose.AddMigrationContext(up, down)",
    "up-to \"$VERSION\""
)]
#[case("Ecto", "1_a.exs", "use Ecto.Migration", "mix ecto.migrate")]
#[case(
    "Laravel",
    "1_a.php",
    "use Illuminate\\Database\\Migrations\\Migration;",
    "php artisan migrate"
)]
#[case(
    "a tool's own",
    "V1__a.java",
    "class V1__a {}",
    "--list-command 'LIST'"
)]
fn a_folder_of_programs_is_told_of_its_tools_commands(
    #[case] tool: &str,
    #[case] file: &str,
    #[case] text: &str,
    #[case] line: &str,
) {
    let folder = Folder::empty();
    folder.write(file, text);
    folder.write("__init__.py", "");
    let ended = run(&folder, &["verify-rollback"]).ends_with(2);
    let whose = format!("are programs, {tool}, as {file}");
    for words in [
        whose.as_str(),
        "\n  help: ",
        "pgconform verify-rollback ",
        line,
    ] {
        assert!(
            ended.stderr.contains(words),
            "{words} is not in\n{}",
            ended.stderr
        );
    }
}

#[rstest]
#[case(
    "1_a.sql",
    "-- Up Migration\nSELECT 1;",
    "2_b.ts",
    "pgm.sql('')",
    "node-pg-migrate up 1"
)]
#[case(
    "1_a.sql",
    "-- +goose Up\nSELECT 1;",
    "2_b.go",
    "goose.AddMigration(up, down)",
    "--exclude '*.go'"
)]
fn a_program_beside_files_of_sql_is_not_skipped(
    #[case] sql: &str,
    #[case] up: &str,
    #[case] program: &str,
    #[case] text: &str,
    #[case] line: &str,
) {
    let folder = Folder::empty();
    folder.write(sql, up).write(program, text);
    let ended = run(&folder, &["verify-rollback"]).ends_with(2);
    assert!(
        ended.stderr.contains(program) && ended.stderr.contains(line),
        "{}",
        ended.stderr
    );
}

/// The page and the errors show the same lines.
#[rstest]
fn the_lines_of_each_tool_stand_on_the_page(
    #[files("src/migrations/layout/programs/*.txt")]
    #[exclude("any")]
    lines: std::path::PathBuf,
) {
    let read = |path: &Path| std::fs::read_to_string(path).expect("it is there");
    let page = read(&Path::new(FOLDER).join("command/README.md"));
    assert!(page.contains(&read(&lines)), "{}", lines.display());
}
