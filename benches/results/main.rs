//! One table of what the other benchmarks measured, with ratios; written as JSON and as a plot, too.

#![expect(clippy::print_stdout, reason = "the table is what it is run for")]

mod measured;
mod plot;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use measured::Group;

fn main() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("criterion");
    let groups = measured::read(&target);
    if groups.is_empty() {
        println!("nothing was measured yet");
        return;
    }
    println!("{}", table(&groups));
    let peaks = measured::peaks(&target);
    println!("\n{}", of_memory(&peaks));
    let into = target.with_file_name("bench");
    fs::create_dir_all(&into).expect("target/ can be written to");
    let json = serde_json::to_string_pretty(&groups).expect("figures are JSON");
    fs::write(into.join("bench.json"), json).expect("target/ can be written to");
    let json = serde_json::to_string_pretty(&peaks).expect("figures are JSON");
    fs::write(into.join("memory.json"), json).expect("target/ can be written to");
    plot::draw(&groups, &into.join("bench.svg")).expect("target/ can be written to");
    println!(
        "written to {0}/bench.json, {0}/memory.json and {0}/bench.svg",
        into.display()
    );
}

/// In Markdown, so that the README can show it as it is.
fn table(groups: &[Group]) -> String {
    let mut lines = vec![
        "| | median | ratio |".to_owned(),
        "|---|---:|---:|".to_owned(),
    ];
    for group in groups {
        let figures = group.figures.iter().map(|figure| {
            let median = milliseconds(figure.median_ms);
            format!(
                "| {}: {} | {median} | {:.1} |",
                group.name, figure.name, figure.ratio
            )
        });
        lines.extend(figures);
    }
    lines.join("\n")
}

/// The program's own memory, without its servers'.
fn of_memory(peaks: &BTreeMap<String, u64>) -> String {
    let mut lines = vec!["| | most memory |".to_owned(), "|---|---:|".to_owned()];
    lines.extend(
        peaks
            .iter()
            .map(|(name, peak)| format!("| {name} | {peak} MB |")),
    );
    lines.join("\n")
}

fn milliseconds(value: f64) -> String {
    match value {
        ..10.0 => format!("{value:.2} ms"),
        10.0..100.0 => format!("{value:.1} ms"),
        _ => format!("{value:.0} ms"),
    }
}
