//! Files that are read and replaced as a whole or not at all, and whose files are trusted.

mod read;
mod root;

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use nix::unistd::Uid;
use tempfile::NamedTempFile;

pub use read::{DEFAULT_LIMIT, LIMIT_VARIABLE, read, read_text, read_trusted, set_limit, shown};
pub use root::up_to_root;

/// So many letters of a temporary file's name are random.
const RANDOM: usize = 16;
/// The owner may read and write.
const CLOSED: u32 = 0o600;

/// Replaces a file, or makes it: whatever fails, or dies, either the old or the new text stands there as a whole.
///
/// The text is written beside it first, into a file that is made exclusively, so that nobody's link of that name
/// is followed. A link to the file stays a link, and the file keeps its mode and, where that can be done, its owner.
pub fn replace(file: &Path, text: &str) -> io::Result<()> {
    write(file, text, Readers::AsBefore).map_err(without_path)
}

/// The same of a file with a secret in it: nobody but its owner may read it, whoever could before.
pub fn replace_secret(file: &Path, text: &str) -> io::Result<()> {
    write(file, text, Readers::Owner).map_err(without_path)
}

/// Writes a file that must not be there yet; where that fails, there is none.
pub fn create(file: &Path, text: &str) -> io::Result<()> {
    let mut made = OpenOptions::new().write(true).create_new(true).open(file)?;
    made.write_all(text.as_bytes()).inspect_err(|_| {
        let _ = fs::remove_file(file);
    })
}

/// Who may read what is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    AsBefore,
    Owner,
}

fn write(file: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let place = place(file)?;
    let old = old(&place)?;
    let mut unfinished = begin(&place, old.is_some() || readers == Readers::Owner)?;
    unfinished.write_all(text.as_bytes())?;
    if let Some(old) = old {
        keep(&old, unfinished.as_file())?;
    }
    if readers == Readers::Owner {
        let closed = Permissions::from_mode(CLOSED);
        unfinished.as_file().set_permissions(closed)?;
    }
    unfinished.as_file().sync_all()?;
    unfinished.persist(&place).map_err(|error| error.error)?;
    // The name is in the folder now; not every file system lets a folder be synced.
    let _ = File::open(folder(&place)).and_then(|folder| folder.sync_all());
    Ok(())
}

/// Sees whether a file could be replaced, by beginning to and leaving it at that.
pub fn try_replace(file: &Path) -> io::Result<()> {
    let place = place(file)?;
    let old = old(&place)?;
    begin(&place, old.is_some()).map(drop).map_err(without_path)
}

/// Why a file that decides something for us cannot be trusted, if it cannot: somebody else made it, or a link to it, or
/// everybody can write to it. Root's files are trusted.
pub fn somebody_elses(file: &Path) -> io::Result<Option<String>> {
    let found = [fs::symlink_metadata(file)?, fs::metadata(file)?];
    Ok(found.iter().find_map(refused_owner))
}

fn refused_owner(found: &Metadata) -> Option<String> {
    if found.uid() != Uid::effective().as_raw() && found.uid() != 0 {
        return Some(format!("it belongs to user {}", found.uid()));
    }
    let is_open = !found.is_symlink() && found.mode() & 0o002 != 0;
    is_open.then(|| "everybody can write to it".to_owned())
}

/// The file itself, where links lead to it, even if it is not there yet.
fn place(file: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => match fs::read_link(file) {
            // A link that leads round is another error.
            Ok(target) => place(&folder(file).join(target)),
            Err(_) => Ok(file.to_owned()),
        },
        found => found,
    }
}

/// What is to be replaced, if it is there. A folder, a device or a pipe is never replaced by a file.
fn old(place: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(place) {
        Ok(old) if old.is_file() => Ok(Some(old)),
        Ok(_) => Err(io::Error::other("it is not a regular file")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn begin(place: &Path, is_closed: bool) -> io::Result<NamedTempFile> {
    // What takes an old file's place may be read by nobody whom the old one was closed to; a new one is as
    // any new file, what umask leaves of it.
    let mode = if is_closed { CLOSED } else { 0o666 };
    tempfile::Builder::new()
        .prefix(".pgconform-")
        .rand_bytes(RANDOM)
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(folder(place))
}

/// Without the temporary file's name, which nobody knows.
fn without_path(error: io::Error) -> io::Error {
    let words = error.to_string();
    match words.split_once(" at path ") {
        Some((words, _)) => io::Error::new(error.kind(), words),
        None => error,
    }
}

fn keep(old: &Metadata, new: &File) -> io::Result<()> {
    let made = new.metadata()?;
    if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
        // Only root may give a file away; whoever else may write here owns the new one.
        let _ = fchown(new, Some(old.uid()), Some(old.gid()));
    }
    new.set_permissions(Permissions::from_mode(old.mode() & 0o777))
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn scene() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("there is room");
        let file = folder.path().join("file");
        (folder, file)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("it is ours").flatten();
        let mut names: Vec<String> = entries
            .map(|it| it.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_old_text_stays_whole_for_whoever_reads_it_and_nothing_is_left_beside() {
        let (folder, file) = scene();
        replace(&file, "old").expect("the folder is ours");
        let open = File::open(&file).expect("it was written");
        replace(&file, "new").expect("the folder is ours");
        assert_eq!(io::read_to_string(open).expect("it is text"), "old");
        assert_eq!(fs::read_to_string(&file).expect("it is text"), "new");
        try_replace(&file).expect("the folder is ours");
        assert_eq!(names(folder.path()), ["file"]);
    }

    #[test]
    fn a_file_keeps_its_mode() {
        let (_folder, file) = scene();
        for mode in [0o600, 0o640, 0o444] {
            replace(&file, "old").expect("the folder is ours");
            fs::set_permissions(&file, Permissions::from_mode(mode)).expect("it is ours");
            replace(&file, "new").expect("the folder is ours");
            assert_eq!(
                fs::metadata(&file).expect("it is there").mode() & 0o7777,
                mode
            );
        }
    }

    #[test]
    fn a_link_stays_a_link_though_its_file_is_not_there_yet() {
        let (folder, file) = scene();
        fs::create_dir(folder.path().join("shared")).expect("it is new");
        symlink("shared/near", &file).expect("it is new");
        symlink("far", folder.path().join("shared/near")).expect("it is new");
        for text in ["first", "second"] {
            replace(&file, text).expect("the folder is ours");
            let real = folder.path().join("shared/far");
            assert!(real.symlink_metadata().expect("it is there").is_file());
            assert_eq!(fs::read_to_string(real).expect("it is text"), text);
            assert!(file.is_symlink());
        }
    }

    #[test]
    fn what_is_no_file_is_not_replaced() {
        let (folder, file) = scene();
        let pipe = folder.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).expect("it is new");
        symlink(&file, &file).expect("it is new");
        for path in [folder.path(), &pipe, &file] {
            replace(path, "x").expect_err("it is no file");
            try_replace(path).expect_err("it is no file");
        }
        assert_eq!(names(folder.path()), ["file", "pipe"]);
        assert!(file.is_symlink());
    }
}
