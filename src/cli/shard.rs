//! `--shard`: which part of a proof one machine runs, and how the parts are cut.

use std::collections::BTreeMap;
use std::path::Path;

use pgconform::checks::round_trip::Portion;
use pgconform::files;
use serde::Deserialize;

use super::Failure;

/// Reads `3/8`.
pub fn parse(text: &str) -> Result<(usize, usize), String> {
    let numbers = text.split_once('/').and_then(|(number, of)| {
        let (number, of) = (number.parse().ok()?, of.parse().ok()?);
        (1 <= number && number <= of).then_some((number, of))
    });
    numbers.ok_or_else(|| "write K/N, as 3/8 for the third of eight".to_owned())
}

/// The part that was asked for.
pub fn portion(
    shard: Option<(usize, usize)>,
    timings: Option<&Path>,
) -> Result<Option<Portion>, Failure> {
    let Some((number, of)) = shard else {
        return Ok(None);
    };
    let times = timings.map(read).transpose()?.unwrap_or_default();
    Ok(Some(Portion { number, of, times }))
}

/// What an earlier report says of the time that steps took.
#[derive(Deserialize)]
struct Timings {
    steps: Vec<Timing>,
}

#[derive(Deserialize)]
struct Timing {
    version: String,
    proved_ms: Option<f64>,
}

fn read(path: &Path) -> Result<BTreeMap<String, f64>, Failure> {
    let text = files::read_text(path).map_err(|source| Failure::File {
        doing: "read the timings",
        path: path.to_owned(),
        source,
    })?;
    let read: Timings = serde_json::from_str(&text).map_err(|error| Failure::NoReport {
        path: path.to_owned(),
        why: error.to_string(),
    })?;
    let known = read.steps.into_iter();
    Ok(known
        .filter_map(|step| Some((step.version, step.proved_ms?)))
        .collect())
}
