//! Every version is reached from below and from above, and looks the same from both sides; base is
//! an empty database.

use pgconform::catalog::{Catalog, diff};
use pgconform::migrations::{Target, Version};
use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;
use tokio::sync::OnceCell;

use crate::support::moves::{down, history, to, up};

/// All versions of our own migrations, oldest first.
fn versions() -> Vec<Version> {
    let versions: Vec<Version> = migrations().all().iter().map(|m| m.version).collect();
    assert!(versions.len() >= 6, "too few migrations: {versions:?}");
    versions
}

/// What the database contains at base and after each version, reached from nothing step by step.
async fn from_below() -> &'static [Catalog] {
    static CATALOGS: OnceCell<Vec<Catalog>> = OnceCell::const_new();
    let read = async || {
        let migrations = migrations();
        let mut db = TestDb::empty().await;
        let mut catalogs = vec![db.catalog().await];
        for version in versions() {
            assert_eq!(up(&mut db, &migrations, to(version.0)).await, [version.0]);
            catalogs.push(db.catalog().await);
        }
        catalogs
    };
    CATALOGS.get_or_init(read).await
}

/// Compares object by object, so that a failure names the object and not two whole catalogs.
fn assert_same(was: &Catalog, is: &Catalog, when: &str) {
    assert_eq!(diff(was, is), [], "{when}");
    assert_eq!(was, is, "{when}");
}

#[tokio::test]
async fn each_down_undoes_its_up() {
    let migrations = migrations();
    let catalogs = from_below().await;
    let mut db = TestDb::empty().await;
    for (index, version) in versions().into_iter().enumerate() {
        up(&mut db, &migrations, to(version.0)).await;
        let below = match index {
            0 => Target::Base,
            _ => Target::Version(versions()[index - 1]),
        };
        assert_eq!(down(&mut db, &migrations, below).await, [version.0]);
        let when = format!("after the down of {version}");
        assert_same(&catalogs[index], &db.catalog().await, &when);
        assert_eq!(history(&db).await.len(), index, "{when}");

        assert_eq!(up(&mut db, &migrations, to(version.0)).await, [version.0]);
        let when = format!("after the second up of {version}");
        assert_same(&catalogs[index + 1], &db.catalog().await, &when);
    }
}

#[tokio::test]
async fn each_version_is_reached_from_head_and_left_for_head_again() {
    let migrations = migrations();
    let catalogs = from_below().await;
    let head = versions().len();
    let mut db = TestDb::head().await;
    for (index, version) in versions().into_iter().enumerate() {
        let taken_back = down(&mut db, &migrations, to(version.0)).await;
        let above: Vec<i64> = versions()[index + 1..].iter().map(|v| v.0).collect();
        let newest_first: Vec<i64> = above.iter().rev().copied().collect();
        assert_eq!(taken_back, newest_first, "from head to {version}");
        let when = format!("at {version}, reached from head");
        assert_same(&catalogs[index + 1], &db.catalog().await, &when);
        assert_eq!(history(&db).await.len(), index + 1, "{when}");

        assert_eq!(up(&mut db, &migrations, Target::Head).await, above);
        let when = format!("at head, reached from {version}");
        assert_same(&catalogs[head], &db.catalog().await, &when);
    }
}

#[tokio::test]
async fn one_step_after_another_leads_from_head_to_base_and_back() {
    let migrations = migrations();
    let catalogs = from_below().await;
    let versions = versions();
    let mut db = TestDb::head().await;
    for index in (0..versions.len()).rev() {
        let below = index
            .checked_sub(1)
            .map_or(Target::Base, |at| Target::Version(versions[at]));
        down(&mut db, &migrations, below).await;
        let when = format!("going down, below {}", versions[index]);
        assert_same(&catalogs[index], &db.catalog().await, &when);
    }
    for (index, version) in versions.iter().enumerate() {
        up(&mut db, &migrations, to(version.0)).await;
        let when = format!("going up, at {version}");
        assert_same(&catalogs[index + 1], &db.catalog().await, &when);
    }
}

#[tokio::test]
async fn base_is_an_empty_database() {
    let mut db = TestDb::head().await;
    let taken_back = down(&mut db, &migrations(), Target::Base).await;
    assert_eq!(taken_back.len(), versions().len());
    let empty = TestDb::empty().await.catalog().await;
    assert_same(&empty, &db.catalog().await, "at base");
    let tables: Vec<String> = db
        .values(
            "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'S', 'v') AND oid >= 16384",
        )
        .await;
    assert_eq!(
        tables,
        ["refinery_schema_history"],
        "only the history table stays, and it stays empty"
    );
    assert_eq!(history(&db).await, [""; 0]);
}
