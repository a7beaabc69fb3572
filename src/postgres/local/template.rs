//! Templates: data directories that are made once and copied.

use std::path::PathBuf;

use super::directory::Directory;
use super::process::LocalServer;
use super::program::run;
use super::user::RunAs;
use super::{Binaries, access, tree, untrusted};
use crate::connection::{DatabaseUrl, RetryFor, connect};
use crate::postgres::run_directory::RunDirectory;
use crate::postgres::{Error, cache, note, private};
use crate::settings::Settings;

const SETTINGS: &str = include_str!("settings.conf");

/// `--wal-segsize=1` saves 15 MB a copy, and WAL that is not recycled 4 MB more.
const INITDB: [&str; 6] = [
    "--username=postgres",
    // What is written over its files decides.
    "--auth=reject",
    "--encoding=UTF8",
    "--wal-segsize=1",
    "--no-sync",
    "--no-instructions",
];

/// Further arguments of initdb, each from a major version on.
const LATER_INITDB: [(u32, &str); 1] = [(16, "--set=wal_recycle=off")];

/// To be raised when what follows makes another template of the same settings.
const REVISION: &str = "3";

/// A directory whose `data` is fresh from initdb: one empty database `postgres`, one superuser
/// `postgres`.
pub(in crate::postgres) async fn blank(binaries: &Binaries) -> Result<PathBuf, Error> {
    let map = access::map(binaries.settings())?;
    let initdb = initdb(binaries).join(" ");
    let parts = [
        REVISION,
        binaries.version(),
        &initdb,
        SETTINGS,
        access::BY_SOCKET,
        &map,
    ];
    let key = cache::fingerprint(&parts, 8);
    build(binaries, &format!("blank-{key}"), async || {
        let directory = Directory::empty(binaries.settings())?;
        initialise(binaries, &directory, &map)?;
        let server =
            LocalServer::start_in(&binaries.without_tcp().without_parameters(), directory)?;
        drop_template0(&server).await?;
        Ok(server)
    })
    .await
}

/// A directory whose `data` was filled by `prepare`, told from others by `key`.
pub(in crate::postgres) async fn prepared(
    binaries: &Binaries,
    key: &str,
    prepare: impl AsyncFnOnce(&DatabaseUrl) -> Result<(), Error>,
) -> Result<PathBuf, Error> {
    let blank = blank(binaries).await?;
    let name = blank.file_name().unwrap_or_default().to_string_lossy();
    let key = cache::fingerprint(&[&name, key], 8);
    build(binaries, &format!("prepared-{key}"), async || {
        let server = LocalServer::start(&binaries.without_tcp(), &blank)?;
        prepare(server.url()).await?;
        Ok(server)
    })
    .await
}

/// Makes a server in the run directory, where it is cleaned up whatever happens, and copies its
/// data into the cache once it has stopped. The copy is ours: were it the server's user's, the migrations of one project
/// could change what the next one starts from.
async fn build(
    binaries: &Binaries,
    name: &str,
    make: impl AsyncFnOnce() -> Result<LocalServer, Error>,
) -> Result<PathBuf, Error> {
    let folder = folder(binaries.settings(), name)?;
    cache::get_or_build(&folder, name, async |into| {
        cache::forget_unused(&folder);
        let mut server = make().await?;
        server.stop()?;
        private::create(into, private::CLOSED).map_err(Error::io("create", into))?;
        let data = server.directory().data();
        tree::copy(&data, &into.join("data"), RunAs::Ourselves)
    })
    .await
}

/// Where that template is, or can be built: in the cache, else among what goes with this run.
fn folder(settings: &Settings, name: &str) -> Result<PathBuf, Error> {
    let lasting = cache::folder(settings).map(|folder| folder.join("templates"));
    let refusal = match lasting {
        Ok(folder) if folder.join(name).exists() => return Ok(folder),
        Ok(folder) => match cache::make_writable(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) => error,
        },
        Err(error) => error,
    };
    note::once(&format!(
        "templates are made for this run only, which costs it a second: {refusal}"
    ));
    RunDirectory::get(settings)?.templates()
}

fn initialise(binaries: &Binaries, directory: &Directory, map: &str) -> Result<(), Error> {
    let data = directory.data();
    let mut command = binaries.command("initdb")?;
    command.args(initdb(binaries)).arg("-D").arg(&data);
    binaries.confine(&mut command, directory, None)?;
    run("initdb", &mut command)?;
    let settings = data.join("postgresql.conf");
    untrusted::overwrite(&settings, SETTINGS).map_err(Error::io("write", &settings))?;
    access::write(&data, map)
}

/// The arguments of initdb of these binaries.
fn initdb(binaries: &Binaries) -> Vec<String> {
    let major = binaries.settings().major().number();
    let later = LATER_INITDB.iter().filter(|(since, _)| major >= *since);
    let later = later.map(|(_, argument)| *argument);
    let fixed = INITDB.into_iter().chain(later).map(str::to_owned);
    fixed
        .chain([format!("--locale={}", binaries.locale())])
        .collect()
}

/// It is another 7 MB to copy, which takes a server's start 4 ms and its end 1 ms. What makes
/// databases makes them of template1, which is there.
async fn drop_template0(server: &LocalServer) -> Result<(), Error> {
    let client = connect(server.url(), RetryFor::default())
        .await
        .map_err(|error| Error::Prepare(error.to_string()))?;
    for sql in [
        "ALTER DATABASE template0 IS_TEMPLATE false",
        "DROP DATABASE template0",
        "CHECKPOINT",
    ] {
        client
            .batch_execute(sql)
            .await
            .map_err(|error| Error::Prepare(format!("{sql}: {error}")))?;
    }
    Ok(())
}
