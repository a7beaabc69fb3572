//! Who may own the history, and which of several it is.

use pgconform::testing::TestDb;

use super::{assert_nothing_stolen, attacked, folder, run, run_as};

/// A database whose history another role owns, with both migrations applied.
async fn owned_by(owner: &str) -> TestDb {
    let db = TestDb::empty().await;
    db.run(&format!(
        "CREATE ROLE {owner} LOGIN PASSWORD '{owner}'; GRANT CREATE ON SCHEMA public TO {owner}"
    ))
    .await;
    run_as(&db, owner, &folder(), &["up"]).ends_with(0);
    db
}

/// Hosted databases have migrations run by a role of a person or a pipeline, for a role that owns.
#[tokio::test]
async fn a_member_of_the_owner_moves_the_database() {
    let db = owned_by("app").await;
    db.run("CREATE ROLE migrator LOGIN PASSWORD 'migrator' IN ROLE app")
        .await;
    for words in [&["down", "--to", "1"][..], &["up"], &["status"]] {
        run_as(&db, "migrator", &folder(), words).ends_with(0);
    }
}

#[tokio::test]
async fn what_the_owner_of_the_database_made_is_written_by_a_superuser() {
    let db = owned_by("app").await;
    db.run("ALTER DATABASE postgres OWNER TO app").await;
    run(&db, &folder(), &["down", "--to", "1"]).ends_with(0);
}

#[tokio::test]
async fn what_another_superuser_restored_is_read_and_written() {
    let db = owned_by("other").await;
    db.run("ALTER ROLE other SUPERUSER").await;
    run(&db, &folder(), &["status"]).ends_with(0);
    run(&db, &folder(), &["down", "--to", "1"]).ends_with(0);
}

#[tokio::test]
async fn a_strangers_history_is_read_and_the_error_says_how_to_take_it_over() {
    let db = owned_by("stranger").await;
    run(&db, &folder(), &["status"]).ends_with(0);
    // That the stranger may create things in public is a difference.
    run(&db, &folder(), &["verify"]).ends_with(1);
    let take_over = "ALTER TABLE public.refinery_schema_history OWNER TO CURRENT_USER";
    run(&db, &folder(), &["down", "--to", "1"]).fails_with(&["owned by stranger", take_over]);
    db.run(take_over).await;
    run(&db, &folder(), &["down", "--to", "1"]).ends_with(0);
}

/// Whoever has ADMIN OPTION on a role can make anybody a member of it.
#[tokio::test]
async fn a_superuser_who_was_made_a_member_of_mallorys_role_does_not_trust_it() {
    let db = owned_by("mallorys").await;
    let db = attacked(db, "").await;
    db.run("GRANT mallorys TO mallory WITH ADMIN OPTION").await;
    let mallory = db.connect_as("mallory").await;
    let grant = "GRANT mallorys TO postgres";
    mallory
        .batch_execute(grant)
        .await
        .expect("she may grant it");
    run(&db, &folder(), &["down", "--to", "1"]).fails_with(&["owned by mallorys"]);
}

/// An earlier schema of `search_path` may be open to others.
#[tokio::test]
async fn a_strangers_history_before_the_real_one_is_not_believed() {
    let db = TestDb::empty().await;
    run(&db, &folder(), &["up"]).ends_with(0);
    db.run("CREATE SCHEMA open; ALTER DATABASE postgres SET search_path = open, public")
        .await;
    run(&db, &folder(), &["status"]).ends_with(0);
    let db = attacked(db, "").await;
    db.run("GRANT ALL ON SCHEMA open TO mallory").await;
    let mallory = db.connect_as("mallory").await;
    mallory
        .batch_execute(
            "CREATE TABLE open.refinery_schema_history \
             (version bigint, name text, applied_on text, checksum text)",
        )
        .await
        .expect("the schema is open");
    drop(mallory);
    for words in [&["status"][..], &["verify"], &["up"], &["up", "--dry-run"]] {
        run(&db, &folder(), words).fails_with(&[
            "open.refinery_schema_history",
            "owned by mallory",
            "public.refinery_schema_history",
        ]);
    }
    assert_nothing_stolen(&db, "all of it").await;
}

/// What is unqualified in a migration goes where it always went.
#[tokio::test]
async fn migrations_run_under_the_search_path_that_the_session_came_with() {
    let db = TestDb::empty().await;
    db.run("CREATE SCHEMA app; ALTER DATABASE postgres SET search_path = app, public")
        .await;
    let places = "SELECT string_agg(relname || ' ' || relnamespace::regnamespace, ',' ORDER BY relname) \
                    FROM pg_class WHERE relname IN ('a', 'b', 'refinery_schema_history')";
    run(&db, &folder(), &["up"]).ends_with(0);
    assert_eq!(
        db.value::<String>(places).await,
        "a app,b app,refinery_schema_history app"
    );
    run(&db, &folder(), &["status"]).ends_with(0);
    run(&db, &folder(), &["down", "--to", "base", "--dry-run"]).ends_with(0);
    run(&db, &folder(), &["down", "--to", "1"]).ends_with(0);
    assert_eq!(
        db.value::<String>(places).await,
        "a app,refinery_schema_history app"
    );
}
