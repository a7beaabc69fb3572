//! What the proof of a step costs: of our own migrations, beside the same SQL without the proof, and
//! of generated ones, as the schema grows.

use std::fs;
use std::iter::Cycle;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use pgconform::checks::round_trip::{self, Conditions, Progress};
use pgconform::connection::{RetryFor, connect};
use pgconform::migrations::{Gaps, Migrations};
use pgconform::postgres::{Server, Source};
use pgconform::rows::Seeds;
use pgconform::runner;
use pgconform::testing::{Pool, migrations};
use tempfile::TempDir;
use tokio::runtime::Runtime;

criterion_group!(benches, our_own, generated);
criterion_main!(benches);

/// All of ours: with every look and all rows, and the same moves on the same kind of server.
fn our_own(criterion: &mut Criterion) {
    let (runtime, source) = source();
    let migrations = migrations();
    let mut group = criterion.benchmark_group("proof of our own migrations");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("proof", |bencher| {
        bencher.iter(|| runtime.block_on(prove(&source, &migrations, |_| {})));
    });
    group.bench_function("SQL alone", |bencher| {
        bencher.iter(|| runtime.block_on(moves(&source, &migrations)));
    });
    group.finish();
}

/// One proof of so many migrations is made; what is reported are the last ten of its steps, where the
/// schema is at its largest: a table for each ten migrations, and what the other nine add to it.
/// Beside it the same moves without the proof: what it costs beyond the SQL is the difference.
fn generated(criterion: &mut Criterion) {
    let (runtime, source) = source();
    let mut group = criterion.benchmark_group("a step");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_nanos(1));
    group.measurement_time(Duration::from_nanos(1));
    for count in [10, 100, 1_000, 5_000] {
        let folder = generate(count);
        let migrations = Migrations::load(folder.path(), Gaps::Refuse).expect("they are sound");
        let last = |steps: Vec<Duration>| steps.into_iter().skip(count - 10).cycle();
        let sum = |steps: &mut dyn Iterator<Item = Duration>, count: u64| {
            steps.take(usize::try_from(count).unwrap_or(1)).sum()
        };
        let mut proved: Option<Cycle<_>> = None;
        group.bench_function(BenchmarkId::new("of the proof", count), |bencher| {
            let steps = proved
                .get_or_insert_with(|| last(runtime.block_on(steps_of(&source, &migrations))));
            bencher.iter_custom(|count| sum(steps, count));
        });
        let mut moved: Option<Cycle<_>> = None;
        group.bench_function(BenchmarkId::new("of its SQL alone", count), |bencher| {
            let steps =
                moved.get_or_insert_with(|| last(runtime.block_on(moves(&source, &migrations))));
            bencher.iter_custom(|count| sum(steps, count));
        });
    }
    group.finish();
}

/// How long each step took.
async fn steps_of(source: &Source, migrations: &Migrations) -> Vec<Duration> {
    let mut began = Instant::now();
    let mut steps = Vec::new();
    prove(source, migrations, |progress| {
        if let Progress::Step(_) = progress {
            steps.push(began.elapsed());
        }
        began = Instant::now();
    })
    .await;
    steps
}

async fn prove(source: &Source, migrations: &Migrations, on_progress: impl FnMut(Progress<'_>)) {
    let seeds = Seeds::default();
    let conditions = Conditions::default();
    let outcome = round_trip::prove(source, migrations, &seeds, &conditions, on_progress);
    let outcome = outcome.await.expect("the proof can be made");
    assert!(outcome.findings().hold(), "they are reversible");
}

/// Moves as the proof does, and returns how long each step took.
async fn moves(source: &Source, migrations: &Migrations) -> Vec<Duration> {
    let server = Server::blank(source).await.expect("a server");
    let mut client = connect(server.url(), RetryFor::default())
        .await
        .expect("a session");
    let wait = Duration::ZERO;
    let mut below = None;
    let mut steps = Vec::new();
    for migration in migrations.all() {
        let began = Instant::now();
        let here = Some(migration.version);
        for (up, target) in [(true, here), (false, below), (true, here)] {
            let moved = if up {
                runner::up(&mut client, migrations, target, wait, |_| {}).await
            } else {
                runner::down(&mut client, migrations, target, wait, |_| {}).await
            };
            moved.expect("they run");
        }
        below = here;
        steps.push(began.elapsed());
    }
    let head = Some(migrations.head());
    let down = runner::down(&mut client, migrations, None, wait, |_| {}).await;
    down.expect("they run");
    let up = runner::up(&mut client, migrations, head, wait, |_| {}).await;
    up.expect("they run");
    steps
}

/// What a migration does to the table of its ten, and undoes: a column with its rule, an index, a
/// view. `{table}` and `{part}` stand for names.
const CHANGES: [[&str; 2]; 3] = [
    [
        "ALTER TABLE {table} ADD {part} integer NOT NULL DEFAULT 1 CONSTRAINT {table}_{part} CHECK ({part} > 0);",
        "-- pgconform: loses {table}.{part}\nALTER TABLE {table} DROP {part};",
    ],
    [
        "CREATE INDEX {table}_{part} ON {table} (name, id);",
        "DROP INDEX {table}_{part};",
    ],
    [
        "CREATE VIEW {table}_{part} AS SELECT id FROM {table};",
        "DROP VIEW {table}_{part};",
    ],
];
/// The first of each ten; a table's rows go with it, which is to be declared.
const TABLE: [&str; 2] = [
    "CREATE TABLE {table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);",
    "-- pgconform: loses {table}\nDROP TABLE {table};",
];

fn generate(count: usize) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for number in 0..count {
        let change = match number % 10 {
            0 => TABLE,
            place => CHANGES[place % CHANGES.len()],
        };
        for (kind, sql) in ["", ".down"].into_iter().zip(change) {
            let sql = sql
                .replace("{table}", &format!("t{}", number / 10))
                .replace("{part}", &format!("p{number}"));
            let file = format!("V{}__change{kind}.sql", number + 1);
            fs::write(folder.path().join(file), sql).expect("the folder is ours");
        }
    }
    folder
}

fn source() -> (Runtime, Source) {
    let runtime = Runtime::new().expect("a runtime");
    let source = runtime.block_on(Pool::of_process().source());
    (runtime, source)
}
