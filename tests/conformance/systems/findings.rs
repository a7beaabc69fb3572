//! Every promise of the three documents, asked of the system that its document describes and of our own.

use std::fs;
use std::path::Path;

use super::decided::Decisions;
use super::promises::{self, Asked, Promise, Question};
use super::{DOCUMENTS, OURS, System, folder};
use crate::conventions;
use crate::support::{approved, summary};

#[tokio::test]
async fn every_promise_is_kept_or_shown_as_broken_with_the_decision() {
    let mut decisions = Decisions::read();
    let mut text = String::new();
    for document in DOCUMENTS {
        for promise in promises::read(document.promises) {
            let line = format!("{} | {}", document.name, promise.says);
            let verdict = verdict(&document, &promise).await;
            text += &decisions.line(&line, &verdict, (document.name, &promise.says));
        }
        for (says, verdict) in breaches(&document).await {
            text += &format!("{} | {says} | {verdict}\n", document.name);
        }
    }
    for document in DOCUMENTS {
        for promise in promises::read(document.promises) {
            let line = format!("ours, as the {} asks | {}", document.name, promise.says);
            let verdict = verdict(&OURS, &promise).await;
            text += &decisions.line(&line, &verdict, (document.name, &promise.says));
        }
    }
    for (says, verdict) in breaches(&OURS).await {
        text += &decisions.line(&format!("ours | {says}"), &verdict, (OURS.name, &says));
    }
    decisions.assert_all_were_needed();
    approved(folder().join("findings.txt"), &text);
}

async fn verdict(system: &System, promise: &Promise) -> String {
    let (expected, question) = match &promise.asked {
        Asked::Elsewhere(tests) => return format!("not the schema's to keep: {tests}"),
        Asked::Here { expected, question } => (expected, question),
    };
    let answer = answer(system, question).await;
    if answer == *expected {
        "kept".to_owned()
    } else {
        format!("broken: {answer}, not {expected}")
    }
}

async fn answer(system: &System, question: &Question) -> String {
    match question {
        Question::Sql(steps) => promises::answer(&mut system.head().await, steps).await,
        Question::FullTrip => full_trip(system).await,
        Question::Files => files(system),
        Question::Rule(rule) => or_none(&system.breaches(rule).await),
    }
}

async fn full_trip(system: &System) -> String {
    let summary = summary(&system.proof().await);
    let (_, trip) = summary
        .split_once("full trip: ")
        .expect("it is always there");
    let words: Vec<&str> = trip.lines().map(str::trim).collect();
    words.join(", ")
}

fn files(system: &System) -> String {
    let migrations = system.load();
    let scripts = migrations.all().iter().map(|migration| &migration.up);
    let is_plain = |file: &Path| {
        let bytes = fs::read(file).expect("it was read before");
        bytes.is_ascii() && !bytes.contains(&b'\r')
    };
    let others = scripts.filter(|script| !is_plain(&script.file));
    or_none(&others.map(|script| script.name.clone()).collect::<Vec<_>>())
}

/// Our own conventions, which are no promises of a document, each with its verdict.
async fn breaches(system: &System) -> Vec<(String, String)> {
    let found = conventions::violations(&system.head().await).await;
    let mut verdicts = Vec::new();
    for (rule, _) in conventions::rules() {
        let of_rule = found.iter().filter(|violation| violation.rule == rule);
        let objects: Vec<&str> = of_rule.map(|violation| &*violation.object).collect();
        let verdict = if objects.is_empty() {
            "kept".to_owned()
        } else {
            format!("broken: {}", objects.join(", "))
        };
        verdicts.push((format!("our convention {rule}"), verdict));
    }
    verdicts
}

fn or_none(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
