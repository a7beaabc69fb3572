//! The page of each kind of finding: `docs/kinds`, as it was when the program was built.

use include_dir::{Dir, File, include_dir};

use super::Kind;

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/kinds");

impl Kind {
    /// What it means, an example, how to fix it and how to acknowledge it, as Markdown.
    ///
    /// # Panics
    ///
    /// Where the kind has no page, which a test excludes.
    #[must_use]
    pub fn page(self) -> &'static str {
        let file = PAGES.get_file(format!("{}.md", self.word()));
        let page = file.and_then(File::contents_utf8);
        page.unwrap_or_else(|| panic!("docs/kinds/{}.md is missing", self.word()))
    }

    /// What it means in one sentence: the heading of its page.
    ///
    /// # Panics
    ///
    /// Where the page has no heading, which a test excludes.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        let heading = self.page().lines().next().and_then(|line| {
            let title = line.strip_prefix("# ")?.strip_prefix(self.word())?;
            title.strip_prefix(": ")
        });
        heading.unwrap_or_else(|| panic!("docs/kinds/{0}.md lacks '# {0}: ...'", self.word()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use pretty_assertions::{assert_eq, assert_str_eq};

    use super::super::Severity;
    use super::*;

    const SECTIONS: [&str; 3] = ["## Example", "## Fix", "## Acknowledge"];

    #[test]
    fn every_kind_has_its_page() {
        for kind in Kind::ALL {
            let (word, page) = (kind.word(), kind.page());
            assert!(!kind.meaning().is_empty(), "{word}");
            let headings = page.lines().filter(|line| line.starts_with("## "));
            assert_eq!(headings.collect::<Vec<_>>(), SECTIONS, "{word}");
            let default = match kind.severity() {
                Severity::Fault => "\n\nFails by default",
                Severity::Note => "\n\nA note",
            };
            assert!(
                page.contains(default),
                "{word} does not begin with {default:?}"
            );
            let directive = kind.directive().map_or("", |it| it.word());
            assert!(
                page.contains(directive),
                "{word} does not name '{directive}'"
            );
            for line in page.lines() {
                assert!(line.chars().count() <= 100, "{word}: {line}");
            }
        }
    }

    #[test]
    fn every_page_is_of_a_kind_and_the_list_has_them_all_in_order() {
        let mut list = "| kind | by default | meaning |\n|---|---|---|\n".to_owned();
        for kind in Kind::ALL {
            let (word, meaning) = (kind.word(), kind.meaning());
            let default = match kind.severity() {
                Severity::Fault => "fails",
                Severity::Note => "note",
            };
            list += &format!("| [`{word}`]({word}.md) | {default} | {meaning} |\n");
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/kinds");
        let page = fs::read_to_string(folder.join("README.md")).expect("the list of kinds");
        let table: Vec<&str> = page.lines().filter(|it| it.starts_with('|')).collect();
        assert_str_eq!(table.join("\n") + "\n", list);
        assert_eq!(PAGES.files().count(), Kind::ALL.len() + 1);
    }
}
