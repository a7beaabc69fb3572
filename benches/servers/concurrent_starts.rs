//! Many tests at once: how long until each of so many has its server at head.

use criterion::{BenchmarkId, Criterion, Throughput};
use pgconform::testing::{Pool, TestDb};
use tokio::runtime::Runtime;

use super::rounds;

pub fn bench(criterion: &mut Criterion) {
    Pool::of_process().keep_warm(0);
    let mut group = criterion.benchmark_group("at once");
    group.sample_size(10);
    for tests in [1, 2, 8, 32] {
        group.throughput(Throughput::Elements(tests));
        group.bench_function(BenchmarkId::from_parameter(tests), |bencher| {
            bencher.iter_custom(|count| rounds(count, || heads(tests), drop));
        });
    }
    group.finish();
}

fn heads(tests: u64) -> Vec<TestDb> {
    let threads: Vec<_> = (0..tests)
        .map(|_| {
            std::thread::spawn(|| {
                let runtime = Runtime::new().expect("a runtime");
                runtime.block_on(async {
                    let db = TestDb::head().await;
                    let _: i32 = db.value("SELECT 1").await;
                    db
                })
            })
        })
        .collect();
    let join = |thread: std::thread::JoinHandle<TestDb>| thread.join().expect("a server");
    threads.into_iter().map(join).collect()
}
