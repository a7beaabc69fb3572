//! What the proof of our own migrations costs, beside the same SQL without the proof.

use std::time::Duration;

use divan::Bencher;
use pgconform::checks::round_trip::{self, Allowed, Outcome};
use pgconform::connection::{Patience, connect};
use pgconform::postgres::{self, Server, Source};
use pgconform::rows::Seeds;
use pgconform::runner;
use pgconform::testing::migrations;
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

/// Every step up, down and up again, then head to base to head, with every look and all rows.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn proof(bencher: Bencher<'_, '_>) {
    let (runtime, source) = source();
    let migrations = migrations();
    bencher.bench_local(|| -> Outcome {
        let (seeds, allowed) = (Seeds::default(), Allowed::default());
        let proof = round_trip::prove(&source, &migrations, &seeds, &allowed, |_| {});
        let outcome = runtime.block_on(proof).expect("the proof can be made");
        assert!(outcome.holds, "our own migrations are reversible");
        outcome
    });
}

/// The same moves on the same kind of server, and nothing else.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn sql_alone(bencher: Bencher<'_, '_>) {
    let (runtime, source) = source();
    bencher.bench_local(|| runtime.block_on(moves(&source)));
}

async fn moves(source: &Source) {
    let migrations = migrations();
    let server = Server::blank(source).await.expect("a server");
    let mut client = connect(server.url(), Patience::default())
        .await
        .expect("a session");
    let wait = Duration::ZERO;
    let mut below = None;
    for migration in migrations.all() {
        let here = Some(migration.version);
        for (up, target) in [(true, here), (false, below), (true, here)] {
            let moved = if up {
                runner::up(&mut client, &migrations, target, wait, |_| {}).await
            } else {
                runner::down(&mut client, &migrations, target, wait, |_| {}).await
            };
            moved.expect("our own migrations run");
        }
        below = here;
    }
    let head = Some(migrations.head());
    let down = runner::down(&mut client, &migrations, None, wait, |_| {}).await;
    down.expect("our own migrations run");
    let up = runner::up(&mut client, &migrations, head, wait, |_| {}).await;
    up.expect("our own migrations run");
}

fn source() -> (Runtime, Source) {
    let runtime = Runtime::new().expect("a runtime");
    let source = runtime.block_on(postgres::choose());
    (runtime, source.expect("a PostgreSQL 16"))
}
