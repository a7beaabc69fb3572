//! `shell` is psql on the database that every other command takes.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use pretty_assertions::assert_eq;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

/// Where psql would be, something that tells its arguments, and of its environment what libpq reads.
fn run(folder: &Folder, script: &str, words: &[&str]) -> Pgconform {
    let psql = folder.project().join("psql");
    fs::write(&psql, format!("#!/bin/sh\n{script}\n")).expect("it is a test's own");
    fs::set_permissions(&psql, Permissions::from_mode(0o755)).expect("it is ours");
    let path = format!("{}:/usr/bin:/bin", folder.project().display());
    Pgconform::new(folder.project(), words).env("PATH", path)
}

const TELL: &str = "echo \"arguments: $*\"; env | grep ^PG | grep -v ^PGCONFORM | sort";

#[test]
fn the_password_is_in_no_argument_and_nothing_is_added_from_the_shell() {
    let folder = Folder::ours();
    let url = "postgresql://app:hunter2@db.example:6432/shop?sslmode=require&connect_timeout=3";
    let ended = run(&folder, TELL, &["shell", "--", "-c", "SELECT 1"])
        .env("DIRECT_URL", url)
        .env("DATABASE_URL", "postgresql://pooler.example/shop")
        .env("PGHOSTADDR", "")
        .env("PGSERVICEFILE", "/nowhere")
        .run()
        .ends_with(0);
    assert_eq!(
        ended.stdout,
        "arguments: -c SELECT 1\nPGCONNECT_TIMEOUT=3\nPGDATABASE=shop\nPGHOST=db.example\n\
         PGPASSWORD=hunter2\nPGPORT=6432\nPGSSLMODE=require\nPGUSER=app\n"
    );
    let said = "database postgresql://app@db.example:6432/shop, from DIRECT_URL\n";
    assert!(ended.stderr.contains(said), "{}", ended.stderr);
    assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
}

#[test]
fn its_exit_status_is_passed_on() {
    let folder = Folder::ours();
    for (script, status) in [("exit 0", 0), ("exit 3", 3)] {
        run(&folder, script, &["shell"])
            .env("DATABASE_URL", "postgresql://db.example/shop")
            .run()
            .ends_with(status);
    }
    Pgconform::new(folder.project(), &["shell"])
        .env("DATABASE_URL", "postgresql://db.example/shop")
        .env("PATH", "/nowhere")
        .run()
        .fails_with(&["cannot run 'psql'"]);
}
