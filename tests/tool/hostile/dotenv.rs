//! A `.env` of somebody else, or of another project, decides nothing; and whoever wrote it learns nothing that is set elsewhere.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::secret::PASSWORD;

/// A repository with a `.env`, and a home beside it, in which there is a `psql` that prints what it would connect with.
struct Scene(Folder);

impl Scene {
    fn new(dot_env: &str) -> Self {
        let scene = Self(Folder::ours());
        for folder in ["repository/.git", "repository/deep", "home"] {
            fs::create_dir_all(scene.path(folder)).expect("a test's own folder");
        }
        scene.write("repository/.env", dot_env);
        let psql = "#!/bin/sh\necho \"$PGHOST ${PGPASSWORD-no password} ${PGPASSFILE-any file}\"\n";
        let psql = scene.write("psql", psql);
        fs::set_permissions(psql, Permissions::from_mode(0o755)).expect("a test's own file");
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.project().join(name)
    }

    /// A file that others cannot read.
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).expect("a test's own folder");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a test's own file");
        path
    }

    fn run(&self, folder: &str, words: &[&str]) -> Ended {
        let others = std::env::var("PATH").expect("there is a shell");
        let path = format!("{}:{others}", self.0.project().display());
        Pgconform::new(&self.path(folder), words)
            .env("PATH", path)
            .env("HOME", self.path("home"))
            .env("SECRET", PASSWORD)
            .run()
    }

    /// What psql is given.
    fn given(&self) -> String {
        self.run("repository", &["shell", "--quiet"])
            .ends_with(0)
            .stdout
    }
}

#[test]
fn a_file_above_the_root_of_the_repository_is_not_read() {
    let scene = Scene::new("DATABASE_URL=postgresql://a@127.0.0.1:1/inside\n");
    scene.write(".env", "DATABASE_URL=postgresql://a@127.0.0.1:1/outside\n");
    let words = ["shell"];
    let ended = scene.run("repository/deep", &words).ends_with(0);
    assert!(ended.stderr.contains("/inside"), "{}", ended.stderr);
    fs::remove_file(scene.path("repository/.env")).expect("it was written");
    for folder in ["repository", "repository/deep"] {
        scene.run(folder, &words).fails_with(&["no database"]);
    }
}

#[rstest]
#[case::bare("DATABASE_URL=postgresql://a:$SECRET@host.invalid/d")]
#[case::in_braces("DATABASE_URL=\"postgresql://a@${SECRET}.host.invalid/d\"")]
#[case::with_a_default("DIRECT_URL=postgresql://a:${SECRET:-x}@host.invalid/d")]
#[case::in_a_part("PGHOST=host.invalid\nPGUSER=$SECRET")]
fn no_variable_of_the_shell_is_filled_into_an_address(#[case] dot_env: &str) {
    let scene = Scene::new(dot_env);
    let words = ["shell"];
    scene.run("repository", &words).fails_with(&[
        ".env is not used",
        "shell variables are not expanded",
        "help: ",
    ]);
}

#[test]
fn what_the_file_sets_itself_is_filled_in_whatever_the_shell_says() {
    let scene = Scene::new("SECRET=own\nDATABASE_URL=postgresql://a:${SECRET}@host.invalid/d\n");
    assert_eq!(scene.given(), "host.invalid own any file\n");
}

/// The password of a line for all hosts is for those whom its owner connects to, and not for whom a repository names.
#[rstest]
#[case::of_the_home("DATABASE_URL=postgresql://a@evil.invalid/d")]
#[case::named_by_the_file("PGHOST=evil.invalid\nPGPASSFILE=../home/.pgpass")]
#[case::named_by_the_address("DATABASE_URL=postgresql://a@evil.invalid/d?passfile=../home/.pgpass")]
fn a_password_for_all_hosts_goes_to_none_that_the_file_names(#[case] dot_env: &str) {
    let scene = Scene::new(dot_env);
    scene.write("home/.pgpass", "*:*:*:*:hunter2\n");
    assert_eq!(scene.given(), "evil.invalid no password /dev/null/pgpass\n");
}

#[test]
fn a_password_for_the_very_host_goes_there() {
    let scene = Scene::new("DATABASE_URL=postgresql://a@good.invalid/d");
    scene.write(
        "home/.pgpass",
        "*:*:*:*:hunter2\ngood.invalid:*:*:a:hunter3\n",
    );
    assert_eq!(scene.given(), "good.invalid hunter3 any file\n");
}

#[rstest]
#[case::in_the_address(
    "DATABASE_URL=postgresql://a@evil.invalid/d?service=shop",
    "host=good.invalid\n"
)]
#[case::beside_a_service_without_one("PGSERVICE=shop\nPGHOST=evil.invalid", "")]
fn a_services_password_goes_to_no_other_host(#[case] dot_env: &str, #[case] host: &str) {
    let scene = Scene::new(dot_env);
    let section = format!("[shop]\n{host}user=a\npassword=hunter2\n");
    scene.write("home/.pg_service.conf", &section);
    assert_eq!(scene.given(), "evil.invalid no password /dev/null/pgpass\n");
}
