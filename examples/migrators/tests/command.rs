//! A program that makes the schema.

mod support;

use pgconform::testing::{Command, TestDb};
use support::keeps_its_promises;

#[tokio::test]
async fn a_command_makes_the_schema() {
    let psql = Command::new("psql -X -v ON_ERROR_STOP=1 -f schema.sql").reads("schema.sql");
    keeps_its_promises(&TestDb::head_of(&psql).await).await;
}
