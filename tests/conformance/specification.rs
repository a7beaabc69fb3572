//! The specification of users and sessions ready for Better Auth: its promises, in its order.
//!
//! Its conventions (plural names in snake case, `id`, both timestamps, `{singular}_id` with a cascade,
//! booleans false, ASCII and LF) are rules for every table and file: see `conventions`.
//! Where our schema decides otherwise, the test says what holds instead and why.

mod moving;
mod row_types;
mod sessions;
mod users;

use pgconform::testing::TestDb;

/// The smallest user the specification can have, save for the name, which it lets be missing.
const ANN: &str = "INSERT INTO users (id, email, name) VALUES ('cuid_1', 'ann@example.com', 'Ann')";

/// A column as the specification declares it: type, NOT NULL, default.
async fn declared(db: &TestDb, table: &str, column: &str) -> String {
    let sql = include_str!("specification/declared.sql");
    let row = db.client().query_one(sql, &[&table, &column]).await;
    row.unwrap_or_else(|error| panic!("{table}.{column}: {error}"))
        .get(0)
}
