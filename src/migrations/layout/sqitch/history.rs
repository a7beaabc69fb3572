//! Sqitch's registry, which it writes from a session of its own.

use super::super::history::{HistoryRules, Movement, nearby, value_of};
use super::configuration::Configuration;
use crate::migrations::history::{HistoryRow, HistorySession, TableName, TransactionStatus};
use crate::sql::{identifier, literal};

pub(super) const RULES: HistoryRules = HistoryRules {
    hidden: &["sqitch.*"],
    table: "sqitch.changes",
    owns: |table| format!("{}.*", schema(table)),
    configured: |folder| {
        let registry = value_of(&nearby(folder, "sqitch.conf")?, "registry")?;
        Some(format!("{registry}.changes"))
    },
    create: |folder, table| {
        let plan = folder.text(Configuration::read(folder)?.plan)?;
        let project = plan.lines().find_map(|line| line.strip_prefix("%project="));
        let project = literal(project.unwrap_or_default().trim());
        let sql = include_str!("registry.sql");
        let sql = sql.replace(":registry", &registry(table));
        Ok(sql.replace(":project", &project))
    },
    up: |movement| {
        let (id, name) = (change_id(movement), movement.name());
        let sql = format!(
            "INSERT INTO :registry.changes ({COLUMNS}) SELECT {id}, {name}, {VALUES}; \
             INSERT INTO :registry.events (event, {COLUMNS}) SELECT 'deploy', {id}, {name}, {VALUES}"
        );
        HistoryRow::after(sql.replace(":registry", &registry(movement.table)))
    },
    down: |movement| {
        let (id, name) = (change_id(movement), movement.name());
        let sql = format!(
            "DELETE FROM :registry.changes WHERE change_id = {id}; \
             INSERT INTO :registry.events (event, {COLUMNS}) SELECT 'revert', {id}, {name}, {VALUES}"
        );
        HistoryRow::after(sql.replace(":registry", &registry(movement.table)))
    },
    session: HistorySession::Own,
    transactions: TransactionStatus::Unchecked,
};

/// What both tables have, and what is the same in each row. Sqitch writes who its users are; here it is the role.
const COLUMNS: &str = "change_id, change, project, committer_name, committer_email, planner_name, planner_email, planned_at";
const VALUES: &str = "(SELECT project FROM :registry.projects), current_user, current_user, current_user, current_user, now()";

/// The registry's schema: that of a table in it, else the name is the schema's own.
fn schema(table: &TableName) -> &str {
    table.schema.as_deref().unwrap_or(&table.name)
}

fn registry(table: &TableName) -> String {
    identifier(schema(table))
}

/// As long as Sqitch's own, which is a checksum of the plan's line.
fn change_id(movement: &Movement<'_>) -> String {
    let id = movement.id();
    format!("left(encode(sha256(convert_to({id}, 'UTF8')), 'hex'), 40)")
}
