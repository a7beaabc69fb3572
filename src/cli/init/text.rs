//! The text of a new `pgconform.toml`: every key with what it is, set where something was found.

use pgconform::settings::{Row, TABLE};

use super::Found;

const HEAD: &str = "\
# Settings of pgconform. 'pgconform config' shows what is in force and where each value comes from; docs/options.md has
# every option and variable. A flag wins over a variable, a variable over this file. Paths start in this folder.
";

const ACKNOWLEDGE: &str = "
# Findings that do not fail, each with its reason; once for each
# [[acknowledge]]
# migration = \"7\"
# kind = \"differs\"
# object = \"table public.orders\"
# because = \"the old default came from a server that is gone\"
";

/// The whole text.
pub fn of(found: &Found, others: &[Found]) -> String {
    let keys = TABLE.iter().filter_map(|row| Some((row.key?, row)));
    let lines = keys.map(|(key, row)| paragraph(key, row, found, others));
    HEAD.to_owned() + &lines.collect::<String>() + ACKNOWLEDGE
}

fn paragraph(key: &str, row: &Row, found: &Found, others: &[Found]) -> String {
    let line = match key {
        "migrations" => set(key, &found.folder.to_string_lossy()) + &alternatives(others),
        "layout" => set(key, found.layout.name()),
        _ => format!("# {key} = {}\n", example(key)),
    };
    format!(
        "\n# {} [default: {}]\n{line}",
        row.what,
        row.default_shown()
    )
}

/// A text of TOML is quoted as one of JSON.
fn set(key: &str, value: &str) -> String {
    format!("{key} = {}\n", serde_json::json!(value))
}

fn alternatives(others: &[Found]) -> String {
    let line = |other: &Found| {
        let folder = serde_json::json!(other.folder.to_string_lossy());
        format!("# migrations = {folder} # layout {}\n", other.layout.name())
    };
    others.iter().map(line).collect()
}

/// A value that a key can have, to be edited.
fn example(key: &str) -> &'static str {
    match key {
        "setup" => "[\"db/setup.sql\"]",
        "as" => "\"app\"",
        "search-path" => "[\"app\", \"public\"]",
        "exclude" => "[\"drafts/**\"]",
        "history-table" => "[\"app.schema_migrations\"]",
        "rows" => "\"db/rows\"",
        "server" => "\"local\"",
        "postgres" => "16",
        "strict" => "true",
        "fail-on" => "[\"differs\", \"no_down\"]",
        "allow" => "[\"column-order\"]",
        "baseline" => "\"rollback-baseline.txt\"",
        "ignore" => "[\"schema:audit\", \"owners\"]",
        _ => "\"\"",
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use pgconform::migrations::Layout;
    use pgconform::settings::ConfigFile;

    use super::*;

    fn found(folder: &str) -> Found {
        Found {
            folder: PathBuf::from(folder),
            layout: Layout::OURS,
            count: 1,
        }
    }

    #[test]
    fn the_text_is_one_that_is_read() {
        let text = of(&found("a \"b\""), &[found("c")]);
        let read = ConfigFile::parse(Path::new("pgconform.toml"), &text);
        assert!(read.is_ok(), "{read:?}\n{text}");
    }

    #[test]
    fn every_key_has_an_example_that_is_read() {
        let keys: Vec<&str> = TABLE.iter().filter_map(|row| row.key).collect();
        assert!(keys.len() > 9, "{keys:?}");
        for key in keys {
            let text = match key {
                "migrations" | "layout" => continue,
                key => format!("{key} = {}", example(key)),
            };
            let read = ConfigFile::parse(Path::new("pgconform.toml"), &text);
            assert!(read.is_ok(), "{text}: {read:?}");
            assert_ne!(example(key), "\"\"", "{key} has no example");
        }
        let uncommented = ACKNOWLEDGE
            .replace("# ", "")
            .replace("Findings", "# Findings");
        let read = ConfigFile::parse(Path::new("pgconform.toml"), &uncommented);
        assert!(read.is_ok(), "{uncommented}: {read:?}");
    }
}
