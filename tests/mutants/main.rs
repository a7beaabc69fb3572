//! Changes our migrations in one place at a time, and sees whether the schema's suite notices: `just mutants`.
//!
//! The words and the exit statuses are those of cargo-mutants: 0 where all were caught, 2 where one was missed, 4 where the
//! suite fails without any change.

#![expect(clippy::print_stdout, reason = "it is a program that reports")]

mod data;
mod suite;

use std::collections::BTreeSet;
use std::env;
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;

use data::Mutant;
use suite::{Outcome, Suite, build};

/// What is asked for on the command line.
#[derive(Default)]
struct Arguments {
    /// Only mutants whose titles contain one of these words.
    words: Vec<String>,
    /// Only each so many-th, from the first of these on: `--shard 0/10`.
    shard: Option<(usize, usize)>,
    /// Whether what was caught is printed, too: `--caught`.
    caught: bool,
}

fn main() -> ExitCode {
    let arguments = arguments();
    let mutants = chosen(&arguments);
    let program = build();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let suites: Vec<Suite> = (0..workers).map(|at| Suite::new(&program, at)).collect();

    let filters: BTreeSet<_> = mutants
        .iter()
        .filter_map(|it| it.caught_by.clone())
        .collect();
    let filters: Vec<String> = filters.into_iter().collect();
    if let Err(output) = suites[0].passes(&filters) {
        println!("the suite fails on the migrations as they are:\n{output}");
        return ExitCode::from(4);
    }

    let queue = Mutex::new(mutants.iter());
    let counts = Mutex::new([0; 4]);
    thread::scope(|scope| {
        for suite in &suites {
            scope.spawn(|| {
                while let Some(mutant) = next(&queue) {
                    let place = report(mutant, &suite.test(mutant), &arguments);
                    let mut counts = counts.lock().expect("nobody panics with it");
                    counts[place] += 1;
                }
            });
        }
    });
    let [caught, missed, unviable, justified] = counts.into_inner().expect("all have ended");
    println!(
        "{} mutants tested: {missed} missed, {caught} caught, {unviable} unviable, {justified} missed for a reason",
        mutants.len()
    );
    ExitCode::from(if missed + unviable > 0 { 2 } else { 0 })
}

fn next<'a>(queue: &Mutex<impl Iterator<Item = &'a Mutant>>) -> Option<&'a Mutant> {
    queue.lock().expect("nobody panics with it").next()
}

/// Prints what is to be said of an outcome; the place where it is counted.
fn report(mutant: &Mutant, outcome: &Outcome, arguments: &Arguments) -> usize {
    let title = mutant.title();
    let named = mutant.caught_by.as_deref().unwrap_or_default();
    match (outcome, &mutant.missed) {
        (Outcome::Caught(tests), None) => {
            let others = tests.iter().all(|test| !test.contains(named));
            if arguments.caught || others {
                let by = tests.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
                println!("CAUGHT    {title} by {} tests: {by}", tests.len());
            }
            if others {
                println!("          and not by {named}: correct its caught_by");
                return 1;
            }
            0
        }
        (Outcome::Caught(tests), Some(_)) => {
            println!(
                "CAUGHT    {title} by {}: it needs no reason",
                tests.join(", ")
            );
            1
        }
        (Outcome::Missed, None) => {
            println!("MISSED    {title}");
            1
        }
        (Outcome::Missed, Some(reason)) => {
            println!("missed    {title}: {reason}");
            3
        }
        (Outcome::Unviable(why), _) => {
            println!("UNVIABLE  {title}: {why}");
            2
        }
    }
}

fn chosen(arguments: &Arguments) -> Vec<Mutant> {
    let (first, each) = arguments.shard.unwrap_or((0, 1));
    let mut mutants = data::all();
    let words = &arguments.words;
    mutants.retain(|mutant| {
        words.is_empty() || words.iter().any(|word| mutant.title().contains(word))
    });
    mutants.into_iter().skip(first).step_by(each).collect()
}

fn arguments() -> Arguments {
    let mut arguments = Arguments::default();
    let mut given = env::args().skip(1);
    while let Some(argument) = given.next() {
        match &*argument {
            "--caught" => arguments.caught = true,
            "--shard" => {
                let shard = given.next().unwrap_or_default();
                arguments.shard = Some(shard_of(&shard).expect("--shard takes K/N"));
            }
            word => arguments.words.push(word.to_owned()),
        }
    }
    arguments
}

fn shard_of(text: &str) -> Option<(usize, usize)> {
    let (first, each) = text.split_once('/')?;
    let (first, each) = (first.parse().ok()?, each.parse().ok()?);
    (first < each).then_some((first, each))
}
