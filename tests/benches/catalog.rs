//! What a look at a whole catalog costs, and how it grows with the number of tables.
//!
//! Each table has ten columns, two constraints beside its key, and two indexes beside the key's.

use divan::Bencher;
use pgconform::catalog::{self, Catalog, Reader, Scope};
use pgconform::testing::TestDb;
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

const TABLES: [usize; 4] = [5, 50, 250, 500];

/// Queries sent as text each time: what `verify` does, once.
#[divan::bench(args = TABLES, sample_count = 20, sample_size = 1)]
fn read_once(bencher: Bencher<'_, '_>, tables: usize) {
    let (runtime, db) = schema(tables);
    bencher.bench_local(|| -> Catalog {
        let read = catalog::read(db.client(), Scope::Cluster);
        runtime.block_on(read).expect("the catalog is readable")
    });
}

/// Queries prepared once in the session: what `verify-rollback` does, three times a step.
#[divan::bench(args = TABLES, sample_count = 20, sample_size = 1)]
fn read_prepared(bencher: Bencher<'_, '_>, tables: usize) {
    let (runtime, db) = schema(tables);
    let reader = runtime.block_on(Reader::prepare(db.client(), Scope::Cluster));
    let reader = reader.expect("the queries are sound");
    bencher.bench_local(|| -> Catalog {
        let read = reader.read(db.client());
        runtime.block_on(read).expect("the catalog is readable")
    });
}

fn schema(tables: usize) -> (Runtime, TestDb) {
    let runtime = Runtime::new().expect("a runtime");
    let db = runtime.block_on(async {
        let db = TestDb::empty().await;
        db.run(&format!(
            include_str!("many_tables.sql"),
            last = tables.to_string()
        ))
        .await;
        db
    });
    (runtime, db)
}
