//! Where a finding is shown, as the programs that read reports name files.

use std::path::Path;

use crate::findings::Finding;

/// The folders that files are named by.
#[derive(Debug, Clone, Copy)]
pub struct Folders<'a> {
    /// Where the command is run, absolute: files below it are named from there.
    pub current: &'a Path,
    /// Where the migrations are: what is of no file is shown there.
    pub migrations: &'a Path,
}

/// A file and a line of it.
pub(super) struct Shown {
    /// With slashes, below the current folder if it is there.
    pub file: String,
    /// From 1, where it is known.
    pub line: Option<usize>,
    /// From 1, in characters, where it is known.
    pub column: Option<usize>,
}

impl Folders<'_> {
    /// The place of a finding, which is the folder of the migrations where it has none of its own.
    pub(super) fn place(&self, finding: &Finding) -> Shown {
        let place = finding.place.as_ref();
        Shown {
            file: below(place.map_or(self.migrations, |it| &it.path), self.current),
            line: place.and_then(|it| it.line),
            column: place.and_then(|it| it.column),
        }
    }
}

/// A path as a CI server finds it: below the folder where the step runs, if it is.
pub(super) fn below(path: &Path, current: &Path) -> String {
    let path = path.strip_prefix(current).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_below_the_current_folder() {
        let current = Path::new("/srv/shop");
        for (path, named) in [
            ("migrations/V1.sql", "migrations/V1.sql"),
            ("./migrations/V1.sql", "migrations/V1.sql"),
            ("/srv/shop/db/V1.sql", "db/V1.sql"),
            ("/srv/shops/V1.sql", "/srv/shops/V1.sql"),
            ("../V1.sql", "../V1.sql"),
        ] {
            assert_eq!(below(Path::new(path), current), named);
        }
    }
}
