//! Setting up and running: documented, checked by a probe, and taken back when it went wrong.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pgconform::connection::DatabaseUrl;
use pgconform::migrations::{Migration, Version};
use pgconform::runner::{self, History, MigrationStatus};
use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;

const ANN: &str = "INSERT INTO users (id, email, name) VALUES ('ann', 'ann@example.com', 'Ann')";

/// Whether everything is applied, as `pgconform status` asks it.
async fn is_healthy(db: &TestDb) -> bool {
    let history = History::read(db.client())
        .await
        .expect("a reachable server");
    MigrationStatus::of(&migrations(), &history).is_at_head()
}

#[tokio::test]
async fn the_health_check_distinguishes_a_migrated_database_from_one_that_is_not() {
    let files = migrations();
    let [.., last_but_one, _] = files.all() else {
        panic!("one migration alone has nothing before it")
    };
    assert!(is_healthy(&TestDb::head().await).await);
    assert!(!is_healthy(&TestDb::at(last_but_one.version.0).await).await);
    assert!(!is_healthy(&TestDb::empty().await).await);
}

#[tokio::test]
async fn a_migration_can_be_rolled_back_and_users_stay() {
    let files = migrations();
    let is_add_role = |migration: &&Migration| migration.name == "add_role";
    let add_role = files.all().iter().find(is_add_role).expect("it is there");
    let before = Some(Version(add_role.version.0 - 1));
    let mut db = TestDb::at(add_role.version.0).await;
    db.accepts(ANN).await;
    let roles = "SELECT count(*) FROM pg_attribute \
        WHERE attrelid = 'users'::regclass AND attname = 'role' AND NOT attisdropped";
    assert_eq!(db.value::<i64>(roles).await, 1);

    let back = runner::down(db.client_mut(), &files, before, Duration::ZERO, |_| {}).await;
    assert_eq!(back.expect("its down").len(), 1);
    assert_eq!(db.value::<i64>(roles).await, 0);

    let again = runner::up(
        db.client_mut(),
        &files,
        Some(add_role.version),
        Duration::ZERO,
        |_| {},
    )
    .await;
    assert_eq!(again.expect("its up").len(), 1);
    let ann: Vec<String> = db.values("SELECT name || ' is ' || role FROM users").await;
    assert_eq!(ann, ["Ann is user"]);
}

/// What a newcomer copies to `.env` is a local database, and no secret of anybody's.
#[test]
fn the_example_of_a_set_up_is_a_local_database() {
    let settings: Vec<(String, String)> = dotenvy::from_path_iter(here(".env.example"))
        .expect("the example")
        .collect::<Result<_, _>>()
        .expect("lines that can be read");
    let [(name, value)] = &settings[..] else {
        panic!("one setting, not {settings:?}")
    };
    assert_eq!(name, "DATABASE_URL");
    let url: DatabaseUrl = value.parse().expect("a sound URL");
    assert!(url.is_local(), "{url}");
}

/// The hosted example stands in a comment, and is as sound as the local one: an application's pooled address, and the
/// direct one beside it.
#[test]
fn the_example_of_a_hosted_set_up_asks_for_encryption_and_has_both_addresses() {
    let text = fs::read_to_string(here(".env.example")).expect("the example");
    let address = |name: &str| {
        let start = format!("# {name}=");
        let found: Vec<&str> = text
            .lines()
            .filter_map(|it| it.strip_prefix(&start))
            .collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        let text = found[0].trim_matches('"').to_owned();
        let url: DatabaseUrl = text.parse().expect("a sound URL");
        assert!(!url.is_local(), "{url}");
        assert!(text.contains("sslmode=require"), "{text}");
        text
    };
    let pooled = address("DATABASE_URL");
    assert_eq!(pooled.replace("-pooler", ""), address("DIRECT_URL"));
}

#[test]
fn git_ignores_the_settings_and_not_their_example() {
    let text = fs::read_to_string(here(".gitignore")).expect("what git ignores");
    let settings: Vec<&str> = text.lines().filter(|line| line.contains(".env")).collect();
    assert_eq!(settings, [".env"]);
}

fn here(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}
