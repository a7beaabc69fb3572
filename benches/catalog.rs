//! What a look at a whole catalog costs, and how it grows with the number of tables.
//!
//! Each table has ten columns, two constraints beside its key, and two indexes beside the key's.

use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use pgconform::catalog::{self, Reader, Scope};
use pgconform::connection::{RetryFor, connect};
use pgconform::postgres::{Server, Source};
use pgconform::settings::{Major, Settings};
use pgconform::testing::TestDb;
use tokio::runtime::Runtime;

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = bench, majors
}
criterion_main!(benches);

fn bench(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let mut group = criterion.benchmark_group("a look at a catalog");
    group.sampling_mode(SamplingMode::Flat);
    for tables in [5, 50, 250, 500] {
        let db = runtime.block_on(schema(tables));
        // Queries sent as text each time: what `verify` does, once.
        group.bench_function(BenchmarkId::new("once, tables", tables), |bencher| {
            bencher.iter(|| runtime.block_on(catalog::read(db.client(), Scope::Cluster)));
        });
        // What `verify-rollback` does, three times a step; a step touches a table or two.
        let reader = runtime.block_on(async {
            let reader = Reader::begin(db.connect().await, Scope::Cluster).await;
            reader.expect("the queries are sound")
        });
        let touch = || {
            runtime.block_on(async {
                db.run("COMMENT ON TABLE public.t1 IS 'touched'").await;
                let counted = catalog::flush_statistics(db.client()).await;
                counted.expect("a session reports what it wrote");
            });
        };
        group.bench_function(BenchmarkId::new("again, tables", tables), |bencher| {
            let look = |()| runtime.block_on(reader.read());
            bencher.iter_batched(touch, look, BatchSize::PerIteration);
        });
    }
    group.finish();
}

/// So many tables have the schemas that major versions are compared with.
const TABLES: usize = 50;

/// The same on each major version: before 15 everything is read at each look.
fn majors(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let settings = Settings::of_process().expect("the settings are sound");
    let mut group = criterion.benchmark_group("a look at a catalog of 50 tables, by major version");
    group.sampling_mode(SamplingMode::Flat);
    for major in Major::ALL {
        let (_server, client, reader) = runtime.block_on(async {
            let source = Source::local(&settings.for_major(major)).await;
            let source = source.expect("each major version can be installed");
            let server = Server::blank(&source).await.expect("it starts");
            let session = async || connect(server.url(), RetryFor::default()).await;
            let client = session().await.expect("it lets us in");
            let made = client.batch_execute(&many_tables(TABLES)).await;
            made.expect("the tables are made");
            let reader = session().await.expect("it lets us in");
            let reader = Reader::begin(reader, Scope::Cluster).await;
            (server, client, reader.expect("the queries are sound"))
        });
        let touch = || {
            runtime.block_on(async {
                let touched = "COMMENT ON TABLE public.t1 IS 'touched'";
                let touched = client.batch_execute(touched).await;
                touched.expect("the table is there");
                let counted = catalog::flush_statistics(&client).await;
                counted.expect("a session reports what it wrote");
            });
        };
        let name = BenchmarkId::new("again, PostgreSQL", major.number());
        group.bench_function(name, |bencher| {
            let look = |()| runtime.block_on(reader.read());
            bencher.iter_batched(touch, look, BatchSize::PerIteration);
        });
    }
    group.finish();
}

fn many_tables(tables: usize) -> String {
    format!(include_str!("many_tables.sql"), last = tables.to_string())
}

async fn schema(tables: usize) -> TestDb {
    let db = TestDb::empty().await;
    db.run(&many_tables(tables)).await;
    db
}
