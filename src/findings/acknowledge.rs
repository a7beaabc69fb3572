//! What `pgconform.toml` acknowledges.

use serde_json::Value;

use super::{Draft, Drafts, Finding, Findings, Kind, Migration, Place, Scope, words};
use crate::settings::Acknowledgement;

impl Findings {
    /// Marks the acknowledged findings, and adds a finding for each acknowledgement that matches nothing although the check
    /// covered it.
    #[must_use]
    pub fn acknowledged(mut self, all: &[Acknowledgement]) -> Self {
        let mut stale = Drafts::of(self.check);
        for acknowledgement in all {
            let mut is_used = false;
            for finding in &mut self.items {
                if is_meant(acknowledgement, finding, &self.scope) {
                    is_used = true;
                    let reason = || reason(acknowledgement);
                    finding.acknowledged_by.get_or_insert_with(reason);
                }
            }
            if !is_used && has_looked(acknowledgement, &self.scope) {
                stale.add(matches_nothing(acknowledgement, &self.scope));
            }
        }
        self.items.extend(stale.end());
        self
    }

    /// The block to paste into `pgconform.toml` if a finding is intended.
    #[must_use]
    pub fn acknowledgement(&self, finding: &Finding) -> String {
        let quoted = |text: &str| Value::from(text).to_string();
        let mut text = format!(
            "[[acknowledge]]\nmigration = {}\nkind = {}\n",
            quoted(of(finding, &self.scope)),
            quoted(finding.kind.word())
        );
        if let Some(object) = &finding.object {
            text += &format!("object = {}\n", quoted(object));
        }
        text + "because = \"\" # the reason, which must not be empty\n"
    }
}

/// How an acknowledgement names the migration of a finding.
fn of<'a>(finding: &'a Finding, scope: &'a Scope) -> &'a str {
    let whole = scope.whole.as_ref().map_or("", |whole| whole.name);
    finding.version().unwrap_or(whole)
}

fn is_meant(acknowledgement: &Acknowledgement, finding: &Finding, scope: &Scope) -> bool {
    let object = acknowledgement.object.as_ref();
    Kind::of_word(&acknowledgement.kind) == Some(finding.kind)
        && of(finding, scope) == acknowledgement.migration
        && object.is_none_or(|object| finding.object.as_ref() == Some(object))
}

/// Whether what it names would have been found, or can never be.
fn has_looked(acknowledgement: &Acknowledgement, scope: &Scope) -> bool {
    let Some(kind) = Kind::of_word(&acknowledgement.kind) else {
        return true;
    };
    // Another check may find it.
    if !scope.kinds.contains(&kind) {
        return false;
    }
    let named = &acknowledgement.migration;
    if let Some(whole) = scope.whole.as_ref().filter(|it| it.name == named) {
        return whole.reached >= kind.phase();
    }
    match scope.steps.iter().find(|step| step.version == *named) {
        Some(step) => step.reached >= kind.phase(),
        None => !scope.steps.is_empty() && !scope.all.contains(named),
    }
}

fn matches_nothing(acknowledgement: &Acknowledgement, scope: &Scope) -> Draft {
    let Acknowledgement {
        migration,
        kind,
        object,
        place,
        ..
    } = acknowledgement;
    let step = scope.steps.iter().find(|step| step.version == *migration);
    let step = step.map(|step| Migration {
        version: step.version.clone(),
        name: step.name.clone(),
    });
    let about = object
        .as_ref()
        .map_or_else(String::new, |object| format!(" of {object}"));
    let what = match Kind::of_word(kind) {
        Some(_) => format!("{kind}{about} is acknowledged for {migration}, and was not found"),
        None => format!("{kind} is acknowledged for {migration}, which is not a kind of finding"),
    };
    let mut draft = Draft::new(Kind::StaleAcknowledgement, step, words::line(&what));
    draft.place = Some(Place {
        file: place.file.display().to_string(),
        path: place.file.clone(),
        line: Some(place.line),
        column: Some(place.column),
    });
    draft.object.clone_from(object);
    draft.about = vec![kind.clone(), object.clone().unwrap_or_default()];
    draft
}

fn reason(acknowledgement: &Acknowledgement) -> String {
    let place = &acknowledgement.place;
    let because = words::line(&acknowledgement.because);
    format!("{because} ({}, line {})", place.file.display(), place.line)
}
