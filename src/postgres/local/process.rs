//! One postmaster and its directory.

use std::io;
use std::path::Path;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::binaries::Listen;
use super::directory::Directory;
use super::loopback::Loopback;
use super::program::tail;
use super::{Binaries, postmaster, shared_memory};
use crate::connection::DatabaseUrl;
use crate::postgres::Error;

/// A start takes 15 ms; a machine that needs this long is not going to answer.
const START_LIMIT: Duration = Duration::from_mins(1);
/// What a server whose TCP port is taken writes into its log file.
const PORT_IN_USE: &str = "could not create any TCP/IP sockets";
const POLL: Duration = Duration::from_micros(500);

/// A server on a directory.
#[derive(Debug)]
pub(in crate::postgres) struct LocalServer {
    binaries: Binaries,
    directory: Directory,
    postmaster: Option<Child>,
    /// The id of its System V segment.
    segment: Option<String>,
    url: DatabaseUrl,
    /// Where other programs connect, for which it listens there.
    loopback: Option<Loopback>,
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
        let directory = Directory::with_copy_of(data, binaries.settings())?;
        Self::start_in(binaries, directory)
    }

    /// Starts a server in `directory`, which is then the server's to remove.
    pub(super) fn start_in(binaries: &Binaries, directory: Directory) -> Result<Self, Error> {
        let loopback = match binaries.listen() {
            Listen::Socket => None,
            Listen::SocketAndLoopback => Some(Loopback::new()?),
        };
        let mut server = Self {
            binaries: binaries.clone(),
            url: DatabaseUrl::socket(&directory.sockets()),
            directory,
            postmaster: None,
            segment: None,
            loopback,
            at_the_end: AtTheEnd::Remove,
        };
        server.start_again()?;
        Ok(server)
    }

    /// Starts another one on a copy of this one's directory, which must have everything.
    pub(in crate::postgres) fn copy(&self) -> Result<Self, Error> {
        Self::start_on_copy(&self.binaries, &self.directory.data())
    }

    pub(in crate::postgres) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// How other programs connect.
    pub(in crate::postgres) fn client_url(&self) -> &DatabaseUrl {
        self.loopback.as_ref().map_or(&self.url, Loopback::url)
    }

    /// Lets other programs in where they have a port of their own; to be called after each start.
    pub(in crate::postgres) async fn open(&mut self) -> Result<(), Error> {
        match &mut self.loopback {
            Some(loopback) => loopback.open(&self.url, &self.directory.data()).await,
            None => Ok(()),
        }
    }

    /// Lets a role in where other programs connect, by the superuser's password; to be called once the role is there.
    pub(in crate::postgres) async fn admit(&self, role: &str) -> Result<(), Error> {
        match &self.loopback {
            Some(loopback) => {
                loopback
                    .admit(role, &self.url, &self.directory.data())
                    .await
            }
            None => Ok(()),
        }
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
            if let Some(loopback) = &self.loopback {
                self.url = DatabaseUrl::socket_of_port(&self.directory.sockets(), loopback.port());
            }
            let mut postmaster = self.spawn()?;
            // From now on the reaper ends it, should we end before it is ready.
            self.directory.name_process(postmaster.id(), "")?;
            let data = self.directory.data();
            if postmaster::wait_until_ready(&mut postmaster, &data, started + START_LIMIT)? {
                let file = self.directory.postmaster_pid();
                self.segment = shared_memory::segment(&file).map(str::to_owned);
                let segment = self.segment.as_deref().unwrap_or_default();
                self.directory.name_process(postmaster.id(), segment)?;
                self.postmaster = Some(postmaster);
                return Ok(());
            }
            // A killed server's backends may still be ending, and hold its shared memory.
            let log = postmaster::log(&self.directory.log());
            let may_pass = if self.loopback.is_some() && log.contains(PORT_IN_USE) {
                self.loopback = Some(Loopback::new()?);
                true
            } else {
                log.contains("shared memory block")
            };
            if !may_pass || started.elapsed() > START_LIMIT {
                return Err(Error::Program {
                    program: "postgres",
                    output: tail(&log),
                });
            }
            sleep(POLL);
        }
    }

    /// Leaves it running for somebody to inspect, and says how to end it.
    pub(in crate::postgres) fn keep(&mut self) -> String {
        self.at_the_end = AtTheEnd::Leave;
        self.directory.keep();
        let pid = self.postmaster.take().map(|postmaster| postmaster.id());
        format!(
            "stop and remove it with: kill -QUIT {}; rm -rf {}",
            pid.unwrap_or_default(),
            self.directory.path().display()
        )
    }

    pub(super) fn directory(&self) -> &Directory {
        &self.directory
    }

    fn spawn(&self) -> Result<Child, Error> {
        let (data, log) = (self.directory.data(), self.directory.log());
        let mut command = postmaster::command(&self.binaries, &data, &log)?;
        command.arg("-k").arg(self.directory.sockets());
        command.args(self.binaries.arguments());
        command.args(self.loopback.iter().flat_map(Loopback::arguments));
        let port = self.loopback.as_ref().map(Loopback::port);
        self.binaries.confine(&mut command, &self.directory, port)?;
        let spawned = command.spawn();
        spawned.map_err(Error::io("start", self.binaries.program("postgres")))
    }

    fn end(&mut self, signal: Signal) -> Result<(), Error> {
        let Some(mut postmaster) = self.postmaster.take() else {
            return Ok(());
        };
        let pid = Pid::from_raw(postmaster.id().cast_signed());
        let ended = match kill(pid, signal) {
            Ok(()) => {
                // One that somebody has stopped would not act on it before it goes on.
                _ = kill(pid, Signal::SIGCONT);
                postmaster.wait().map(drop)
            }
            Err(errno) => Err(io::Error::from(errno)),
        };
        ended.map_err(Error::io("end the server in", self.directory.path()))
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        // Immediate shutdown: 1.6 ms, and there is nothing to write for anybody.
        let _ = self.end(Signal::SIGQUIT);
        if self.at_the_end == AtTheEnd::Remove {
            // A server that ended by itself took its segment, and its file, with it.
            let was_killed = self.directory.data().join("postmaster.pid").exists();
            if let Some(segment) = self.segment.as_ref().filter(|_| was_killed) {
                shared_memory::remove(segment);
            }
            self.directory.remove();
        }
    }
}
