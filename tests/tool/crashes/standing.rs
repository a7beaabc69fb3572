//! What a database holds at each version when nothing dies, and whether it does now.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use pgconform::catalog::{self, Catalog, Scope, diff};
use pgconform::migrations::{Direction, Migrations, Target};
use pgconform::rows::{self, Queries, Row, Rows};
use pgconform::runner::{History, InvalidIndex, Lock, MigrationStatus};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use tokio_postgres::Client;

use crate::support::moves::{to, up};

/// Rows that no migration touches. A crash may take what was committed a moment before.
pub const KEPT: &str = "CREATE TABLE kept AS SELECT i FROM generate_series(1, 10) i; CHECKPOINT";
/// Longer than a server works on at what a dead runner left it.
const PATIENCE: Duration = Duration::from_secs(30);

struct Standing {
    catalog: Catalog,
    rows: Rows,
}

/// One for each version; the first is base.
pub struct Expected(Vec<Standing>);

impl Expected {
    pub async fn of(migrations: &Migrations) -> Self {
        let mut db = TestDb::at_of(migrations, Target::Base).await;
        db.run(KEPT).await;
        let mut all = vec![standing(&db.connect().await).await];
        for migration in migrations.all() {
            up(&mut db, migrations, to(migration.version.0)).await;
            all.push(standing(&db.connect().await).await);
        }
        Self(all)
    }

    /// After a crash the schema is that of the history, or the history says what is half done.
    pub async fn agrees(
        &self,
        db: &TestDb,
        migrations: &Migrations,
        direction: Direction,
        when: &str,
    ) {
        let client = db.connect().await;
        // What the server is still at work on ends first.
        let lock = Lock::acquire(&client, PATIENCE).await;
        let lock = lock.unwrap_or_else(|error| panic!("{when}: {error}"));
        let history = History::read(&client).await;
        let history = history.unwrap_or_else(|error| panic!("{when}: {error}"));
        let applied = history.applied.len();
        let position = MigrationStatus::of(migrations, &history);
        assert!(position.check().is_ok(), "{when}: {position:?}");
        assert_eq!(
            position.pending.len(),
            migrations.all().len() - applied,
            "{when}"
        );
        match &history.interrupted {
            None => self.0[applied].is(&client, when).await,
            Some(half) => {
                let next = match direction {
                    Direction::Up => applied + 1,
                    Direction::Down => applied,
                };
                assert_eq!(half.version, migrations.all()[next - 1].version, "{when}");
                assert_eq!(half.direction, direction, "{when}");
            }
        }
        lock.release(&client).await.expect("the session is alive");
    }

    /// The move has come to its end.
    pub async fn is_reached(
        &self,
        db: &TestDb,
        migrations: &Migrations,
        direction: Direction,
        when: &str,
    ) {
        let client = db.connect().await;
        let last = match direction {
            Direction::Up => migrations.all().len(),
            Direction::Down => 0,
        };
        self.0[last].is(&client, when).await;
        let history = History::read(&client).await.expect("it can be read");
        assert_eq!(
            (history.applied.len(), history.interrupted),
            (last, None),
            "{when}"
        );
        let invalid = InvalidIndex::all(&client).await.expect("they can be read");
        assert_eq!(invalid, [], "{when}");
    }
}

impl Standing {
    async fn is(&self, client: &Client, when: &str) {
        let now = standing(client).await;
        assert_eq!(diff(&self.catalog, &now.catalog), [], "{when}");
        assert_eq!(now.rows, self.rows, "{when}");
    }
}

async fn standing(client: &Client) -> Standing {
    let catalog = catalog::read(client, Scope::Cluster).await;
    let queries = Queries::prepare(client)
        .await
        .expect("the queries are sound");
    let mut rows = rows::read(client, &queries)
        .await
        .expect("the rows can be read");
    for table in rows.tables.values_mut().map(Arc::make_mut) {
        let mut sorted: Vec<Row> = table.rows.iter().map(Cow::into_owned).collect();
        sorted.sort();
        table.rows = sorted.into();
    }
    Standing {
        catalog: catalog.expect("the catalog can be read"),
        rows,
    }
}
