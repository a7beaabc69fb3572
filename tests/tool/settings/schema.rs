//! The schema for editors is the one that the settings make, and it knows each key.

use pgconform::settings::{TABLE, schema};
use pretty_assertions::assert_eq;

use crate::support::approved;

#[test]
fn the_schema_in_docs_is_current() {
    let made = serde_json::to_string_pretty(&schema()).expect("it is plain data") + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pgconform.schema.json");
    approved(path, &made);
}

#[test]
fn every_key_is_described_and_no_other_is_allowed() {
    let schema = schema();
    let keys: Vec<&str> = TABLE.iter().filter_map(|row| row.key).collect();
    assert!(keys.len() > 10, "{keys:?}");
    let undescribed = keys
        .iter()
        .filter(|key| !schema["properties"][key]["description"].is_string());
    assert_eq!(undescribed.collect::<Vec<_>>(), [&""; 0]);
    assert_eq!(schema["additionalProperties"], false);
}
