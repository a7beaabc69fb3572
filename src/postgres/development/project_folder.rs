//! The folder in which the server of a project is kept.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use nix::unistd::Uid;

use super::Hosting;
use crate::connection::DatabaseUrl;
use crate::postgres::local::RunAs;
use crate::postgres::{Error, cache, private};
use crate::settings::Settings;

/// Names another folder than the usual one, for those of all projects.
const SETTING: &str = "PGCONFORM_DATA";

/// A folder of ours. In it are `data`, which is the server's user's, and what only we may read: `log`, `address`, with the
/// password, and `lock`.
#[derive(Debug)]
pub(super) struct ProjectFolder {
    name: String,
    folder: PathBuf,
}

impl ProjectFolder {
    /// Of the project in that folder.
    pub fn of(project: &Path, settings: &Settings) -> Result<Self, Error> {
        let project = project
            .canonicalize()
            .map_err(Error::io("resolve", project))?;
        // Two projects may have folders of the same name.
        let key = cache::fingerprint(&[&project.to_string_lossy()], 4);
        let own = project.file_name().unwrap_or_default().to_string_lossy();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let own: String = own.to_lowercase().chars().map(plain).take(40).collect();
        let name = format!("pgconform-{}-{key}", own.trim_matches('-'));
        let folder = all(settings)?.join(&name);
        Ok(Self { name, folder })
    }

    /// Unique on this machine, and made of such characters as Docker takes.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    pub fn create(&self) -> Result<(), Error> {
        let all = self.folder.parent().unwrap_or(Path::new("/"));
        private::create_or_check(all, private::passage(), SETTING)?;
        private::create_or_check(&self.folder, private::passage(), SETTING)
    }

    /// An empty directory for the server's user alone.
    pub fn create_data(&self) -> Result<(), Error> {
        let data = self.data();
        if data.exists() {
            fs::remove_dir_all(&data).map_err(Error::io("remove", &data))?;
        }
        private::create(&data, private::CLOSED).map_err(Error::io("create", &data))?;
        RunAs::choose()?.own(&data)
    }

    /// Waits until no other command starts or stops this server.
    pub fn lock(&self) -> Result<File, Error> {
        let path = self.folder.join("lock");
        let file = private::file(&path)?;
        file.lock().map_err(Error::io("lock", &path))?;
        Ok(file)
    }

    pub fn hosting(&self) -> Option<Hosting> {
        match self.remembered()?.0.as_str() {
            "container" => Some(Hosting::Container),
            "local" => Some(Hosting::Local),
            _ => None,
        }
    }

    pub fn address(&self) -> Option<DatabaseUrl> {
        self.remembered()?.1.parse().ok()
    }

    fn remembered(&self) -> Option<(String, String)> {
        let text = fs::read_to_string(self.folder.join("address")).ok()?;
        let (word, url) = text.trim().split_once(' ')?;
        Some((word.to_owned(), url.to_owned()))
    }

    pub fn remember(&self, hosting: Hosting, url: &DatabaseUrl) -> Result<(), Error> {
        let word = match hosting {
            Hosting::Container => "container",
            Hosting::Local => "local",
        };
        let text = format!("{word} {}\n", url.reveal());
        private::write(&self.folder.join("address"), &text)
    }

    /// Removes all of it; no link is followed.
    pub fn remove(&self) -> Result<(), Error> {
        fs::remove_dir_all(&self.folder).map_err(Error::io("remove", &self.folder))
    }
}

/// The folder of all projects: as root not in a home, which the server's user cannot enter.
fn all(settings: &Settings) -> Result<PathBuf, Error> {
    if let Some(folder) = &settings.data {
        return Ok(folder.value.clone());
    }
    if Uid::effective().is_root() {
        return Ok(PathBuf::from("/var/lib/pgconform"));
    }
    let environment = settings.environment();
    if let Some(folder) = environment.path("XDG_DATA_HOME") {
        return Ok(folder.join("pgconform"));
    }
    let data = if cfg!(target_os = "macos") {
        "Library/Application Support"
    } else {
        ".local/share"
    };
    match environment.path("HOME") {
        Some(home) => Ok(home.join(data).join("pgconform")),
        None => Err(Error::Development(format!(
            "there is no HOME to keep its data in\nhelp: name a folder in {SETTING}"
        ))),
    }
}
