//! Many servers at once, and many one after the other.

use futures_util::future::join_all;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use crate::support::process::{Traces, eventually};

/// A container takes a core a third of a second, a local server twenty milliseconds.
const LOCAL: usize = 64;
const CONTAINERS: usize = 8;

#[tokio::test]
async fn many_servers_live_at_once_and_know_nothing_of_each_other() {
    let first = TestDb::empty().await;
    let place = Traces::of(first.url());
    let count = match place {
        Traces::Local { .. } => LOCAL,
        Traces::Container { .. } => CONTAINERS,
    };
    let mut servers = join_all((1..count).map(|_| TestDb::empty())).await;
    servers.push(first);
    let pairs = servers.iter().zip(0..count);
    let pairs = pairs.map(|(db, number)| (db, format!("t{number}")));
    join_all(pairs.clone().map(|(db, name)| async move {
        db.run(&format!("CREATE TABLE {name} (); CREATE ROLE {name}"))
            .await;
    }))
    .await;
    for (db, name) in pairs {
        let tables: Vec<String> = db
            .values("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            .await;
        assert_eq!(tables, std::slice::from_ref(&name));
        let roles: Vec<String> = db
            .values("SELECT rolname::text FROM pg_roles WHERE rolname ~ '^t[0-9]'")
            .await;
        assert_eq!(roles, [name]);
    }
    let places: Vec<Traces> = servers.iter().map(|db| Traces::of(db.url())).collect();
    drop(servers);
    eventually("all are gone", async || {
        places.iter().all(|place| place.leftovers().is_empty())
    })
    .await;
}

#[ignore = "takes half a minute with local servers; run it when their end has changed"]
#[tokio::test]
async fn a_thousand_servers_one_after_the_other_leave_nothing() {
    for round in 0..1_000 {
        let db = TestDb::head().await;
        let users: i64 = db.value("SELECT count(*) FROM users").await;
        assert_eq!(users, 0, "in round {round}");
        db.accepts("INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')")
            .await;
        let place = Traces::of(db.url());
        drop(db);
        eventually("it is gone", async || place.leftovers().is_empty()).await;
    }
}
