//! Local servers, and what else a test could be given.

use std::thread::sleep;
use std::time::Duration;

use criterion::Criterion;
use pgconform::postgres::{Server, Source};
use pgconform::testing::{Pool, TestDb};
use tokio::runtime::Runtime;

use super::clones::Clones;
use super::{ends, first_query, initdb, rounds};

pub fn bench(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let pool = Pool::of_process();
    let source = runtime
        .block_on(Source::local(pool.settings()))
        .expect("PostgreSQL 16");
    let Source::Local(binaries) = &source else {
        unreachable!("it was asked for by name");
    };
    let head = || {
        runtime.block_on(async {
            let db = TestDb::head().await;
            let _: i32 = db.value("SELECT 1").await;
            db
        })
    };
    let mut group = criterion.benchmark_group("local");
    // The first call makes the template.
    pool.keep_warm(0);
    drop(head());
    group.bench_function("head", |bencher| {
        bencher.iter_custom(|count| rounds(count, head, drop));
    });
    group.bench_function("head, prepared ahead", |bencher| {
        pool.keep_warm(2);
        drop((head(), head()));
        // A test works with its server for a while, in which the next one is made.
        let work = |db| {
            sleep(Duration::from_millis(100));
            drop(db);
        };
        work(head());
        bencher.iter_custom(|count| rounds(count, head, work));
        pool.keep_warm(0);
    });
    group.bench_function("end of a server", |bencher| {
        bencher.iter_custom(|count| ends(count, head));
    });
    let mut clones = Clones::new(&runtime);
    for strategy in ["file_copy", "wal_log"] {
        group.bench_function(format!("CREATE DATABASE, {strategy}"), |bencher| {
            bencher.iter_custom(|count| clones.rounds(&runtime, strategy, count));
        });
    }
    group.bench_function("initdb each time", |bencher| {
        bencher.iter_custom(|count| {
            let server = || {
                let server = initdb::Initialised::start(binaries);
                runtime.block_on(first_query(&server.url));
                server
            };
            rounds(count, server, drop)
        });
    });
    group.bench_function("blank", |bencher| {
        bencher.iter_custom(|count| {
            let blank = || {
                runtime.block_on(async {
                    let server = Server::blank(&source).await.expect("a server");
                    first_query(server.url()).await;
                    server
                })
            };
            rounds(count, blank, drop)
        });
    });
    group.finish();
}
