//! Applies the settings to findings: which of them fail, and which are known.

use std::ffi::OsStr;

use pgconform::findings::{Accept, Baseline, Findings, Kind, Notes, Policy};
use pgconform::settings::{self, Acknowledgement, Allow, Origin, Value};

use super::arguments::{FORMER_LOSS, JudgingArgs, NONE};
use super::{Context, Failure, output};

/// What was asked, and the baseline as it was before the check.
pub struct Judging<'a> {
    context: &'a Context,
    arguments: &'a JudgingArgs,
    policy: Policy,
    baseline: Option<Baseline>,
}

impl<'a> Judging<'a> {
    /// Reads what was asked, and the baseline, before the check is made, which may take long.
    pub fn prepare(context: &'a Context, arguments: &'a JudgingArgs) -> Result<Self, Failure> {
        let policy = Policy {
            notes: if context.settings.strict.value {
                Notes::Fail
            } else {
                Notes::Pass
            },
            allowed: allowed(context)?,
            fail_on: failing_kinds(context)?,
        };
        for acknowledgement in &context.settings.acknowledge {
            known_kind(acknowledgement)?;
        }
        Ok(Self {
            context,
            arguments,
            policy,
            baseline: baseline(context, arguments)?,
        })
    }

    /// The findings in the light of all this; the baseline is written where that was asked.
    pub fn judge(&self, findings: Findings) -> Result<Findings, Failure> {
        let acknowledgements = &self.context.settings.acknowledge;
        let findings = findings.acknowledged(acknowledgements).under(&self.policy);
        let Some(baseline) = &self.baseline else {
            return Ok(findings);
        };
        let findings = baseline.judge(findings);
        if !self.arguments.write_baseline {
            return Ok(findings);
        }
        let accept = if self.arguments.accept_uncovered {
            Accept::Uncovered
        } else {
            Accept::New
        };
        let written = baseline.write(&findings, accept)?;
        let mut words = format!("the baseline now has: {}", written.entries);
        if written.removed > 0 {
            words += &format!("; resolved, and removed from it: {}", written.removed);
        }
        output::note(self.context, &words);
        Ok(written.baseline.judge(findings.under(&self.policy)))
    }
}

const LOSSES: [Kind; 3] = [Kind::LostBefore, Kind::LostSince, Kind::Forgets];

/// The kinds that may be found without being a finding.
fn allowed(context: &Context) -> Result<Vec<Kind>, Failure> {
    let (strict, allow) = (&context.settings.strict, &context.settings.allow);
    let is_flag = |origin: &Origin| matches!(origin, Origin::Flag(_));
    if strict.value && !allow.value.is_empty() && is_flag(&strict.origin) == is_flag(&allow.origin)
    {
        return Err(Failure::StrictAndAllow {
            strict: strict.origin.to_string(),
            allow: allow.origin.to_string(),
        });
    }
    if is_flag(&strict.origin) {
        return Ok(Vec::new());
    }
    let kinds = |allow: &Allow| match allow {
        Allow::ColumnOrder => vec![Kind::ColumnOrder],
        Allow::Cosmetic => vec![Kind::Cosmetic],
        Allow::Loss => LOSSES.to_vec(),
    };
    Ok(allow.value.iter().flat_map(kinds).collect())
}

/// The kinds of findings that fail; `None` where none are named.
fn failing_kinds(context: &Context) -> Result<Option<Vec<Kind>>, Failure> {
    let Some(named) = &context.settings.fail_on else {
        return Ok(None);
    };
    let words = &named.value;
    if words.iter().any(|word| word == NONE) {
        let is_alone = words.len() == 1;
        let contradiction = Failure::NoneAndKinds(named.origin.to_string());
        return if is_alone {
            Ok(Some(Vec::new()))
        } else {
            Err(contradiction)
        };
    }
    let known = [kinds(), vec![NONE]].concat();
    let mut named_kinds = Vec::new();
    for word in words {
        match Kind::of_word(word) {
            _ if word == FORMER_LOSS => named_kinds.extend(LOSSES),
            Some(kind) => named_kinds.push(kind),
            None => return Err(named.not_among("fail-on", word, &known).into()),
        }
    }
    Ok(Some(named_kinds))
}

/// A kind that is misspelt would be seen only when everything is proved.
fn known_kind(acknowledgement: &Acknowledgement) -> Result<(), Failure> {
    if Kind::of_word(&acknowledgement.kind).is_some() {
        return Ok(());
    }
    let named = Value {
        value: (),
        origin: Origin::File(acknowledgement.place.clone()),
    };
    Err(named
        .not_among("kind", &acknowledgement.kind, &kinds())
        .into())
}

/// The words of all kinds.
fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.word()).collect()
}

/// The known findings, where a file of them is named.
fn baseline(context: &Context, arguments: &JudgingArgs) -> Result<Option<Baseline>, Failure> {
    let named = &context.settings.baseline;
    if arguments.write_baseline && named.is_none() {
        return Err(Failure::NoBaseline);
    }
    let read = if arguments.write_baseline {
        Baseline::read_to_write
    } else {
        Baseline::read
    };
    let path = named.as_ref().map(|named| named.value.as_path());
    if let Some(path) = path.filter(|path| path.file_name() == Some(OsStr::new(settings::NAME))) {
        return Err(Failure::BaselineOverSettings(path.to_owned()));
    }
    Ok(path.map(read).transpose()?)
}
