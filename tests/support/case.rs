//! A case of several files in one text, with what a test expects of them at its end.
//!
//! A line `-- file: NAME` begins each file, and the blank line before the next heading belongs to
//! none. NAME is a path in the folder of the migrations, or in `rows/`, which stands beside it. What
//! stands above the first file says what the case is about. Below the files stand the sections that a
//! test keeps, `-- expected` first.

use std::fs;
use std::path::PathBuf;

use super::folder::{Folder, copy_files, crate_folder};
use super::sections::{self, EXPECTED};

const FILE: &str = "-- file: ";

/// One case, as it stands in `fixtures/`.
pub struct Case {
    path: PathBuf,
    text: String,
}

impl Folder {
    /// The migrations of `fixtures/migrations/<case>.sql`, or a copy of a folder where they cannot be one text.
    pub fn of(case: &str) -> Self {
        let place = crate_folder().join("fixtures/migrations").join(case);
        if place.is_dir() {
            let folder = Self::empty();
            copy_files(&place, &folder.path());
            folder
        } else {
            Case::read(place.with_extension("sql")).unpack()
        }
    }
}

impl Case {
    pub fn read(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        Self { path, text }
    }

    /// Whether the case keeps this section.
    pub fn has(&self, section: &str) -> bool {
        self.text.lines().any(|line| line == section)
    }

    /// The files in a folder of their own: migrations, and `rows` beside these.
    pub fn unpack(&self) -> Folder {
        let folder = Folder::empty();
        for (name, text) in self.files() {
            let file = if name.starts_with("rows/") {
                folder.project().join(name)
            } else {
                folder.file(name)
            };
            let parent = file.parent().expect("a file stands in a folder");
            fs::create_dir_all(parent).expect("a temporary folder can be made");
            fs::write(&file, text).expect("a temporary file can be written");
        }
        folder
    }

    /// The sections must be the case's, word for word.
    pub fn approved(&self, expected: &[(&str, &str)]) {
        sections::approved(&self.path, expected);
    }

    fn files(&self) -> Vec<(&str, String)> {
        let (text, _) = sections::split(&self.text, EXPECTED).unwrap_or((&self.text, ""));
        let mut files: Vec<(&str, String)> = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix(FILE) {
                files.push((name, String::new()));
            } else if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
                text.push('\n');
            } else {
                let is_about_the_case = line.is_empty() || line.starts_with("--");
                assert!(
                    is_about_the_case,
                    "{}: {line:?} stands above the first line '{FILE}NAME'",
                    self.path.display()
                );
            }
        }
        assert!(!files.is_empty(), "{} has no file", self.path.display());
        for (_, text) in &mut files {
            let end = text.trim_end_matches('\n').len();
            text.truncate(end);
            if end > 0 {
                text.push('\n');
            }
        }
        files
    }
}

#[test]
fn a_case_is_unpacked_into_its_files_and_nothing_else() {
    let text = "-- About it.\n\n-- file: V1__a.sql\nSELECT 1;\n\nSELECT 2;\n\n-- file: V1__a.down.sql\n\n\
                -- file: rows/V1.sql\nSELECT 3;\n\n-- expected\n-- 1: reversible\n";
    let case = Case {
        path: PathBuf::from("a.sql"),
        text: text.to_owned(),
    };
    let folder = case.unpack();
    let read = |file: PathBuf| fs::read_to_string(file).expect("the case has it");
    assert_eq!(read(folder.file("V1__a.sql")), "SELECT 1;\n\nSELECT 2;\n");
    assert_eq!(read(folder.file("V1__a.down.sql")), "");
    assert_eq!(read(folder.project().join("rows/V1.sql")), "SELECT 3;\n");
    let migrations = fs::read_dir(folder.path()).expect("it was made just now");
    assert_eq!(migrations.count(), 2);
    assert!(case.has(EXPECTED) && !case.has("-- report"));
}
