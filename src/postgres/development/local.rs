//! The server as a process of local binaries.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid};

use super::project_folder::ProjectFolder;
use super::{START_LIMIT, answers, check_port};
use crate::connection::DatabaseUrl;
use crate::postgres::local::{Binaries, RunAs, postmaster, program, untrusted};
use crate::postgres::{Error, private};
use crate::settings::Settings;

const POLL: Duration = Duration::from_millis(5);
const STOP_LIMIT: Duration = Duration::from_mins(1);

/// Starts it where it does not run, and says whether it ran.
pub(super) async fn start(
    folder: &ProjectFolder,
    settings: &Settings,
    current: &DatabaseUrl,
    port: u16,
) -> Result<bool, Error> {
    if let Some(running) = Running::on(&folder.data()) {
        if running.port != Some(port) {
            return Err(Error::Development(format!(
                "it is already running on port {}; stop it with 'pgconform db stop' before it is started on port {port}",
                running.port.unwrap_or_default()
            )));
        }
        answers(current, port).await?;
        return Ok(true);
    }
    check_port(port)?;
    let binaries = Binaries::find_or_install(settings).await?;
    if !folder.data().join("PG_VERSION").exists() || unfinished(folder).exists() {
        initialise(&binaries, folder, current)?;
    }
    // What a killed server left: its pid may be another program's by now, and PostgreSQL would not start beside that.
    let _ = fs::remove_file(folder.data().join("postmaster.pid"));
    spawn(&binaries, folder, port)?;
    answers(current, port).await?;
    Ok(false)
}

/// Ends it as an administrator would, and says whether it ran.
pub(super) fn stop(folder: &ProjectFolder) -> Result<bool, Error> {
    let Some(running) = Running::on(&folder.data()) else {
        return Ok(false);
    };
    kill(running.pid, Signal::SIGINT).map_err(|it| Error::io("end", folder.data())(it.into()))?;
    let asked = Instant::now();
    while Running::on(&folder.data()).is_some() {
        if asked.elapsed() > STOP_LIMIT {
            return Err(Error::Development(format!(
                "the server with pid {} did not end within {STOP_LIMIT:?}; its log is {}",
                running.pid,
                folder.log().display()
            )));
        }
        sleep(POLL);
    }
    Ok(true)
}

/// Is there while initdb runs: one that was killed leaves half a cluster.
fn unfinished(folder: &ProjectFolder) -> std::path::PathBuf {
    folder.path().join("initdb-runs")
}

/// A cluster that asks everybody for a password, its superuser's own too.
fn initialise(binaries: &Binaries, folder: &ProjectFolder, url: &DatabaseUrl) -> Result<(), Error> {
    private::write(&unfinished(folder), "")?;
    folder.create_data()?;
    let password = folder.path().join("password");
    let secret = url.config().get_password().unwrap_or_default();
    private::write(&password, &String::from_utf8_lossy(secret))?;
    RunAs::choose()?.own(&password)?;
    let mut command = binaries.command("initdb")?;
    command
        .args(["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"])
        .arg("--no-instructions")
        .arg(format!("--username={}", url.user()))
        .arg("--pwfile")
        .arg(&password)
        .arg("-D")
        .arg(folder.data());
    let made = program::run("initdb", &mut command);
    fs::remove_file(&password).map_err(Error::io("remove", &password))?;
    made?;
    let mark = unfinished(folder);
    fs::remove_file(&mark).map_err(Error::io("remove", &mark))
}

/// Starts the process, and waits until it says that it takes connections.
fn spawn(binaries: &Binaries, folder: &ProjectFolder, port: u16) -> Result<(), Error> {
    let (data, log) = (folder.data(), folder.log());
    let mut command = postmaster::command(binaries, &data, &log)?;
    command
        // Nobody on another machine is let in, and nobody on this one without the password.
        .args(["-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "unix_socket_directories="])
        .args(["-c", &format!("port={port}")]);
    let spawned = command.spawn();
    let mut spawned = spawned.map_err(Error::io("start", binaries.program("postgres")))?;
    if postmaster::wait_until_ready(&mut spawned, &data, Instant::now() + START_LIMIT.0)? {
        return Ok(());
    }
    Err(Error::Program {
        program: "postgres",
        output: program::tail(&postmaster::log(&log)),
    })
}

/// A postmaster, as `postmaster.pid` in its data directory describes it.
struct Running {
    pid: Pid,
    port: Option<u16>,
}

impl Running {
    /// The one on that directory, if it is there: the file outlives a killed one, and then its pid may be anybody's.
    fn on(data: &Path) -> Option<Self> {
        let text = untrusted::read(&data.join("postmaster.pid")).ok()?;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let pid: i32 = lines.first()?.parse().ok()?;
        is_server_of(pid, data).then(|| Self {
            pid: Pid::from_raw(pid),
            port: lines.get(3).and_then(|it| it.parse().ok()),
        })
    }
}

/// Whether that process was started on that directory, by the user who runs servers.
fn is_server_of(pid: i32, data: &Path) -> bool {
    let Ok(user) = RunAs::choose() else {
        return false;
    };
    let owner = match user {
        RunAs::Ourselves => Uid::effective(),
        RunAs::Nobody(uid, _) => uid,
    };
    let data = data.to_string_lossy();
    let process = Path::new("/proc").join(pid.to_string());
    if Path::new("/proc/self").exists() {
        let is_theirs = fs::metadata(&process).is_ok_and(|it| it.uid() == owner.as_raw());
        // One that has ended and waits for its parent has no words any more.
        let words = fs::read(process.join("cmdline")).unwrap_or_default();
        let mut words = words.split(|byte| *byte == 0);
        return is_theirs && words.any(|word| word == data.as_bytes());
    }
    let listed = Command::new("ps")
        .args(["-o", "args=", "-p", &pid.to_string()])
        .stderr(Stdio::null())
        .output();
    listed.is_ok_and(|it| String::from_utf8_lossy(&it.stdout).contains(&*data))
}
