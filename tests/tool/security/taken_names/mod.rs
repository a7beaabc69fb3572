//! A name that somebody else took first, in a place where everybody can write, leads nowhere of ours.

mod scene;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use nix::unistd::Uid;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::other_user::{OtherUser, ProgramForAll, open_to_all};
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::own_server::postgres;
use crate::support::process::eventually;
use scene::{Scene, directory_of_mallory, entries, planted_by_mallory};

#[test]
#[ignore = "needs root and two other users: just test-users"]
fn links_in_a_planted_directory_are_neither_followed_nor_swept() {
    let scene = Scene::new();
    for base in scene.bases() {
        directory_of_mallory(&base);
        symlink(scene.file(), base.join(".lock")).expect("the name is free");
        let run = base.join("x");
        directory_of_mallory(&run);
        fs::write(run.join("lock"), "").expect("the name is free");
        symlink(scene.victim.path(), run.join("1")).expect("the name is free");
    }
    scene.run().ends_with(0);
    assert!(scene.is_untouched());
    for base in scene.bases() {
        assert!(
            base.join("x/1").is_symlink(),
            "{} was swept",
            base.display()
        );
    }
}

#[derive(Debug, Clone, Copy)]
enum Planted {
    Directory,
    File,
    LinkToDirectory,
    LinkToFile,
    LinkToNothing,
}

#[rstest]
#[ignore = "needs root and two other users: just test-users"]
#[tokio::test]
async fn a_taken_name_is_left_alone_and_another_one_is_used(
    #[values(
        Planted::Directory,
        Planted::File,
        Planted::LinkToDirectory,
        Planted::LinkToFile,
        Planted::LinkToNothing
    )]
    planted: Planted,
) {
    let scene = Scene::new();
    let [base, _] = scene.bases();
    match planted {
        Planted::Directory => directory_of_mallory(&base),
        Planted::File => fs::write(&base, "").expect("the name is free"),
        Planted::LinkToDirectory => symlink(scene.victim.path(), &base).expect("it is free"),
        Planted::LinkToFile => symlink(scene.file(), &base).expect("it is free"),
        Planted::LinkToNothing => {
            symlink(scene.victim.path().join("new"), &base).expect("it is free");
        }
    }
    planted_by_mallory(&base);
    for _ in 0..2 {
        scene.run().ends_with(0);
    }
    assert!(scene.is_untouched());
    assert_eq!(entries(scene.victim.path()), ["file"]);
    // Both runs used one directory of their own, and left nothing in it but its lock.
    let others: Vec<String> = entries(scene.memory.path())
        .into_iter()
        .filter(|name| Path::new(name) != base.file_name().unwrap_or_default())
        .collect();
    let [other] = &others[..] else {
        panic!("not one base directory: {others:?}");
    };
    let other = scene.memory.path().join(other);
    // The reaper outlives the run by a moment.
    eventually("only the lock is left", async || {
        entries(&other) == [".lock"]
    })
    .await;
}

#[test]
#[ignore = "needs root and two other users: just test-users"]
fn a_link_that_stands_where_a_run_of_ours_was_is_not_swept() {
    let scene = Scene::new();
    let [base, _] = scene.bases();
    fs::create_dir(&base).expect("the name is free");
    symlink(scene.victim.path(), base.join("1-abcd")).expect("the name is free");
    fs::write(scene.victim.path().join("lock"), "").expect("there is room");
    let below = scene.victim.path().join("folder");
    fs::create_dir(&below).expect("the name is free");
    fs::set_permissions(&base, Permissions::from_mode(0o755)).expect("it is ours");
    scene.run().ends_with(0);
    assert!(scene.is_untouched());
    assert!(below.is_dir());
}

#[test]
fn a_place_in_which_others_can_rename_our_directory_is_refused() {
    let scene = Scene::new();
    let mode = Permissions::from_mode(0o777);
    fs::set_permissions(scene.memory.path(), mode).expect("it is ours");
    scene
        .run()
        .fails_with(&["everybody can rename", "sticky", "PGCONFORM_TMP"]);
}

/// A sticky bit keeps others from a directory, but for the one whose it is.
#[test]
#[ignore = "needs root and two other users: just test-users"]
fn a_place_of_somebody_elses_that_everybody_can_write_to_is_refused() {
    let scene = Scene::new();
    planted_by_mallory(scene.memory.path());
    scene
        .run()
        .fails_with(&["everybody can write to", "belongs to user", "PGCONFORM_TMP"]);
}

#[test]
fn a_cache_below_a_folder_in_which_others_can_rename_it_is_refused() {
    let scene = Scene::new();
    let open = scene.memory.path();
    fs::set_permissions(open, Permissions::from_mode(0o777)).expect("it is ours");
    let folder = Folder::ours();
    Pgconform::new(folder.project(), &["snapshot"])
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_CACHE", open.join("above/cache"))
        .run()
        .fails_with(&["everybody can rename", "sticky", "PGCONFORM_CACHE"]);
}

/// Every way in which a cache may not be ours alone.
#[rstest]
#[case::others_can_write(Some(0o757), "others can write to it (mode 0757)")]
#[case::the_group_can_write(Some(0o775), "others can write to it (mode 0775)")]
#[ignore = "needs root and two other users: just test-users"]
#[case::it_is_somebody_elses(None, "it belongs to user")]
fn a_cache_that_others_can_write_to_is_refused(#[case] mode: Option<u32>, #[case] why: &str) {
    let folder = Folder::ours();
    let cache = folder.project().join("cache");
    fs::create_dir(&cache).expect("the name is free");
    match mode {
        Some(mode) => fs::set_permissions(&cache, Permissions::from_mode(mode)).expect("ours"),
        None => planted_by_mallory(&cache),
    }
    Pgconform::new(folder.project(), &["snapshot"])
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_CACHE", &cache)
        .run()
        .fails_with(&["cannot use", why, "PGCONFORM_CACHE"]);
    assert_eq!(entries(&cache), [] as [&str; 0]);
}

#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn without_a_home_in_the_environment_the_cache_is_in_the_home_of_the_account() {
    let alice = OtherUser::alice();
    let program = ProgramForAll::new();
    let project = Folder::ours();
    open_to_all(project.project());
    let shared = tempfile::tempdir().expect("there is room for a folder");
    let mode = Permissions::from_mode(0o1777);
    fs::set_permissions(shared.path(), mode).expect("it is ours");
    let cache = alice.home().join(".cache/pgconform");
    let _ = fs::remove_dir_all(&cache);
    let output = alice
        .command(program.path())
        .args(["snapshot", "--quiet"])
        .current_dir(project.project())
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_PG_BIN", postgres().await)
        .env("TMPDIR", shared.path())
        .output();
    Ended::new("snapshot".to_owned(), &output.expect("it runs")).ends_with(0);
    assert!(cache.join("templates").is_dir());
    assert_eq!(entries(shared.path()), [] as [&str; 0]);
}

/// It would say where our database is, or take the password of one that we make.
#[test]
#[ignore = "needs root and two other users: just test-users"]
fn an_env_file_of_somebody_else_is_not_used() {
    let scene = Scene::new();
    let folder = Folder::ours();
    // One above the root of a repository is not even read.
    fs::create_dir(scene.memory.path().join(".git")).expect("the name is free");
    let file = scene.memory.path().join(".env");
    let text = "OTHER=1\n";
    fs::write(&file, text).expect("the name is free");
    planted_by_mallory(&file);
    let project = scene.memory.path().join("project");
    fs::create_dir(&project).expect("the name is free");
    for words in [&["status", "--wait", "0"][..], &["db", "start"]] {
        Pgconform::new(&project, words)
            .env("PGCONFORM_MIGRATIONS", folder.path())
            .env("PGCONFORM_SERVER", "local")
            .env("PGCONFORM_DATA", scene.disk.path().join("data"))
            .run()
            .fails_with(&[".env is not used", "it belongs to user"]);
    }
    assert_eq!(fs::read_to_string(&file).expect("it is there"), text);
    assert_eq!(entries(&project), [] as [&str; 0]);
}

#[test]
fn what_servers_leave_in_a_shared_place_is_closed_to_others() {
    let scene = Scene::new();
    scene.run().ends_with(0);
    let [base, _] = scene.bases();
    let mode = fs::metadata(base).expect("it stays").mode() & 0o7777;
    let wanted = if Uid::effective().is_root() {
        0o711
    } else {
        0o700
    };
    assert_eq!(mode, wanted);
}
