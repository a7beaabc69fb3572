//! One postmaster and its directory.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::program::tail;
use super::user::RunAs;
use super::{Binaries, shared_memory, tree};
use crate::connection::DatabaseUrl;
use crate::postgres::Error;
use crate::postgres::run_directory::RunDirectory;

/// A start takes 15 ms; a machine that needs this long is not going to answer.
const START_LIMIT: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_micros(500);

/// A server on a directory: `data` in it, and beside it the socket and the log.
#[derive(Debug)]
pub(in crate::postgres) struct LocalServer {
    binaries: Binaries,
    directory: PathBuf,
    postmaster: Option<Child>,
    url: DatabaseUrl,
    at_the_end: AtTheEnd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtTheEnd {
    Remove,
    Leave,
}

impl LocalServer {
    /// Starts a server on a copy of `template`.
    pub(in crate::postgres) fn start(binaries: &Binaries, template: &Path) -> Result<Self, Error> {
        Self::start_on_copy(binaries, &template.join("data"))
    }

    fn start_on_copy(binaries: &Binaries, data: &Path) -> Result<Self, Error> {
        let directory = RunDirectory::get()?.server()?;
        let user = RunAs::choose()?;
        user.own(&directory)?;
        tree::copy(data, &directory.join("data"), user)?;
        Self::start_in(binaries, directory)
    }

    /// Starts a server on `directory/data`, which is then the server's to remove.
    pub(super) fn start_in(binaries: &Binaries, directory: PathBuf) -> Result<Self, Error> {
        let mut server = Self {
            binaries: binaries.clone(),
            url: DatabaseUrl::socket(&directory),
            directory,
            postmaster: None,
            at_the_end: AtTheEnd::Remove,
        };
        server.start_again()?;
        Ok(server)
    }

    /// Starts another one on a copy of this one's directory, which must have everything.
    pub(in crate::postgres) fn copy(&self) -> Result<Self, Error> {
        Self::start_on_copy(&self.binaries, &self.data())
    }

    pub(in crate::postgres) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Ends it as an administrator would: sessions are cut, what was committed is written.
    pub(in crate::postgres) fn stop(&mut self) -> Result<(), Error> {
        self.end(Signal::SIGINT)
    }

    /// SIGKILL, as by the kernel when memory runs out. Its backends notice and end by themselves.
    pub(in crate::postgres) fn kill(&mut self) -> Result<(), Error> {
        self.end(Signal::SIGKILL)
    }

    /// Starts it again on the same directory, and waits until it takes connections.
    pub(in crate::postgres) fn start_again(&mut self) -> Result<(), Error> {
        let started = Instant::now();
        loop {
            let mut postmaster = self.spawn()?;
            if self.wait_until_ready(&mut postmaster, started)? {
                self.postmaster = Some(postmaster);
                return Ok(());
            }
            // A killed server's backends may still be on their way out, and hold its memory.
            let log = self.log();
            if !log.contains("shared memory block") || started.elapsed() > START_LIMIT {
                return Err(Error::Program {
                    program: "postgres",
                    output: tail(&log),
                });
            }
            sleep(POLL);
        }
    }

    /// Leaves it running for somebody to look at, and says how to end it.
    pub(in crate::postgres) fn keep(&mut self) -> String {
        self.at_the_end = AtTheEnd::Leave;
        let _ = File::create(self.directory.join("keep"));
        let pid = self.postmaster.take().map(|postmaster| postmaster.id());
        format!(
            "stop and remove it with: kill -QUIT {}; rm -rf {}",
            pid.unwrap_or_default(),
            self.directory.display()
        )
    }

    pub(super) fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }

    fn spawn(&self) -> Result<Child, Error> {
        let log_path = self.directory.join("log");
        let log = File::create(&log_path).map_err(Error::io("create", &log_path))?;
        let errors = log.try_clone().map_err(Error::io("write to", &log_path))?;
        let mut command = Command::new(self.binaries.program("postgres"));
        command
            .arg("-D")
            .arg(self.data())
            .arg("-k")
            .arg(&self.directory)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            // A Ctrl-C for the tests is not for their servers; those end with their owners.
            .process_group(0);
        RunAs::choose()?.apply(&mut command);
        command
            .spawn()
            .map_err(Error::io("start", self.binaries.program("postgres")))
    }

    /// Waits for the word `ready` in the eighth line of `postmaster.pid`, which costs no
    /// connection; `false` if the postmaster ended instead.
    fn wait_until_ready(&self, postmaster: &mut Child, started: Instant) -> Result<bool, Error> {
        let pid_file = self.data().join("postmaster.pid");
        let own_pid = postmaster.id().to_string();
        loop {
            let content = fs::read_to_string(&pid_file).unwrap_or_default();
            let mut lines = content.lines();
            // After a crash the file is the dead server's at first.
            let is_ours = lines.next() == Some(&own_pid);
            if is_ours && lines.nth(6).is_some_and(|line| line.trim() == "ready") {
                return Ok(true);
            }
            let ended = postmaster
                .try_wait()
                .map_err(Error::io("wait for the server in", &self.directory))?;
            if ended.is_some() {
                return Ok(false);
            }
            if started.elapsed() > START_LIMIT {
                let _ = postmaster.kill();
                let _ = postmaster.wait();
                return Ok(false);
            }
            sleep(POLL);
        }
    }

    fn end(&mut self, signal: Signal) -> Result<(), Error> {
        let Some(mut postmaster) = self.postmaster.take() else {
            return Ok(());
        };
        let pid = Pid::from_raw(postmaster.id().cast_signed());
        let ended = match kill(pid, signal) {
            Ok(()) => postmaster.wait().map(drop),
            Err(errno) => Err(io::Error::from(errno)),
        };
        ended.map_err(Error::io("end the server in", &self.directory))
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        // Immediate shutdown: 1.6 ms, and there is nothing to write for anybody.
        let _ = self.end(Signal::SIGQUIT);
        if self.at_the_end == AtTheEnd::Remove {
            shared_memory::remove_leftover(&self.data());
            let _ = fs::remove_dir_all(&self.directory);
        }
    }
}
