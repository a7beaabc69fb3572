//! What one check found on several major versions of PostgreSQL, as one list: what holds on all is said once.

use std::collections::BTreeSet;

use super::seen_on::listed;
use super::{
    ByMajor, Evidence, Finding, Findings, Group, Hides, Kind, OnMajor, Phase, Remark, Scope,
    SeenOn, Severity, Step, Whole,
};

/// What a check found on servers of one major version.
#[derive(Debug, Clone)]
pub struct FoundOn {
    /// For instance 16.
    pub major: u32,
    /// What was found there.
    pub findings: Findings,
}

impl Findings {
    /// What was found on each of several major versions, oldest first, as one: a finding that was seen on several is
    /// one finding, with the majors that it was seen on. `claim` and `server` are those of the whole, and
    /// `is_default` says of which findings another server default is the reason.
    ///
    /// Only what the migrations do differently fails. What an older server lacks, or has otherwise from the start, is
    /// a note.
    ///
    /// # Panics
    ///
    /// Where there are none.
    #[must_use]
    pub fn merged(
        all: &[FoundOn],
        claim: String,
        server: String,
        is_default: impl Fn(&Finding) -> bool,
    ) -> Self {
        let newest = &all.last().expect("there is a major version").findings;
        let mut items: Vec<Finding> = Vec::new();
        for FoundOn { major, findings } in all {
            for finding in &findings.items {
                match items.iter_mut().find(|it| is_same(it, finding, *major)) {
                    Some(known) => known.take(finding, *major),
                    None => items.push(Finding {
                        seen_on: Some(SeenOn {
                            majors: vec![*major],
                            not_on: Vec::new(),
                            difference: None,
                        }),
                        ..finding.clone()
                    }),
                }
            }
        }
        for finding in &mut items {
            classify(finding, all, &is_default);
        }
        let scope = scope(all, claim, server, &items);
        let place = |it: &Finding| it.version().and_then(|of| scope.step(of));
        items.sort_by_key(|it| place(it).unwrap_or(usize::MAX));
        let remarks = |of: fn(&Findings) -> &[Remark]| remarks(all, of);
        let merged = Self::new(newest.check, items, scope, remarks(|it| &it.remarks));
        let details = remarks(|it| &it.details);
        Self {
            figures: newest.figures.clone(),
            ..merged.with_details(details)
        }
    }
}

impl Scope {
    fn step(&self, version: &str) -> Option<usize> {
        self.steps.iter().position(|it| it.version == version)
    }

    /// How far the migration or trip of a finding was proved.
    fn reached(&self, finding: &Finding) -> Phase {
        if let Some(version) = finding.version() {
            let step = self.step(version);
            return step.map_or(Phase::Unreached, |at| self.steps[at].reached);
        }
        let whole = self.whole.as_ref();
        whole.map_or(Phase::Unreached, |whole| whole.reached)
    }
}

impl Finding {
    fn is_on(&self, major: u32) -> bool {
        let seen = self.seen_on.as_ref();
        seen.is_some_and(|seen| seen.majors.contains(&major))
    }

    /// Notes that the same was seen on another major version, by whatever name it has there.
    fn take(&mut self, other: &Self, major: u32) {
        if let Some(seen) = &mut self.seen_on {
            seen.majors.push(major);
        }
        for id in other.former.iter().chain([&other.id]) {
            if *id != self.id && !self.former.contains(id) {
                self.former.push(id.clone());
            }
        }
    }
}

/// Whether both are the same thing, seen on two major versions: they have one name, or the same statement failed, of
/// which each server says it in its own words.
fn is_same(known: &Finding, other: &Finding, major: u32) -> bool {
    if known.is_on(major) {
        return false;
    }
    let failed = |it: &Finding| matches!(it.evidence, Evidence::Sql(_));
    let place = |it: &Finding| it.place.as_ref().map(|it| (it.path.clone(), it.line));
    known.id == other.id
        || failed(known)
            && failed(other)
            && (known.kind, known.version()) == (other.kind, other.version())
            && place(known).is_some_and(|at| at.1.is_some())
            && place(known) == place(other)
}

/// Says on which majors a finding could have been seen and was not, and why.
fn classify(finding: &mut Finding, all: &[FoundOn], is_default: impl Fn(&Finding) -> bool) {
    let looked = all.iter().filter(|on| {
        let reached = on.findings.scope.reached(finding);
        // What ends a migration hides what else there is to find in it.
        let mut of_step = on.findings.of(finding.version());
        let is_hidden = of_step.any(|it| it.kind.hides() != Hides::Nothing);
        reached >= finding.kind.phase() && !finding.is_on(on.major) && !is_hidden
    });
    let not_on: Vec<u32> = looked.map(|on| on.major).collect();
    let Some(seen) = &finding.seen_on else { return };
    let is_older = seen.majors.last() < not_on.first();
    let lacks = matches!(
        finding.kind,
        Kind::NeedsNewerPostgres | Kind::NeedsExtension
    );
    let difference = if not_on.is_empty() {
        None
    } else if lacks && is_older {
        Some(ByMajor::NotSupported)
    } else if is_default(finding) {
        Some(ByMajor::ServerDefault)
    } else {
        Some(ByMajor::Real)
    };
    if matches!(
        difference,
        Some(ByMajor::NotSupported | ByMajor::ServerDefault)
    ) {
        finding.severity = Severity::Note;
    }
    if let Some(seen) = &mut finding.seen_on {
        seen.not_on = not_on;
        seen.difference = difference;
    }
}

/// What was proved on all of them. A major version counts up to the migration that it lacks something for.
fn scope(all: &[FoundOn], claim: String, server: String, items: &[Finding]) -> Scope {
    let newest = &all[all.len() - 1].findings.scope;
    // From which step on a major version says nothing, because it lacks what that one uses.
    let ends = all.iter().map(|on| {
        let is_lacking = |it: &&Finding| {
            let seen = it.seen_on.as_ref().and_then(|seen| seen.difference);
            seen == Some(ByMajor::NotSupported) && it.is_on(on.major)
        };
        let lacking = items.iter().filter(is_lacking);
        let ends = lacking.filter_map(|it| newest.step(it.version()?));
        ends.min().unwrap_or(usize::MAX)
    });
    let ends: Vec<usize> = ends.collect();
    let steps = newest.steps.iter().enumerate().map(|(at, step)| {
        let on: Vec<&Step> = all.iter().map(|on| &on.findings.scope.steps[at]).collect();
        let counting = on.iter().zip(&ends).filter(|(_, end)| at < **end);
        let reached = counting.map(|(step, _)| step.reached).min();
        Step {
            reached: reached.unwrap_or(step.reached),
            up_ms: slowest(on.iter().map(|it| it.up_ms)),
            down_ms: slowest(on.iter().map(|it| it.down_ms)),
            on_majors: all
                .iter()
                .zip(on)
                .map(|(of, step)| OnMajor {
                    major: of.major,
                    reached: step.reached,
                    up_ms: step.up_ms,
                    down_ms: step.down_ms,
                })
                .collect(),
            ..step.clone()
        }
    });
    Scope {
        claim,
        server,
        steps: steps.collect(),
        whole: whole(all, &ends),
        ..newest.clone()
    }
}

fn slowest(times: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    times.flatten().reduce(f64::max)
}

fn whole(all: &[FoundOn], ends: &[usize]) -> Option<Whole> {
    let newest = all[all.len() - 1].findings.scope.whole.as_ref()?;
    let counting = all.iter().zip(ends).filter(|(_, end)| **end == usize::MAX);
    let wholes = counting.filter_map(|(on, _)| Some((on.major, on.findings.scope.whole.as_ref()?)));
    let wholes: Vec<(u32, &Whole)> = wholes.collect();
    let remarks: Vec<(u32, &str)> = wholes
        .iter()
        .filter_map(|(major, whole)| Some((*major, whole.remark.as_deref()?)))
        .collect();
    let words = by_major(&remarks, all.len());
    let reached = wholes.iter().map(|(_, whole)| whole.reached).min();
    Some(Whole {
        reached: reached.unwrap_or(newest.reached),
        remark: (!words.is_empty()).then(|| words.join("; ")),
        ..newest.clone()
    })
}

/// Each text once, with the majors that it is of unless it is of all.
fn by_major(texts: &[(u32, &str)], count: usize) -> Vec<String> {
    let mut said: Vec<(&str, Vec<u32>)> = Vec::new();
    for (major, text) in texts {
        match said.iter_mut().find(|(it, _)| it == text) {
            Some((_, majors)) => majors.push(*major),
            None => said.push((text, vec![*major])),
        }
    }
    let words = said.into_iter().map(|(text, majors)| {
        if majors.len() == count {
            text.to_owned()
        } else {
            format!("{text} on PostgreSQL {}", listed(&majors))
        }
    });
    words.collect()
}

/// The remarks of all, each name once for each reason, with the majors that it is of unless it is of all.
fn remarks(all: &[FoundOn], of: fn(&Findings) -> &[Remark]) -> Vec<Remark> {
    let every = || all.iter().flat_map(|on| of(&on.findings));
    let mut titles: Vec<&'static str> = Vec::new();
    for remark in every() {
        if !titles.contains(&remark.title) {
            titles.push(remark.title);
        }
    }
    let merged = titles.into_iter().map(|title| {
        let with_title = |on: &FoundOn| {
            let remark = of(&on.findings).iter().find(|it| it.title == title);
            remark.cloned().map(|remark| (on.major, remark))
        };
        let of_majors: Vec<(u32, Remark)> = all.iter().filter_map(with_title).collect();
        let summaries: Vec<(u32, &str)> = of_majors
            .iter()
            .filter_map(|(major, remark)| Some((*major, remark.summary.as_deref()?)))
            .collect();
        let summary = by_major(&summaries, all.len());
        Remark {
            title,
            summary: (!summary.is_empty()).then(|| summary.join(", ")),
            groups: groups(&of_majors, all.len()),
        }
    });
    merged.collect()
}

fn groups(of_majors: &[(u32, Remark)], count: usize) -> Vec<Group> {
    let mut merged: Vec<(Group, BTreeSet<u32>)> = Vec::new();
    for (major, remark) in of_majors {
        for group in &remark.groups {
            match merged.iter_mut().find(|(it, _)| it == group) {
                Some((_, majors)) => {
                    majors.insert(*major);
                }
                None => merged.push((group.clone(), BTreeSet::from([*major]))),
            }
        }
    }
    let groups = merged.into_iter().map(|(group, majors)| {
        if majors.len() == count {
            return group;
        }
        let majors: Vec<u32> = majors.into_iter().collect();
        let on = format!("on PostgreSQL {}", listed(&majors));
        Group {
            why: Some(match group.why {
                Some(why) => format!("{why} ({on})"),
                None => on,
            }),
            names: group.names,
        }
    });
    groups.collect()
}
