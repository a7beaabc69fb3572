//! What only a newer PostgreSQL understands is told apart from what none does: each line of
//! newer_postgres.sql is such a migration, and each of mistakes.sql fails for another reason.

use pgconform::findings::Kind;
use pretty_assertions::assert_eq;

use super::proof::prove;
use crate::support::folder::Folder;

async fn verdict(sql: &str) -> Kind {
    let folder = Folder::empty();
    folder.write("V1__sample.sql", sql);
    prove(&folder).await.steps[0].failures[0].kind
}

/// The statements, one a line.
fn samples(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.starts_with("--"))
        .collect()
}

#[tokio::test]
async fn what_a_newer_server_understands_is_no_fault_of_the_migration() {
    let samples = samples(include_str!("newer_postgres.sql"));
    assert_eq!(samples.len(), 38);
    for sample in samples {
        assert_eq!(verdict(sample).await, Kind::NeedsNewerPostgres, "{sample}");
    }
}

#[tokio::test]
async fn what_no_server_understands_is() {
    let samples = samples(include_str!("mistakes.sql"));
    assert_eq!(samples.len(), 9);
    for sample in samples {
        assert_eq!(verdict(sample).await, Kind::UpFailed, "{sample}");
    }
}
