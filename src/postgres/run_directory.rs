//! The directory of this process's servers, and its removal when the process ends.
//!
//! Everything a run makes stands under one directory. Three things remove it: each server when it
//! is dropped; a small shell process, the reaper, as soon as this process ends in whatever way;
//! and, should the reaper have been killed too, the sweep of the next run. Other users neither list nor
//! change any of it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{Error, base, note, private, reaper};
use crate::settings::{Environment, Settings};

const MEMORY: &str = "/dev/shm";
/// What one server may come to need, with what a test writes: 13 MB of files, some WAL, its rows.
const ROOM: u64 = 256 << 20;

/// What the path of a socket, 107 bytes at the most, leaves after the longest
/// `/pgconform-4294967295.abcdef/4194304-abcd/9999/s/.s.PGSQL.32767`.
const LONGEST: usize = 107 - 63;

/// The label's key on every container of ours; its value says on which machine and in which
/// run directory it belongs.
pub(super) const LABEL: &str = "dev.pgconform.owner";

/// A run directory of this process: one for each place in which its settings want servers to be.
#[derive(Debug)]
pub(super) struct RunDirectory {
    path: PathBuf,
    /// Held as long as the process lives; the sweep takes what it can lock.
    _lock: File,
    servers: AtomicU32,
}

impl RunDirectory {
    /// The directory of this process for servers of these settings, made at the first call.
    pub(super) fn get(settings: &Settings) -> Result<&'static Self, Error> {
        let wanted = settings.tmp.as_ref().map(|tmp| tmp.value.clone());
        Self::of(wanted, settings.environment())
    }

    /// The one of those who want their servers in that folder, or have no wish. It lasts as long as the process, though
    /// there may be less room in memory later.
    fn of(wanted: Option<PathBuf>, environment: &Environment) -> Result<&'static Self, Error> {
        type Runs = BTreeMap<(Option<PathBuf>, PathBuf), &'static RunDirectory>;
        static RUNS: Mutex<Runs> = Mutex::new(BTreeMap::new());
        let mut runs = RUNS.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (wanted, environment.temporary_folder());
        if let Some(run) = runs.get(&key) {
            return Ok(run);
        }
        let made = Self::make(&parent(key.0.as_deref(), &key.1), environment)?;
        let run: &'static Self = Box::leak(Box::new(made));
        runs.insert(key, run);
        Ok(run)
    }

    fn make(parent: &Path, environment: &Environment) -> Result<Self, Error> {
        // An earlier run may have had servers on disk, too.
        let disk = environment.temporary_folder();
        if parent != disk {
            base::sweep_all(&disk, environment);
        }
        let (base, _gate) = base::open(parent, environment)?;
        let path = tempfile::Builder::new()
            .prefix(&format!("{}-", std::process::id()))
            .rand_bytes(4)
            .permissions(fs::Permissions::from_mode(private::CLOSED))
            .tempdir_in(&base)
            .map_err(Error::io("create a directory in", &base))?
            .keep();
        private::set_mode(&path, private::passage())
            .map_err(Error::io("change the mode of", &path))?;
        let lock_path = path.join("lock");
        let lock = private::file(&lock_path)?;
        lock.lock().map_err(Error::io("lock", &lock_path))?;
        reaper::start(&path, environment)?;
        Ok(Self {
            path,
            _lock: lock,
            servers: AtomicU32::new(0),
        })
    }

    /// The value of the label on this run's containers.
    pub(super) fn owner(&self) -> String {
        owner(&self.path)
    }

    /// Whether `owner` is a run of this machine and user that is gone.
    pub(super) fn is_over(&self, owner: &str) -> bool {
        let path = owner.strip_prefix(&format!("{}:", host())).map(Path::new);
        path.is_some_and(|path| path.parent() == self.path.parent() && !path.exists())
    }

    /// A new, empty directory of ours for one server; on disk once memory runs short, unless the user wants it there.
    pub(super) fn server(&self, settings: &Settings) -> Result<PathBuf, Error> {
        if self.path.starts_with(MEMORY) && settings.tmp.is_none() && !has_room(&self.path) {
            note::once(&format!(
                "further servers are on disk, which is slower: {MEMORY} has less than {} MB left",
                ROOM >> 20
            ));
            let environment = settings.environment();
            return Self::of(Some(environment.temporary_folder()), environment)?.new_server();
        }
        self.new_server()
    }

    fn new_server(&self) -> Result<PathBuf, Error> {
        let number = self.servers.fetch_add(1, Ordering::Relaxed);
        let path = self.path.join(number.to_string());
        private::create(&path, private::passage()).map_err(Error::io("create", &path))?;
        Ok(path)
    }

    /// Where templates stand that cannot be kept.
    pub(super) fn templates(&self) -> Result<PathBuf, Error> {
        let path = self.path.join("templates");
        private::create_or_check(&path, private::CLOSED, "PGCONFORM_TMP")?;
        Ok(path)
    }

    /// Tells the reaper that there are containers to remove.
    pub(super) fn expect_containers(&self) -> Result<(), Error> {
        self.mark("containers")
    }

    /// Tells the reaper to leave the container of that id alone.
    pub(super) fn keep_container(&self, id: &str) -> Result<(), Error> {
        self.mark(&format!("keep-{id}"))
    }

    fn mark(&self, name: &str) -> Result<(), Error> {
        let mark = self.path.join(name);
        private::file(&mark).map(drop)
    }
}

/// In memory where there is room, and never so deep that a server's socket has too long a path.
fn parent(wanted: Option<&Path>, disk: &Path) -> PathBuf {
    let wanted = match wanted {
        Some(wanted) => wanted,
        None if has_room(Path::new(MEMORY)) => Path::new(MEMORY),
        None => disk,
    };
    if wanted.as_os_str().len() <= LONGEST {
        return wanted.to_owned();
    }
    note::once(&format!(
        "servers are in /tmp: a socket's path has at most 107 bytes, which {} leaves no room for",
        wanted.display()
    ));
    PathBuf::from("/tmp")
}

/// The value of the label on the containers of the run with that directory.
pub(super) fn owner(path: &Path) -> String {
    format!("{}:{}", host(), path.display())
}

fn host() -> String {
    nix::unistd::gethostname()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn has_room(path: &Path) -> bool {
    nix::sys::statvfs::statvfs(path).is_ok_and(|fs| {
        let free = fs.blocks_available().saturating_mul(fs.fragment_size());
        free >= ROOM && !fs.flags().contains(nix::sys::statvfs::FsFlags::ST_RDONLY)
    })
}
