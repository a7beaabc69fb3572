//! `verify` names what a database lacks.

use pgconform::testing::TestDb;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

fn verify(db: &TestDb) -> Ended {
    Pgconform::new(Folder::ours().project(), &["verify"])
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

#[tokio::test]
async fn a_trigger_that_was_dropped_is_named_as_missing() {
    let db = TestDb::head().await;
    verify(&db).ends_with(0);
    db.run("DROP TRIGGER update_tasks_updated_at ON tasks")
        .await;
    let ended = verify(&db).ends_with(1);
    let missing = "missing trigger public.tasks.update_tasks_updated_at  drift-";
    let told = ended
        .stdout
        .lines()
        .any(|line| line.trim().starts_with(missing));
    assert!(told, "{}", ended.stdout);
}
