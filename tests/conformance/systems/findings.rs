//! Every promise of the three documents, asked of the system that its document describes and of our own.

use std::fs;
use std::path::Path;
use std::thread::{self, ScopedJoinHandle};

use pgconform::migrations::Migrations;
use pgconform::testing::TestDb;
use tokio::sync::OnceCell;

use super::decided::Decisions;
use super::promises::{self, Asked, Promise, Question};
use super::{DOCUMENTS, OURS, System, folder};
use crate::conventions::{self, Violation};
use crate::support::{approved, summary};

/// A system with what many questions need of it, made once.
struct Subject {
    system: System,
    migrations: Migrations,
    /// Answers what one query asks, which changes nothing.
    db: TestDb,
    breaches: Vec<Violation>,
    trip: OnceCell<String>,
}

impl Subject {
    async fn new(system: System) -> Self {
        let migrations = system.load();
        let db = TestDb::head_of(&migrations).await;
        Self {
            breaches: conventions::violations(&db).await,
            trip: OnceCell::new(),
            system,
            migrations,
            db,
        }
    }

    async fn verdict(&mut self, promise: &Promise) -> String {
        let (expected, question) = match &promise.asked {
            Asked::Elsewhere(tests) => return format!("not the schema's to keep: {tests}"),
            Asked::Here { expected, question } => (expected, question),
        };
        let answer = self.answer(question).await;
        if answer == *expected {
            "kept".to_owned()
        } else {
            format!("broken: {answer}, not {expected}")
        }
    }

    async fn answer(&mut self, question: &Question) -> String {
        match question {
            Question::Sql(steps) if promises::is_one_query(steps) => {
                promises::answer(&mut self.db, steps).await
            }
            Question::Sql(steps) => {
                let mut db = TestDb::head_of(&self.migrations).await;
                promises::answer(&mut db, steps).await
            }
            Question::FullTrip => {
                let trip = self.trip.get_or_init(|| full_trip(&self.system));
                trip.await.clone()
            }
            Question::Files => files(&self.system),
            Question::Rule(rule) => or_none(&self.objects(rule)),
        }
    }

    /// What breaks one of our conventions.
    fn objects(&self, rule: &str) -> Vec<String> {
        let is_there = conventions::rules().iter().any(|(name, _)| name == rule);
        assert!(is_there, "there is no rule {rule}");
        let of_rule = self.breaches.iter().filter(|found| found.rule == rule);
        of_rule.map(|violation| violation.object.clone()).collect()
    }

    /// Our own conventions, which are not promises of a document, each with its verdict.
    fn conventions(&self) -> Vec<(String, String)> {
        let verdict = |rule: &str| match &*self.objects(rule) {
            [] => "kept".to_owned(),
            objects => format!("broken: {}", objects.join(", ")),
        };
        let rules = conventions::rules().into_iter();
        rules
            .map(|(rule, _)| (format!("our convention {rule}"), verdict(&rule)))
            .collect()
    }
}

/// What a system answers to the promises of each of some documents, and how it keeps our conventions.
struct Verdicts {
    promises: Vec<Vec<(Promise, String)>>,
    conventions: Vec<(String, String)>,
}

impl Verdicts {
    async fn of(system: System, documents: &[System]) -> Self {
        let mut subject = Subject::new(system).await;
        let mut verdicts = Vec::new();
        for document in documents {
            let mut of_document = Vec::new();
            for promise in promises::read(document.promises) {
                let verdict = subject.verdict(&promise).await;
                of_document.push((promise, verdict));
            }
            verdicts.push(of_document);
        }
        Self {
            promises: verdicts,
            conventions: subject.conventions(),
        }
    }

    /// Each system on a thread of its own, in the order of `asked`.
    fn of_each(asked: &[(System, Vec<System>)]) -> Vec<Self> {
        thread::scope(|scope| {
            let started: Vec<_> = asked
                .iter()
                .map(|(system, documents)| {
                    scope.spawn(|| {
                        let mut runtime = tokio::runtime::Builder::new_current_thread();
                        let runtime = runtime.enable_all().build();
                        let runtime = runtime.expect("a thread can have a runtime");
                        runtime.block_on(Self::of(*system, documents))
                    })
                })
                .collect();
            let ended = started.into_iter().map(ScopedJoinHandle::join);
            ended
                .map(|verdicts| verdicts.expect("every question has an answer"))
                .collect()
        })
    }
}

#[test]
fn every_promise_is_kept_or_shown_as_broken_with_the_decision() {
    let mut decisions = Decisions::read();
    let mut text = String::new();
    let mut asked: Vec<_> = DOCUMENTS.map(|document| (document, vec![document])).into();
    asked.push((OURS, DOCUMENTS.to_vec()));
    let mut verdicts = Verdicts::of_each(&asked);
    let ours = verdicts.pop().expect("ours was asked last");
    for (document, verdicts) in DOCUMENTS.iter().zip(&verdicts) {
        for (promise, verdict) in verdicts.promises.iter().flatten() {
            let line = format!("{} | {}", document.name, promise.says);
            text += &decisions.line(&line, verdict, (document.name, &promise.says));
        }
        for (says, verdict) in &verdicts.conventions {
            text += &format!("{} | {says} | {verdict}\n", document.name);
        }
    }
    for (document, verdicts) in DOCUMENTS.iter().zip(&ours.promises) {
        for (promise, verdict) in verdicts {
            let line = format!("ours, as the {} asks | {}", document.name, promise.says);
            text += &decisions.line(&line, verdict, (document.name, &promise.says));
        }
    }
    for (says, verdict) in &ours.conventions {
        text += &decisions.line(&format!("ours | {says}"), verdict, (OURS.name, says));
    }
    decisions.assert_all_were_needed();
    approved(folder().join("findings.txt"), &text);
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

fn or_none(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
