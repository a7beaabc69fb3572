//! The pages of the kinds of findings, for a terminal.

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use regex::Regex;

use crate::findings::{Kind, Severity};

use super::palette::{noted, quiet};

/// The page of a kind: headings in colour, code indented, and links as their words.
#[must_use]
pub fn explain(kind: Kind) -> String {
    let link = Regex::new(r"\[([^\]]+)\]\([^)]+\)").expect("it is well formed");
    let mut text = String::new();
    let mut is_code = false;
    for line in kind.page().lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            text += format!("    {line}").trim_end();
            text.push('\n');
        } else if let Some(heading) = line.trim_start_matches('#').strip_prefix(' ')
            && line.starts_with('#')
        {
            text += &format!("{}\n", noted(heading));
        } else {
            text += &format!("{}\n", link.replace_all(line, "$1"));
        }
    }
    text
}

/// All kinds, the worst first, each with what it does by default and what it means.
#[must_use]
pub fn kinds() -> String {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_header(["kind", "by default", "meaning"]);
    for kind in Kind::ALL {
        let default = match kind.severity() {
            Severity::Fault => "fails",
            Severity::Note => "note",
        };
        table.add_row([kind.word(), default, kind.meaning()]);
    }
    format!(
        "{table}\n{}\n",
        quiet("pgconform explain KIND prints the page of one")
    )
}
