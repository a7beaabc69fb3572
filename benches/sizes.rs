//! What large inputs cost: many migrations, many tables, many rows and long ones; in time, and in the program's own memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use tempfile::TempDir;

criterion_group!(benches, migrations, tables, rows);
criterion_main!(benches);

/// How often the memory that is taken is read.
const EVERY: Duration = Duration::from_millis(5);

/// Brings a new database to head and reads it, asks where it stands, and compares it; and proves the last steps, each of
/// which should cost the same however many stand before it.
fn migrations(criterion: &mut Criterion) {
    let all = || [100, 1_000, 5_000].map(history);
    let words = ["snapshot"];
    measure(criterion, "a snapshot of so many migrations", &words, all());
    let program = env!("CARGO_BIN_EXE_pgconform");
    let words = ["scratch", "--", program, "status"];
    measure(
        criterion,
        "head and its status, of so many migrations",
        &words,
        all(),
    );
    let words = ["scratch", "--", program, "verify"];
    measure(
        criterion,
        "head, and a comparison with it, of so many migrations",
        &words,
        all(),
    );
    let all = [250, 1_000, 2_000].map(history);
    let words = ["verify-rollback", "--from", LAST_TEN];
    measure(
        criterion,
        "the proof of the last ten of so many migrations",
        &words,
        all,
    );
}

/// Stands for the version of the tenth before the last.
const LAST_TEN: &str = "LAST TEN";

/// A table for each ten migrations, and a column in each of the others.
fn history(count: usize) -> (usize, Files) {
    let files = (0..count).map(|at| {
        if at % 10 == 0 {
            return (
                format!("CREATE TABLE t{at} ()"),
                format!("DROP TABLE t{at}"),
            );
        }
        let alter = format!("ALTER TABLE t{}", at / 10 * 10);
        (
            format!("{alter} ADD c{at} int"),
            format!("{alter} DROP c{at}"),
        )
    });
    (count, files.collect())
}

/// Proves one migration that makes so many.
fn tables(criterion: &mut Criterion) {
    let all = [100, 1_000, 10_000].map(|count| {
        let make = |at| format!("CREATE TABLE t{at} (id bigint PRIMARY KEY, name text);\n");
        let drop = |at| format!("DROP TABLE t{at};\n");
        let up = (0..count).map(make).collect();
        (count, vec![(up, (0..count).map(drop).collect())])
    });
    let words = ["verify-rollback"];
    measure(criterion, "the proof of so many tables", &words, all);
}

/// Proves a migration that leaves so many rows alone, and as many megabytes in one.
fn rows(criterion: &mut Criterion) {
    let second = |make: &str| {
        let change = |it: &str| format!("ALTER TABLE big {it} x int");
        let down = change("DROP").replace(" int", "");
        let first = (make.to_owned(), "DROP TABLE big".to_owned());
        vec![first, (change("ADD"), down)]
    };
    let words = ["verify-rollback", "--from", "2"];
    let many = [1_000, 100_000, 3_000_000].map(|count| {
        let make = format!(
            "CREATE TABLE big AS SELECT i AS id, 'name ' || i AS name FROM generate_series(1, {count}) i"
        );
        (count, second(&make))
    });
    measure(criterion, "a step beside so many rows", &words, many);
    let long = [1, 30].map(|count| {
        let make = format!(
            "CREATE TABLE big AS SELECT i AS id, repeat(md5(i::text), {count} * 31250) AS name \
             FROM generate_series(1, 10) i"
        );
        (count, second(&make))
    });
    measure(criterion, "a step beside rows of so many MB", &words, long);
}

/// Ups and downs, in order.
type Files = Vec<(String, String)>;

/// Runs the program once on each: it takes far longer than its spread.
fn measure<const N: usize>(
    criterion: &mut Criterion,
    name: &str,
    words: &[&str],
    all: [(usize, Files); N],
) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_nanos(1));
    group.measurement_time(Duration::from_nanos(1));
    for (count, files) in all {
        let folder = TempDir::new().expect("a temporary folder");
        write(folder.path(), &files);
        let from = count.saturating_sub(9).to_string();
        let word = |word: &&str| {
            if *word == LAST_TEN {
                from.clone()
            } else {
                (*word).to_owned()
            }
        };
        let words: Vec<String> = words.iter().map(word).collect();
        let mut measured = None;
        group.bench_function(BenchmarkId::new("", count), |bencher| {
            let (took, peak) = *measured.get_or_insert_with(|| run(folder.path(), &words));
            note(&format!("{name}: {count}"), peak);
            bencher.iter_custom(|times| took * u32::try_from(times).unwrap_or(1));
        });
    }
    group.finish();
}

fn write(folder: &Path, files: &Files) {
    let migrations = folder.join("migrations");
    fs::create_dir(&migrations).expect("the folder is ours");
    for (at, (up, down)) in files.iter().enumerate() {
        for (kind, sql) in [("", up), (".down", down)] {
            let file = format!("V{}__change{kind}.sql", at + 1);
            fs::write(migrations.join(file), sql).expect("the folder is ours");
        }
    }
}

/// How long it took, and the most memory that it had at a time, in MB. What it finds does not matter.
fn run(folder: &Path, words: &[String]) -> (Duration, u64) {
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_pgconform"))
        .args(words)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the built program can be run");
    let status = format!("/proc/{}/status", child.id());
    let (sender, ended) = mpsc::channel();
    thread::spawn(move || {
        child.wait().expect("it was started");
        sender.send(()).expect("somebody waits for it");
    });
    let mut peak = 0;
    while ended.recv_timeout(EVERY).is_err() {
        peak = peak.max(highest(&status).unwrap_or_default());
    }
    (began.elapsed(), peak)
}

/// `VmHWM:    56000 kB`
fn highest(status: &str) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes / 1024)
}

/// Keeps a peak for the table of all figures.
fn note(name: &str, peak: u64) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("criterion/peaks.json");
    let known = fs::read_to_string(&file).unwrap_or_default();
    let mut peaks: BTreeMap<String, u64> = serde_json::from_str(&known).unwrap_or_default();
    peaks.insert(name.to_owned(), peak);
    let json = serde_json::to_string(&peaks).expect("figures are JSON");
    fs::create_dir_all(file.with_file_name("")).expect("target/ can be written to");
    fs::write(file, json).expect("target/ can be written to");
}
