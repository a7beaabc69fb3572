//! The application's role, as `fixtures/application_role.sql` makes it.

use pgconform::testing::TestDb;
use tokio_postgres::Client;

/// Makes the role and returns a session of it.
pub async fn application(db: &TestDb) -> Client {
    db.run(include_str!("../../fixtures/application_role.sql"))
        .await;
    db.connect_as("application").await
}
