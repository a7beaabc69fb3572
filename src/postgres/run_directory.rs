//! Where the servers of this process live, and what removes them when the process is gone.
//!
//! Everything a run makes stands under one directory. Three things remove it: each server when it
//! is dropped; a small shell process, the reaper, as soon as this process ends in whatever way;
//! and, should the reaper have been killed too, the sweep of the next run.

use std::env;
use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use nix::unistd::Uid;

use super::{Error, note};

const REAPER: &str = include_str!("reaper.sh");
const MEMORY: &str = "/dev/shm";
/// What one server may come to need, with what a test writes: 13 MB of files, some WAL, its rows.
const ROOM: u64 = 256 << 20;

/// What the path of a socket, 107 bytes at the most, leaves after the longest
/// `/pgconform-4294967295/4194304-abcd/9999/.s.PGSQL.5432`.
const LONGEST: usize = 107 - 53;

/// The label's key on every container of ours; its value says on which machine and in which
/// run directory it belongs.
pub(super) const LABEL: &str = "dev.pgconform.owner";

/// This process' run directory.
#[derive(Debug)]
pub(super) struct RunDirectory {
    path: PathBuf,
    /// Held as long as the process lives; the sweep takes what it can lock.
    _lock: File,
    servers: AtomicU32,
}

impl RunDirectory {
    /// The directory of this process, made at the first call.
    pub(super) fn get() -> Result<&'static Self, Error> {
        static RUN: OnceLock<RunDirectory> = OnceLock::new();
        if let Some(run) = RUN.get() {
            return Ok(run);
        }
        let run = Self::make(&parent())?;
        // Another thread may have been quicker; then ours is removed by its reaper at the end.
        Ok(RUN.get_or_init(|| run))
    }

    /// Another one on disk, for when memory has no more room.
    fn overflow() -> Result<&'static Self, Error> {
        static OVERFLOW: OnceLock<RunDirectory> = OnceLock::new();
        if let Some(run) = OVERFLOW.get() {
            return Ok(run);
        }
        let run = Self::make(&env::temp_dir())?;
        Ok(OVERFLOW.get_or_init(|| run))
    }

    fn make(parent: &Path) -> Result<Self, Error> {
        let base = base(parent)?;
        // An earlier run may have had servers on disk, too.
        let on_disk = env::temp_dir().join(base.file_name().unwrap_or_default());
        if on_disk != base && on_disk.is_dir() {
            let _ = sweep(&on_disk);
        }
        let _gate = sweep(&base)?;
        let path = tempfile::Builder::new()
            .prefix(&format!("{}-", std::process::id()))
            .rand_bytes(4)
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .tempdir_in(&base)
            .map_err(Error::io("create a directory in", &base))?
            .keep();
        let lock_path = path.join("lock");
        let lock = File::create(&lock_path).map_err(Error::io("create", &lock_path))?;
        lock.lock().map_err(Error::io("lock", &lock_path))?;
        start_reaper(&path)?;
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

    /// A new, empty directory for one server; on disk once memory runs short.
    pub(super) fn server(&self) -> Result<PathBuf, Error> {
        if self.path.starts_with(MEMORY) && chosen().is_none() && !has_room(&self.path) {
            note::once(&format!(
                "further servers stand on disk, which is slower: {MEMORY} has less than {} MB left",
                ROOM >> 20
            ));
            return Self::overflow()?.new_server();
        }
        self.new_server()
    }

    fn new_server(&self) -> Result<PathBuf, Error> {
        let number = self.servers.fetch_add(1, Ordering::Relaxed);
        let path = self.path.join(number.to_string());
        fs::create_dir(&path).map_err(Error::io("create", &path))?;
        Ok(path)
    }

    /// Where templates stand that cannot be kept.
    pub(super) fn templates(&self) -> PathBuf {
        self.path.join("templates")
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
        File::create(&mark)
            .map(drop)
            .map_err(Error::io("create", &mark))
    }
}

/// The directory above all run directories of this user.
fn base(parent: &Path) -> Result<PathBuf, Error> {
    let uid = Uid::effective().as_raw();
    let path = parent.join(format!("pgconform-{uid}"));
    match DirBuilder::new().mode(0o755).create(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(Error::io("create", path)(error));
        }
        _ => {}
    }
    // In a world-writable place somebody else may have made it first, to look at what we write.
    let metadata = fs::symlink_metadata(&path).map_err(Error::io("look at", &path))?;
    if !metadata.is_dir() || metadata.uid() != uid {
        let stolen = std::io::Error::other(
            "it belongs to somebody else; set PGCONFORM_TMP to a directory of your own",
        );
        return Err(Error::io("use", path)(stolen));
    }
    Ok(path)
}

/// In memory where there is room, and never so deep that a server's socket has too long a path.
fn parent() -> PathBuf {
    let wanted = match chosen() {
        Some(chosen) => chosen,
        None if has_room(Path::new(MEMORY)) => PathBuf::from(MEMORY),
        None => env::temp_dir(),
    };
    if wanted.as_os_str().len() <= LONGEST {
        return wanted;
    }
    note::once(&format!(
        "servers stand in /tmp: a socket's path has at most 107 bytes, which {} leaves no room for",
        wanted.display()
    ));
    PathBuf::from("/tmp")
}

/// The user's own choice of a place.
fn chosen() -> Option<PathBuf> {
    let value = env::var_os("PGCONFORM_TMP")?;
    (!value.is_empty()).then(|| PathBuf::from(value))
}

fn owner(path: &Path) -> String {
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

/// Removes what runs left behind whose reaper was killed with them. While the lock that it returns
/// is held, nobody else sweeps there, or makes a run's directory.
fn sweep(base: &Path) -> Result<File, Error> {
    let gate_path = base.join(".lock");
    let gate = File::create(&gate_path).map_err(Error::io("create", &gate_path))?;
    gate.lock().map_err(Error::io("lock", &gate_path))?;
    let entries = fs::read_dir(base).map_err(Error::io("read", base))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        let lock = match File::open(path.join("lock")) {
            Ok(lock) => lock,
            // The directory was made and its maker killed before it could lock it.
            Err(_) if path.is_dir() => {
                let _ = fs::remove_dir(&path);
                continue;
            }
            Err(_) => continue,
        };
        if lock.try_lock().is_ok() {
            let _ = reaper(&path).stdin(Stdio::null()).status();
        }
    }
    Ok(gate)
}

/// Starts the process that cleans up when this one ends.
///
/// It sees the end as the end of its standard input, which no signal to us can prevent.
fn start_reaper(path: &Path) -> Result<(), Error> {
    let mut child = reaper(path)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(Error::io("start sh to clean up", path))?;
    let mut pipe = child.stdin.take().expect("its standard input is a pipe");
    // Telling it something shows that it runs; the pipe is then held open until we end.
    if pipe.write_all(b"\n").is_err() {
        note::say("the reaper did not start; a killed run is cleaned up by the next one");
    }
    std::mem::forget(pipe);
    Ok(())
}

fn reaper(path: &Path) -> Command {
    let mut command = Command::new("/bin/sh");
    // A process group of its own: whoever kills our group does not kill what cleans up after us.
    command
        .args(["-c", REAPER, "pgconform-reaper"])
        .arg(path)
        .arg(format!("{LABEL}={}", owner(path)))
        .current_dir("/")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    command
}
