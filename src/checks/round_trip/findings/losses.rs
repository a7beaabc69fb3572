//! Data that is gone.

use super::super::outcome::{LostData, StepOutcome};
use crate::findings::{Drafts, Kind, words};
use crate::migrations::Layout;

pub(super) fn collect(drafts: &mut Drafts, step: &StepOutcome, layout: Layout) {
    for lost in &step.lost {
        let mut draft = step.draft(lost.kind, what(lost));
        draft.place = step.down.as_ref().map(|file| file.at(None));
        draft.object = Some(lost.data.clone());
        draft.about = vec![lost.data.clone()];
        draft.former = vec![("undeclared_loss", vec![former(&lost.data)])];
        draft.help = Some(help(lost, layout));
        draft.acknowledged_by = if lost.declared {
            Some(format!("loses {}", lost.data))
        } else {
            step.given_up()
        };
        drafts.add(draft);
    }
}

/// How an earlier release wrote a name: without quotation marks.
fn former(data: &str) -> String {
    data.trim_end_matches(".*").replace('"', "")
}

fn what(lost: &LostData) -> String {
    let data = words::line(&lost.data);
    match lost.kind {
        Kind::LostBefore => format!("{data} stood before the up and is lost"),
        Kind::LostSince => format!("{data} is lost where it came after the up"),
        _ => format!("{data} goes with what the up made"),
    }
}

/// What to do about data that is lost.
fn help(lost: &LostData, layout: Layout) -> String {
    if layout.takes_declarations() {
        let data = &lost.data;
        format!("add '-- pgconform: loses {data}' to the down, or keep it")
    } else {
        "keep it, record it in a baseline, or allow all losses with --allow loss".to_owned()
    }
}
