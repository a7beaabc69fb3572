//! What a server of a test's own costs, from call to first answered query, beside what others do.
//!
//! All of a group are measured in one run, so that their ratios hold on any machine.

mod clones;
mod concurrent_starts;
mod container;
mod initdb;
mod local;

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use pgconform::connection::{DatabaseUrl, RetryFor, connect};

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(3));
    targets = local::bench, concurrent_starts::bench, container::bench
}
criterion_main!(benches);

/// Opens a session and waits for the answer to a query.
async fn first_query(url: &DatabaseUrl) {
    let client = connect(url, RetryFor::default()).await.expect("a session");
    client.query_one("SELECT 1", &[]).await.expect("an answer");
}

/// Adds up how long `timed` takes in so many rounds; what it returns is given to `after`, untimed.
fn rounds<T>(count: u64, mut timed: impl FnMut() -> T, mut after: impl FnMut(T)) -> Duration {
    let mut sum = Duration::ZERO;
    for _ in 0..count {
        let began = Instant::now();
        let made = timed();
        sum += began.elapsed();
        after(made);
    }
    sum
}

/// Adds up how long the end of what `make` makes takes, so many times.
fn ends<T>(count: u64, mut make: impl FnMut() -> T) -> Duration {
    let end = |_| {
        let ended = make();
        let began = Instant::now();
        drop(ended);
        began.elapsed()
    };
    (0..count).map(end).sum()
}
