//! From what the proof saw to what somebody has to mend.

use std::collections::HashMap;

use super::{Evidence, Finding, Id, Kind, Standing, trip, words};
use crate::catalog::{Change, Difference};
use crate::checks::round_trip::{
    After, Allowed, Found, LostData, Outcome, ScriptFile, StepError, StepOutcome, Verdict,
};
use crate::migrations::Layout;

/// Every finding, oldest migration first and the full trip last.
///
/// A migration that was not reached is none: nothing is known of it, and the up that failed before
/// it is the one thing to mend. Three hundred lines of one cause would hide what else there is, and
/// would leave a baseline when that one is mended. That they were not reached is told by every
/// report all the same, because a run that is held against a baseline may end well without them.
pub(super) fn collect<'a>(outcome: &'a Outcome, allowed: &Allowed) -> Vec<Finding<'a>> {
    let mut collected = Collected::default();
    for (index, step) in outcome.steps.iter().enumerate() {
        collected.of_step(index, step, outcome.layout, allowed);
    }
    trip::collect(&mut collected, outcome, allowed);
    collected.findings
}

/// The findings so far.
#[derive(Default)]
pub(super) struct Collected<'a> {
    findings: Vec<Finding<'a>>,
    /// How often each id was given: an object's name may be spelt like another's.
    given: HashMap<Id, usize>,
}

/// One finding before it has its id.
pub(super) struct Draft<'a, 'b> {
    pub kind: Kind,
    /// What tells it apart from others of its kind and version.
    pub about: &'b [&'b str],
    pub what: String,
    pub file: Option<&'a ScriptFile>,
    pub line: Option<usize>,
    pub evidence: Evidence<'a>,
}

impl<'a> Collected<'a> {
    fn of_step(&mut self, index: usize, step: &'a StepOutcome, layout: Layout, allowed: &Allowed) {
        // What an irreversible migration does not bring back is the reason why it is none.
        if matches!(
            step.verdict,
            Verdict::DeclaredIrreversible | Verdict::NotReached
        ) {
            return;
        }
        let of = Some((index, step));
        if let Some((kind, what, file)) = failure(step) {
            let evidence = match &step.error {
                Some(StepError::Sql(failed)) => Evidence::Sql(failed),
                Some(StepError::Words(words)) => Evidence::Words(words),
                None => Evidence::NoDown(layout.no_down(&step.file)),
            };
            self.add(
                of,
                Draft {
                    kind,
                    about: &[],
                    what: words::failed(what, step.error.as_ref()),
                    file,
                    line: step.line,
                    evidence,
                },
            );
        }
        // Whatever is left, lost or declared is the down's doing.
        let file = step.down.as_ref();
        for found in step.differences.iter().filter(|it| !allowed.difference(it)) {
            self.add(
                of,
                Draft {
                    kind: Kind::Differs,
                    about: &about(found),
                    what: words::difference(found),
                    file,
                    line: None,
                    evidence: Evidence::Difference(found),
                },
            );
        }
        for lost in step.lost.iter().filter(|it| !it.declared && !allowed.loss) {
            self.add(
                of,
                Draft {
                    kind: Kind::UndeclaredLoss,
                    about: &[&lost.data],
                    what: format!(
                        "{} is lost, and the down does not say so",
                        words::line(&lost.data)
                    ),
                    file,
                    line: None,
                    evidence: Evidence::Lost(lost, cure(lost, layout)),
                },
            );
        }
        for stale in &step.stale {
            self.add(
                of,
                Draft {
                    kind: Kind::StaleDeclaration,
                    about: &[&stale.declared],
                    what: words::line(&stale.words),
                    file,
                    line: None,
                    evidence: Evidence::Words(&stale.words),
                },
            );
        }
    }

    pub fn add(&mut self, of: Option<(usize, &'a StepOutcome)>, draft: Draft<'a, '_>) {
        let version = of.map(|(_, step)| step.version.clone());
        let id = |nth| Id::new(version.as_deref(), draft.kind, draft.about, nth);
        let times = self.given.entry(id(0)).or_default();
        let id = id(*times);
        *times += 1;
        self.findings.push(Finding {
            id,
            version,
            name: of.map(|(_, step)| step.name.clone()),
            file: draft.file.map(|file| file.name.clone()),
            line: draft.line,
            kind: draft.kind,
            what: draft.what,
            standing: Standing::Fails,
            path: draft.file.map(|file| file.path.as_path()),
            step: of.map(|(index, _)| index),
            evidence: draft.evidence,
        });
    }
}

/// What to do about data that is lost.
fn cure(lost: &LostData, layout: Layout) -> String {
    if layout.takes_declarations() {
        let data = &lost.data;
        format!("add '-- pgconform: loses {data}' to the down, or keep it")
    } else {
        "keep it, record it in a baseline, or allow all losses with --allow loss".to_owned()
    }
}

/// The movement of a step that did not run, and the file of it.
fn failure(step: &StepOutcome) -> Option<(Kind, &'static str, Option<&ScriptFile>)> {
    let (up, down) = (Some(&step.up), step.down.as_ref());
    match step.verdict {
        Verdict::UpFailed => Some((Kind::UpFailed, "the up does not run", up)),
        Verdict::NeedsExtension => {
            let what = "the up needs an extension that this server has not";
            Some((Kind::NeedsExtension, what, up))
        }
        Verdict::NeedsNewerPostgres => {
            let what = "the up needs a newer PostgreSQL than this one";
            Some((Kind::NeedsNewerPostgres, what, up))
        }
        Verdict::Confined => {
            let is_down = step.up_ms.is_some() && step.down_ms.is_none();
            let (what, file) = match (step.up_ms, is_down) {
                (_, true) => ("the down reaches for what a confined server may not", down),
                (None, _) => ("the up reaches for what a confined server may not", up),
                _ => (
                    "the second up reaches for what a confined server may not",
                    up,
                ),
            };
            Some((Kind::Confined, what, file))
        }
        Verdict::NoDown => Some((Kind::NoDown, "there is no down", up)),
        Verdict::DownFailed => Some((Kind::DownFailed, "the down does not run", down)),
        Verdict::UpAgainFailed => {
            let what = "the up does not run after the down";
            Some((Kind::UpAgainFailed, what, up))
        }
        _ => None,
    }
}

/// What a difference is about; its values may be others tomorrow.
pub(super) fn about(found: &Found) -> [&str; 5] {
    let Difference {
        object,
        change,
        fact,
        ..
    } = &found.difference;
    let after = match found.after {
        After::Down => "down",
        After::UpAgain => "up_again",
    };
    let change = match change {
        Change::Missing => "missing",
        Change::Leftover => "leftover",
        Change::Changed => "changed",
    };
    let fact = fact.as_deref().unwrap_or_default();
    [after, &object.kind, &object.name, change, fact]
}
