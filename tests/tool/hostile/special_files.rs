//! A FIFO, a device or a file without end is refused where a regular file is expected, and what cannot be written whole is not
//! written at all.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// Where a file is read, and a command that reads it.
const PLACES: [(&str, &str); 12] = [
    (
        "migrations/V1__a.sql",
        "status --database-url postgresql://127.0.0.1:1/d",
    ),
    ("migrations/V1__a.down.sql", "verify-rollback"),
    ("setup.sql", "snapshot --setup setup.sql"),
    ("rows/V1.sql", "verify-rollback --rows rows"),
    ("pgconform.toml", "config"),
    ("settings.toml", "config --config settings.toml"),
    (".env", "status"),
    (
        "service",
        "status --database-url 'postgresql:///?service=s&servicefile=service'",
    ),
    (
        "root.crt",
        "status --database-url 'postgresql://127.0.0.1:1/d?sslmode=verify-full&sslrootcert=root.crt'",
    ),
    (
        "own.crt",
        "status --database-url 'postgresql://127.0.0.1:1/d?sslcert=own.crt&sslkey=own.key'",
    ),
    ("known", "verify-rollback --baseline known"),
    ("fixtures/catalog/head.txt", "snapshot --write"),
];

/// A project in which nothing stands in that place yet.
fn project(place: &str) -> (Folder, PathBuf) {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", "SELECT 1;")
        .write("V1__a.down.sql", "SELECT 1;");
    let file = folder.project().join(place);
    let parent = file.parent().expect("it stands in a folder");
    fs::create_dir_all(parent).expect("a test's own folder");
    let _ = fs::remove_file(&file);
    (folder, file)
}

/// Runs a line with a limit of time and of memory, within which no run that works comes; beyond them it ends with another status.
fn run(folder: &Folder, line: &str) -> Ended {
    let line = format!("ulimit -v 6000000; timeout 60 pgconform {line}");
    Pgconform::shell(folder.project(), &line).run()
}

/// Whoever reads such a thing must name it and say why not.
fn refused(place: &str, line: &str, make: impl Fn(&Path), why: &str) {
    let (folder, file) = project(place);
    make(&file);
    let name = Path::new(place).file_name().expect("it has a name");
    let name = name.to_str().expect("it is text");
    run(&folder, line).fails_with(&[name, why]);
}

#[test]
fn a_fifo_is_refused_wherever_a_file_is_read() {
    let make = |file: &Path| mkfifo(file, Mode::S_IRWXU).expect("the name is free");
    for (place, line) in PLACES {
        refused(place, line, make, "regular file");
    }
}

#[test]
fn a_device_without_end_is_refused_wherever_a_file_is_read() {
    let make = |file: &Path| symlink("/dev/zero", file).expect("the name is free");
    for (place, line) in PLACES {
        let is_migration = place.starts_with("migrations");
        let why = if is_migration {
            "outside the folder"
        } else {
            "regular file"
        };
        refused(place, line, make, why);
    }
}

#[test]
fn a_file_larger_than_the_limit_is_refused_wherever_a_file_is_read() {
    let make = |file: &Path| {
        let file = File::create(file).expect("the name is free");
        file.set_len(200 << 30).expect("holes need no room");
    };
    let read = PLACES
        .iter()
        .filter(|(_, line)| *line != "snapshot --write");
    for (place, line) in read {
        refused(
            place,
            line,
            make,
            "it is larger than 100MB, the limit for a file",
        );
    }
}

#[test]
fn the_limit_can_be_set() {
    let (folder, _) = project("unused");
    folder.write("V1__a.sql", &format!("SELECT 1;{}", " ".repeat(2000)));
    for (limit, status, says) in [
        (
            "1kB",
            2,
            "V1__a.sql: it is larger than 1kB, the limit for a file",
        ),
        ("3kB", 0, "holds"),
        (
            "many",
            2,
            "PGCONFORM_FILE_LIMIT is 'many': expected a size in kB, MB, GB or TB",
        ),
    ] {
        let words = ["verify-rollback", "--allow-gaps"];
        let run = Pgconform::new(folder.project(), &words).env("PGCONFORM_FILE_LIMIT", limit);
        let ended = run.run().ends_with(status);
        let said = ended.stdout + &ended.stderr;
        assert!(said.contains(says), "{said}");
    }
}

/// Runs a line in a project of which `disk` has no room left, and then another that looks at it.
fn on_full_disk(folder: &Folder, disk: &str, line: &str, look: &str) -> Ended {
    let script = format!(
        "mount -t tmpfs -o size=32k tmpfs {disk} || exit 77
         mkdir {disk}/catalog; cp -r migrations {disk}
         echo old >{disk}/catalog/head.txt; echo OLD=1 >{disk}/.env; chmod 600 {disk}/.env
         cat /dev/zero >{disk}/fill 2>/dev/null
         cd {disk}; {line}; status=$?; {{ {look}; }} >&2; exit $status"
    );
    let line = format!("exec unshare --mount sh -c '{script}'");
    let ended = Pgconform::shell(folder.project(), &line)
        .env("PGCONFORM_DATA", folder.project().join("data"))
        .run();
    assert_ne!(
        ended.status,
        Some(77),
        "no disk can be mounted: {}",
        ended.stderr
    );
    ended
}

#[rstest]
#[case::a_migration(
    "pgconform new add_phone",
    "ls migrations",
    "V1__a.down.sql\nV1__a.sql\n"
)]
#[case::settings("pgconform init", "ls", "catalog\nfill\nmigrations\n")]
#[case::an_address("pgconform db start --port 1", "cat .env", "OLD=1\n")]
#[ignore = "needs root, to fill a disk: just test-programs"]
fn a_full_disk_gets_no_half_of_a_file(#[case] line: &str, #[case] look: &str, #[case] left: &str) {
    let (folder, _) = project("disk/unused");
    let ended = on_full_disk(&folder, "disk", line, look);
    let ended = ended.fails_with(&["cannot write", "No space left"]);
    let said = ended
        .stderr
        .lines()
        .filter(|line| !line.contains("error: "));
    let said: String = said.map(|line| format!("{line}\n")).collect();
    assert_eq!(said, left);
}

#[test]
#[ignore = "needs root, to fill a disk: just test-programs"]
fn a_full_disk_leaves_the_old_approved_snapshot() {
    let (folder, _) = project("fixtures/unused");
    let line = "cd ..; pgconform snapshot --write";
    let look = "ls -A fixtures/catalog; cat fixtures/catalog/head.txt";
    let ended = on_full_disk(&folder, "fixtures", line, look);
    let ended = ended.fails_with(&["cannot write fixtures/catalog/head.txt", "No space left"]);
    assert!(!ended.stderr.contains(".pgconform-"), "{}", ended.stderr);
    assert!(
        ended.stderr.ends_with("\nhead.txt\nold\n"),
        "{}",
        ended.stderr
    );
}
