//! The server as a process of local binaries.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid};

use super::place::Place;
use super::{START_LIMIT, answers, binaries, check_port};
use crate::connection::DatabaseUrl;
use crate::postgres::local::{Binaries, RunAs, environment, program, untrusted};
use crate::postgres::{Error, private};

const POLL: Duration = Duration::from_millis(5);
const STOP_LIMIT: Duration = Duration::from_mins(1);

/// Starts it where it does not run, and says whether it ran.
pub(super) async fn start(place: &Place, current: &DatabaseUrl, port: u16) -> Result<bool, Error> {
    if let Some(running) = Running::on(&place.data()) {
        if running.port != Some(port) {
            return Err(Error::Development(format!(
                "it runs already, on port {}: stop it with 'pgconform db stop' before it is started on port {port}",
                running.port.unwrap_or_default()
            )));
        }
        answers(current, port).await?;
        return Ok(true);
    }
    check_port(port)?;
    let binaries = binaries().await?;
    if !place.data().join("PG_VERSION").exists() || unfinished(place).exists() {
        initialise(&binaries, place, current)?;
    }
    // What a killed server left: its pid may be another program's by now, and PostgreSQL would not start beside that.
    let _ = fs::remove_file(place.data().join("postmaster.pid"));
    spawn(&binaries, place, port)?;
    answers(current, port).await?;
    Ok(false)
}

/// Ends it as an administrator would, and says whether it ran.
pub(super) fn stop(place: &Place) -> Result<bool, Error> {
    let Some(running) = Running::on(&place.data()) else {
        return Ok(false);
    };
    kill(running.pid, Signal::SIGINT).map_err(|it| Error::io("end", place.data())(it.into()))?;
    let asked = Instant::now();
    while Running::on(&place.data()).is_some() {
        if asked.elapsed() > STOP_LIMIT {
            return Err(Error::Development(format!(
                "the server with pid {} did not end within {STOP_LIMIT:?}; its log is {}",
                running.pid,
                place.log().display()
            )));
        }
        sleep(POLL);
    }
    Ok(true)
}

/// Is there while initdb runs: one that was killed leaves half a cluster.
fn unfinished(place: &Place) -> std::path::PathBuf {
    place.folder().join("initdb-runs")
}

/// A cluster that asks everybody for a password, its superuser's own too.
fn initialise(binaries: &Binaries, place: &Place, url: &DatabaseUrl) -> Result<(), Error> {
    private::write(&unfinished(place), "")?;
    place.create_data()?;
    let user = RunAs::choose()?;
    let password = place.folder().join("password");
    let secret = url.config().get_password().unwrap_or_default();
    private::write(&password, &String::from_utf8_lossy(secret))?;
    user.own(&password)?;
    let mut command = Command::new(binaries.program("initdb"));
    command
        .args(["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"])
        .arg("--no-instructions")
        .arg(format!("--username={}", url.user()))
        .arg("--pwfile")
        .arg(&password)
        .arg("-D")
        .arg(place.data())
        .current_dir("/");
    environment::clear(&mut command);
    user.apply(&mut command);
    let made = program::run("initdb", &mut command);
    fs::remove_file(&password).map_err(Error::io("remove", &password))?;
    made?;
    let mark = unfinished(place);
    fs::remove_file(&mark).map_err(Error::io("remove", &mark))
}

/// Starts the process, and waits until it says that it takes connections.
fn spawn(binaries: &Binaries, place: &Place, port: u16) -> Result<(), Error> {
    let log = private::file(&place.log())?;
    log.set_len(0).map_err(Error::io("write", place.log()))?;
    let errors = log.try_clone().map_err(Error::io("write", place.log()))?;
    let mut command = Command::new(binaries.program("postgres"));
    command
        .arg("-D")
        .arg(place.data())
        // Nobody on another machine is let in, and nobody on this one without the password.
        .args(["-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "unix_socket_directories="])
        .args(["-c", &format!("port={port}")])
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        // A Ctrl-C or the end of a terminal is not for it.
        .process_group(0);
    environment::clear(&mut command);
    RunAs::choose()?.apply(&mut command);
    let mut postmaster = command
        .spawn()
        .map_err(Error::io("start", binaries.program("postgres")))?;
    let started = Instant::now();
    loop {
        let running = Running::on(&place.data());
        if running.is_some_and(|it| it.is_ready) {
            return Ok(());
        }
        let ended = postmaster.try_wait();
        let ended = ended.map_err(Error::io("wait for the server in", place.data()))?;
        if ended.is_some() || started.elapsed() > START_LIMIT.0 {
            let _ = postmaster.kill();
            let _ = postmaster.wait();
            let words = fs::read_to_string(place.log()).unwrap_or_default();
            return Err(Error::Program {
                program: "postgres",
                output: program::tail(&words),
            });
        }
        sleep(POLL);
    }
}

/// A postmaster, as its own file in the data directory tells of it.
struct Running {
    pid: Pid,
    port: Option<u16>,
    is_ready: bool,
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
            is_ready: lines.get(7) == Some(&"ready"),
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
