//! The JSON schema of `pgconform.toml`, for editors.

use serde_json::{Map, Value, json};

use super::{TABLE, acknowledgement, custom_layout};

/// The schema, as `docs/pgconform.schema.json` has it.
#[must_use]
pub fn schema() -> Value {
    let mut properties = Map::new();
    for row in TABLE {
        let Some(key) = row.key else { continue };
        let mut property = (row.schema)();
        property["description"] = json!(format!("{} [default: {}]", row.what, row.default_shown()));
        properties.insert(key.to_owned(), property);
    }
    properties.insert("acknowledge".to_owned(), acknowledgement::schema());
    properties.insert("custom-layout".to_owned(), custom_layout::schema());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pgconform.toml",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}
