//! What criterion left in its folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

/// Figures that were measured to be compared.
#[derive(Debug, Serialize)]
pub struct Group {
    pub name: String,
    /// In ascending order; ratios are to the first.
    pub figures: Vec<Figure>,
}

#[derive(Debug, Serialize)]
pub struct Figure {
    pub name: String,
    pub median_ms: f64,
    /// The bounds of criterion's 95 % confidence interval of the median.
    pub low_ms: f64,
    pub high_ms: f64,
    /// How many times the least median of the group.
    pub ratio: f64,
}

/// Every group that has figures, in the order of their names.
pub fn read(criterion: &Path) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut files = Vec::new();
    find(criterion, &mut files);
    files.sort();
    for folder in files {
        let (Some(names), Some(estimates)) = (
            json(&folder.join("benchmark.json")),
            json(&folder.join("estimates.json")),
        ) else {
            continue;
        };
        let text = |key: &str| names[key].as_str().unwrap_or_default().to_owned();
        let value = text("value_str");
        let name = [text("function_id"), value].join(" ").trim().to_owned();
        let median = &estimates["median"];
        let ms = |value: &Value| value.as_f64().unwrap_or_default() / 1e6;
        let interval = &median["confidence_interval"];
        let figure = Figure {
            name,
            median_ms: ms(&median["point_estimate"]),
            low_ms: ms(&interval["lower_bound"]),
            high_ms: ms(&interval["upper_bound"]),
            ratio: 1.0,
        };
        let group = text("group_id");
        match groups.iter_mut().find(|known| known.name == group) {
            Some(known) => known.figures.push(figure),
            None => groups.push(Group {
                name: group,
                figures: vec![figure],
            }),
        }
    }
    groups.iter_mut().for_each(compare);
    groups
}

/// The most memory that the program had at a time, in MB, by what it did.
pub fn peaks(criterion: &Path) -> BTreeMap<String, u64> {
    let peaks = fs::read_to_string(criterion.join("peaks.json")).unwrap_or_default();
    serde_json::from_str(&peaks).unwrap_or_default()
}

fn compare(group: &mut Group) {
    group
        .figures
        .sort_by(|a, b| a.median_ms.total_cmp(&b.median_ms));
    let least = group.figures[0].median_ms;
    for figure in &mut group.figures {
        figure.ratio = figure.median_ms / least;
    }
}

/// The folders `new`, which hold the latest run of a benchmark.
fn find(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.ends_with("new") {
            found.push(path);
        } else if path.is_dir() {
            find(&path, found);
        }
    }
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}
