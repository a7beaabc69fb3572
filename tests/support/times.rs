//! The tables that have `updated_at`, and what became of it.
//!
//! Times are compared on the server, with those that the rows had before.

use pgconform::testing::TestDb;

use super::row::{SESSION, TASK, USER};

/// A table that has `updated_at`; each test of it is run on each such table.
#[derive(Clone, Copy)]
pub struct StampedTable {
    pub name: &'static str,
    /// An assignment that changes a row, each time it is made.
    pub change: &'static str,
    /// An assignment that changes nothing.
    pub no_change: &'static str,
    /// 99 rows more.
    pub more: &'static str,
}

pub const USERS: StampedTable = StampedTable {
    name: "users",
    change: "email_verified = NOT users.email_verified",
    no_change: "email_verified = users.email_verified",
    more: "INSERT INTO users (id, email, name) \
           SELECT 'more' || n, 'more' || n || '@example.com', 'Ann' FROM generate_series(1, 99) n",
};

pub const SESSIONS: StampedTable = StampedTable {
    name: "sessions",
    change: "expires_at = sessions.expires_at + interval '1 hour'",
    no_change: "expires_at = sessions.expires_at",
    more: "INSERT INTO sessions (id, user_id, expires_at) \
           SELECT 'more' || n, 'u1', now() FROM generate_series(1, 99) n",
};

pub const TASKS: StampedTable = StampedTable {
    name: "tasks",
    change: "completed = NOT tasks.completed",
    no_change: "completed = tasks.completed",
    more: "INSERT INTO tasks (user_id, title) SELECT 'u1', 'Write' FROM generate_series(1, 99)",
};

impl StampedTable {
    /// Updates every row.
    pub fn update(self, assignment: &str) -> String {
        format!("UPDATE {} SET {assignment}", self.name)
    }

    /// Inserts a copy of the row, which is in conflict with the row.
    pub fn upsert(self, assignment: &str) -> String {
        let name = self.name;
        format!(
            "INSERT INTO {name} OVERRIDING SYSTEM VALUE TABLE {name} \
             ON CONFLICT (id) DO UPDATE SET {assignment}"
        )
    }
}

/// The smallest row of each table, and `remember` after it.
pub async fn with_smallest_rows(table: StampedTable) -> TestDb {
    let db = TestDb::head().await;
    insert_smallest_rows(&db).await;
    remember(&db, table).await;
    db
}

/// The smallest row of each table.
pub async fn insert_smallest_rows(db: &TestDb) {
    for row in [USER, SESSION, TASK] {
        db.accepts(&row.insert()).await;
    }
}

/// Keeps the rows as they are now, for `moves` to compare with.
pub async fn remember(db: &TestDb, table: StampedTable) {
    db.run(&format!("CREATE TEMP TABLE before AS TABLE {}", table.name))
        .await;
}

/// What became of the times of each row since `remember`, in the order of ids.
pub async fn moves(db: &TestDb, table: StampedTable) -> Vec<String> {
    let query = include_str!("moves.sql").replace("{table}", table.name);
    db.values(&query).await
}
