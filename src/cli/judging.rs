//! Which findings fail, as the settings say.

use pgconform::catalog::Class;
use pgconform::checks::baseline::Baseline;
use pgconform::checks::findings::Kind;
use pgconform::checks::round_trip::Allowed;
use pgconform::settings::{Allow, Origin};

use super::arguments::{JudgingArgs, NONE};
use super::{Context, Failure};

/// What may differ without being a finding.
pub fn allowed(context: &Context) -> Result<Allowed, Failure> {
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
        return Ok(Allowed::default());
    }
    let class = |allow: &Allow| match allow {
        Allow::ColumnOrder => Some(Class::ColumnOrder),
        Allow::Cosmetic => Some(Class::Cosmetic),
        Allow::Loss => None,
    };
    Ok(Allowed {
        classes: allow.value.iter().filter_map(class).collect(),
        loss: allow.value.contains(&Allow::Loss),
    })
}

/// The kinds of findings that fail: those that were named, and all where nothing was.
pub fn failing_kinds(context: &Context) -> Result<Vec<Kind>, Failure> {
    let Some(named) = &context.settings.fail_on else {
        return Ok(Kind::ALL.to_vec());
    };
    let words = &named.value;
    if words.iter().any(|word| word == NONE) {
        let is_alone = words.len() == 1;
        let contradiction = Failure::NoneAndKinds(named.origin.to_string());
        return if is_alone {
            Ok(Vec::new())
        } else {
            Err(contradiction)
        };
    }
    let known: Vec<&str> = Kind::ALL
        .into_iter()
        .map(Kind::word)
        .chain([NONE])
        .collect();
    let kind = |word: &String| {
        Kind::of_word(word).ok_or_else(|| named.not_among("fail-on", word, &known).into())
    };
    words.iter().map(kind).collect()
}

/// The known findings, where a file of them is named.
pub fn baseline(context: &Context, arguments: &JudgingArgs) -> Result<Option<Baseline>, Failure> {
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
    Ok(path.map(read).transpose()?)
}
