//! What a migration sets for its session ends with it: the next step runs as the first one did.

use pgconform::migrations::Target;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use crate::support::folder::Folder;
use crate::support::moves::{down, history, up};

const SETTINGS: &str = "SELECT concat_ws(' ', current_user, session_user, \
    current_setting('search_path'), current_setting('check_function_bodies'))";

#[tokio::test]
async fn an_up_that_sets_search_path_and_role_does_not_reach_the_next_one() {
    let mut db = TestDb::empty().await;
    let before: String = db.value(SETTINGS).await;
    up(
        &mut db,
        &Folder::of("session_settings").load(),
        Target::Head,
    )
    .await;
    let places: Vec<String> = db
        .values(
            "SELECT concat_ws(' ', relnamespace::regnamespace, relname, relowner::regrole) \
               FROM pg_class WHERE relname IN ('a', 'b', 'c') ORDER BY relname",
        )
        .await;
    assert_eq!(
        places,
        [
            "public a postgres",
            "elsewhere b other_owner",
            "public c postgres"
        ]
    );
    assert_eq!(history(&db).await.len(), 3);
    assert_eq!(db.value::<String>(SETTINGS).await, before);
}

#[tokio::test]
async fn a_down_that_sets_search_path_and_user_does_not_reach_the_next_one() {
    let migrations = Folder::of("session_settings").load();
    let mut db = TestDb::head_of(&migrations).await;
    let before: String = db.value(SETTINGS).await;
    assert_eq!(down(&mut db, &migrations, Target::Base).await, [3, 2, 1]);
    assert_eq!(db.value::<String>(SETTINGS).await, before);
    assert_eq!(db.catalog().await, TestDb::empty().await.catalog().await);
    assert_eq!(history(&db).await, [""; 0]);
}

#[tokio::test]
async fn a_role_that_may_not_write_the_history_keeps_no_step_from_being_noted() {
    let folder = Folder::empty();
    let limited = "SET ROLE limited; CREATE TABLE public.a ();";
    folder.write(
        "V1__role.sql",
        &format!("CREATE ROLE limited; GRANT CREATE ON SCHEMA public TO limited; {limited}"),
    );
    folder.write(
        "V1__role.down.sql",
        "SET ROLE limited; DROP TABLE public.a;",
    );
    let migrations = folder.load();
    let mut db = TestDb::empty().await;
    assert_eq!(up(&mut db, &migrations, Target::Head).await, [1]);
    assert_eq!(history(&db).await.len(), 1);
    assert_eq!(down(&mut db, &migrations, Target::Base).await, [1]);
    assert_eq!(history(&db).await, [""; 0]);
}
