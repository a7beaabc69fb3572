//! The mutants of our migrations, and what each is: a file for each class, `CLASS.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One change of the migrations that a test should notice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// What it makes of the schema.
    pub name: String,
    /// The file of which `find` becomes `replace`.
    pub file: Option<String>,
    find: Option<String>,
    replace: Option<String>,
    /// Or else SQL at the end of the newest migration.
    append: Option<String>,
    /// What the names of the tests begin with that catch it.
    pub caught_by: Option<String>,
    /// Or else why no client can tell.
    pub missed: Option<String>,
    /// The name of its file.
    #[serde(skip)]
    pub class: String,
}

#[derive(Deserialize)]
struct Class {
    mutant: Vec<Mutant>,
}

/// Every mutant, in the order of its class and place.
pub fn all() -> Vec<Mutant> {
    let folder = here("tests/mutants");
    let mut files: Vec<PathBuf> = entries(&folder);
    files.retain(|file| file.extension().is_some_and(|end| end == "toml"));
    files.iter().flat_map(|file| read(file)).collect()
}

fn read(file: &Path) -> Vec<Mutant> {
    let text = fs::read_to_string(file).expect("it was listed");
    let class: Class =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut mutants = class.mutant;
    for mutant in &mut mutants {
        mutant.class = name.clone().into_owned();
    }
    mutants
}

impl Mutant {
    /// `class::name`.
    pub fn title(&self) -> String {
        format!("{}::{}", self.class, self.name)
    }

    /// Writes the migrations with this change into an empty folder; an error says why it is none of them.
    pub fn write(&self, folder: &Path) -> Result<(), String> {
        let files = entries(&here("migrations"));
        let scripts: Vec<_> = files.iter().filter(|file| is_script(file)).collect();
        for file in &scripts {
            let name = file.file_name().unwrap_or_default();
            fs::copy(file, folder.join(name)).map_err(|error| error.to_string())?;
        }
        let newest = scripts.iter().rev().find(|file| !is_down(file));
        let newest = newest.ok_or("there are no migrations")?;
        let file = match &self.file {
            Some(file) => folder.join(file),
            None => folder.join(newest.file_name().unwrap_or_default()),
        };
        let text = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        let changed = self.change(&text)?;
        fs::write(&file, changed).map_err(|error| error.to_string())
    }

    fn change(&self, text: &str) -> Result<String, String> {
        match (&self.find, &self.replace, &self.append) {
            (Some(find), Some(replace), None) => match text.matches(&**find).count() {
                1 => Ok(text.replacen(&**find, replace, 1)),
                count => Err(format!("what it finds is there {count} times")),
            },
            (None, None, Some(append)) if self.file.is_none() => Ok(format!("{text}\n{append}\n")),
            _ => Err("it has neither file, find and replace nor append".to_owned()),
        }
    }
}

fn is_script(file: &Path) -> bool {
    file.extension().is_some_and(|end| end == "sql")
}

fn is_down(file: &Path) -> bool {
    file.to_string_lossy().ends_with(".down.sql")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.sort();
    files
}

/// A place in this repository.
pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
