//! `reset` makes a development database as new, and never loses a row of any other.

mod consent;
mod every_kind;
mod fresh;
mod nothing_lost;
mod terminal;

use pgconform::testing::TestDb;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// The comment that makes a database one for development.
const MARK: &str = "COMMENT ON DATABASE postgres IS 'pgconform development database'";
const ANN: &str = "INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')";

fn run(db: &TestDb, folder: &Folder, words: &[&str]) -> Ended {
    Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", db.url().reveal())
        .run()
}
