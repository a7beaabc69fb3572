//! What a build depends on beside its own code: folders of which each file becomes a kind of object or a test of its
//! own, and the commit that a release is of.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

fn main() {
    for folder in [
        "src/catalog/kinds",
        "src/catalog/touched",
        "src/sql/common",
        "tests/conformance/conventions/rules",
        "fixtures/catalog",
        "fixtures/broken",
        "fixtures/sound",
        "fixtures/layouts",
    ] {
        // The package of the registry has no tests, and what is missing would count as changed each time.
        if Path::new(folder).exists() {
            println!("cargo:rerun-if-changed={folder}");
        }
    }
    if let Some(commit) = packaged_commit().or_else(released_commit) {
        println!("cargo:rustc-env=PGCONFORM_COMMIT={}", &commit[..12]);
    }
}

/// The commit that the registry's package was made of, which `cargo package` writes down.
fn packaged_commit() -> Option<String> {
    let info = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, behind) = info.split_once("\"sha1\"")?;
    let commit = behind.split('"').nth(1)?.to_owned();
    is_commit(&commit).then_some(commit)
}

/// The commit of a checkout, for a release build only: a new commit would have every other build made anew. A checkout of
/// somebody else's project that holds a copy of this one has a commit that says nothing of it.
fn released_commit() -> Option<String> {
    if env::var("PROFILE").ok()? != "release" {
        return None;
    }
    let folder = fs::canonicalize(env::var_os("CARGO_MANIFEST_DIR")?).ok()?;
    let top = fs::canonicalize(git(&["rev-parse", "--show-toplevel"])?).ok()?;
    let commit = git(&["rev-parse", "HEAD"])?;
    if top != folder || !is_commit(&commit) {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        if Path::new(&path).exists() {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    Some(commit)
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end().to_owned())
}

fn is_commit(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
