//! The quickstart's Alembic project, run by Alembic itself.
//!
//! Python makes an environment of its requirements.txt once, in target/tmp.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use pretty_assertions::assert_eq;
use serde_json::json;

use super::QUICKSTART;
use crate::support::command::Pgconform;

/// PATH with the environment's programs first.
static PATH: LazyLock<String> = LazyLock::new(|| {
    let programs = environment().unwrap_or_else(|why| panic!("Alembic cannot be installed: {why}"));
    let path = env::var("PATH").unwrap_or_default();
    format!("{}:{path}", programs.display())
});

fn environment() -> Result<PathBuf, String> {
    let requirements = QUICKSTART.folder().join("alembic/requirements.txt");
    let wanted = fs::read(&requirements).expect("the project says what it requires");
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (folder, done) = (tmp.join("alembic"), tmp.join("alembic/installed.txt"));
    // Another run may make it at this moment.
    let lock = File::create(tmp.join("alembic.lock")).expect("target/tmp can be written");
    lock.lock().map_err(|error| error.to_string())?;
    if fs::read(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(folder.join("bin"));
    }
    let mut venv = Command::new("python3");
    succeed(venv.args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(folder.join("bin/pip"));
    succeed(
        pip.args(["install", "--quiet", "--requirement"])
            .arg(requirements),
    )?;
    fs::write(done, wanted).map_err(|error| error.to_string())?;
    Ok(folder.join("bin"))
}

fn succeed(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

#[test]
#[ignore = "needs Python and Alembic: just test-programs"]
fn its_revisions_are_proved_by_its_own_commands() {
    let path = &*PATH;
    let up = r#"alembic upgrade "$VERSION""#;
    let down = r#"alembic downgrade "${TARGET:-base}""#;
    let words = [
        ["verify-rollback", "--format=json"],
        ["--list-command", "./list"],
        ["--up-command", up],
        ["--down-command", down],
    ];
    let proof = Pgconform::new(&QUICKSTART.folder().join("alembic"), &words.concat())
        .env("PATH", path)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .run()
        .ends_with(0)
        .json();
    let steps = proof["steps"].as_array().expect("they are listed");
    let found: Vec<_> = steps
        .iter()
        .map(|step| json!([step["name"], step["verdict"], step["lost"]]))
        .collect();
    let lost = |table| json!({ "data": table, "kind": "forgets", "declared": false, "seen": null });
    let expected = [
        json!([
            "create_users_and_tasks",
            "reversible",
            [lost("tasks"), lost("users")]
        ]),
        json!(["keep_updated_at", "reversible", []]),
    ];
    assert_eq!(found, expected);
    assert_eq!(proof["full_trip"]["verdict"], "equal");
}

/// The commands of offline/README.md, run on a copy of it.
#[test]
#[ignore = "needs Python and Alembic: just test-programs"]
fn its_offline_sql_is_what_alembic_writes() {
    let path = &*PATH;
    let offline = QUICKSTART.folder().join("offline");
    let readme = fs::read_to_string(offline.join("README.md")).expect("it says how");
    let (_, script) = readme.split_once("```sh\n").expect("it has commands");
    let (script, _) = script.split_once("```").expect("they have an end");
    let copy = tempfile::tempdir().expect("a temporary folder can be made");
    let script = script.replace("../alembic/", "$PROJECT/");
    succeed(
        Command::new("sh")
            .args(["-ec", &script])
            .current_dir(copy.path())
            .env("PATH", path)
            .env("PROJECT", QUICKSTART.folder().join("alembic"))
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    )
    .unwrap_or_else(|why| panic!("{why}"));
    let texts = |folder: &Path| {
        let entries = fs::read_dir(folder).expect("the folder is there");
        let paths = entries.map(|entry| entry.expect("it can be listed").path());
        let sql = paths.filter(|path| path.extension().is_some_and(|it| it == "sql"));
        let mut texts: Vec<_> = sql
            .map(|path| {
                let text = fs::read_to_string(&path).expect("it is text");
                (path.file_name().map(ToOwned::to_owned), text)
            })
            .collect();
        texts.sort();
        texts
    };
    let written = texts(copy.path());
    assert_eq!(written.len(), 4);
    assert_eq!(written, texts(&offline));
}
