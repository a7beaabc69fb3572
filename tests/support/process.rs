//! What a throw-away server leaves in the machine, as the machine sees it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pgconform::connection::DatabaseUrl;
use tokio_postgres::config::Host;
use walkdir::WalkDir;

/// Long enough for a busy machine; what is done within moments is noticed within moments.
const LIMIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// Waits until something is so, and panics where that does not come.
pub async fn eventually(what: &str, is_so: impl AsyncFn() -> bool) {
    let wait = async {
        while !is_so().await {
            tokio::time::sleep(POLL).await;
        }
    };
    let ended = tokio::time::timeout(LIMIT, wait).await;
    assert!(ended.is_ok(), "after {LIMIT:?} it is not so that {what}");
}

/// A throw-away server, by what it has in the machine.
#[derive(Debug)]
pub enum Traces {
    /// A directory, a process and a System V segment.
    Local {
        directory: PathBuf,
        postmaster: i32,
        segment: Option<String>,
    },
    /// A container, and the directory in which its socket is where it has one.
    Container {
        id: String,
        owner: String,
        directory: Option<PathBuf>,
    },
}

/// The directory of the local server that listens on that TCP port.
fn of_port(port: u16) -> Option<PathBuf> {
    let places = [Path::new("/dev/shm").to_owned(), env::temp_dir()];
    let names = places
        .into_iter()
        .chain(env::var_os("PGCONFORM_TMP").map(PathBuf::from));
    let is_of_port = |file: &Path| {
        let text = fs::read_to_string(file).unwrap_or_default();
        // The fourth line is the port, which is that of the socket, too; the sixth is the address.
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        lines.get(3) == Some(&&*port.to_string()) && lines.get(5) == Some(&"127.0.0.1")
    };
    let files = names
        .flat_map(|place| WalkDir::new(place).max_depth(7))
        .flatten();
    files
        .map(walkdir::DirEntry::into_path)
        .find(|path| path.ends_with("data/postmaster.pid") && is_of_port(path))
        .and_then(|path| path.ancestors().nth(2).map(Path::to_owned))
}

/// The directory of the local server with its sockets there.
fn local(sockets: &Path) -> PathBuf {
    sockets.parent().expect("it has one").to_owned()
}

impl Traces {
    /// Where the server of this URL is; it must be running.
    pub fn of(url: &DatabaseUrl) -> Self {
        match &url.config().get_hosts()[0] {
            Host::Unix(sockets) if local(sockets).join("data").exists() => {
                Self::local(&local(sockets))
            }
            Host::Unix(directory) => {
                let all = containers(&format!("volume={}", directory.display()));
                // The one that is shared with the container stands in another, which is the server's.
                let outer = directory.parent().expect("it stands in a run's own");
                Self::container(&all, Some(outer.to_owned()))
            }
            Host::Tcp(_) => {
                let port = url.config().get_ports()[0];
                match of_port(port) {
                    Some(directory) => Self::local(&directory),
                    None => Self::container(&containers(&format!("publish={port}")), None),
                }
            }
        }
    }

    fn local(directory: &Path) -> Self {
        let file = directory.join("data/postmaster.pid");
        let content = fs::read_to_string(file).expect("a running server has it");
        let lines: Vec<&str> = content.lines().collect();
        let postmaster = lines[0].parse().expect("the first line is its pid");
        assert!(runs(postmaster), "{postmaster} does not run");
        // The seventh line is the segment's key and its id, on systems that have such segments.
        let segment = lines[6].split_whitespace().nth(1).map(str::to_owned);
        if let Some(id) = &segment {
            assert!(segments().contains(id), "there is no segment {id}");
        }
        Self::Local {
            directory: directory.to_owned(),
            postmaster,
            segment,
        }
    }

    fn container(found: &[String], directory: Option<PathBuf>) -> Self {
        let [line] = found else {
            panic!("one container has this address, and not {found:?}");
        };
        let mut words = line.split(' ').map(str::to_owned);
        let mut word = || words.next().expect("it is labelled");
        Self::Container {
            id: word(),
            owner: word(),
            directory,
        }
    }

    /// What is left of it; nothing, once it is gone.
    pub fn leftovers(&self) -> Vec<String> {
        let mut left = Vec::new();
        match self {
            Self::Local {
                directory,
                postmaster,
                segment,
            } => {
                if directory.exists() {
                    left.push(format!("directory {}", directory.display()));
                }
                if runs(*postmaster) {
                    left.push(format!("process {postmaster}"));
                }
                let segment = segment.iter().filter(|id| segments().contains(id));
                left.extend(segment.map(|id| format!("segment {id}")));
            }
            Self::Container { id, directory, .. } => {
                let directory = directory.iter().filter(|it| it.exists());
                left.extend(directory.map(|it| format!("directory {}", it.display())));
                let filter = format!("id={id}");
                left.extend(
                    docker(&["ps", "-aq", "--filter", &filter])
                        .lines()
                        .map(str::to_owned),
                );
            }
        }
        left
    }

    /// What is left of everything that its run made.
    pub fn leftovers_of_run(&self) -> Vec<String> {
        let mut left = self.leftovers();
        let run = match self {
            Self::Local { directory, .. } => directory.parent().expect("a run's own").to_owned(),
            Self::Container { owner, .. } => {
                let filter = format!("label=dev.pgconform.owner={owner}");
                left.extend(
                    docker(&["ps", "-aq", "--filter", &filter])
                        .lines()
                        .map(str::to_owned),
                );
                let (_, path) = owner.split_once(':').expect("the machine stands before it");
                PathBuf::from(path)
            }
        };
        if run.exists() {
            left.push(format!("directory {}", run.display()));
        }
        left
    }

    /// Kills it as the kernel does when memory runs out.
    pub fn kill(&self) {
        match self {
            Self::Local { postmaster, .. } => {
                kill(Pid::from_raw(*postmaster), Signal::SIGKILL).expect("it runs");
            }
            Self::Container { id, .. } => drop(docker(&["kill", id])),
        }
    }
}

/// Whether a process is there; one in state Z has ended, and only waits for its parent to notice.
pub fn runs(pid: i32) -> bool {
    let state = match fs::read_to_string(format!("/proc/{pid}/stat")) {
        // The name before it may hold spaces and brackets.
        Ok(stat) => stat.rsplit_once(") ").map(|(_, rest)| rest.to_owned()),
        Err(_) if Path::new("/proc/self").exists() => None,
        Err(_) => Some(output("ps", &["-o", "stat=", "-p", &pid.to_string()])),
    };
    state.is_some_and(|state| !state.trim().is_empty() && !state.trim().starts_with('Z'))
}

/// The ids of all System V segments of this machine.
fn segments() -> Vec<String> {
    let table = fs::read_to_string("/proc/sysvipc/shm").unwrap_or_else(|_| output("ipcs", &["-m"]));
    let id = |line: &str| line.split_whitespace().nth(1).map(str::to_owned);
    table.lines().filter_map(id).collect()
}

/// The id, the owner and the ports of each container that runs, of those which the filter takes.
fn containers(filter: &str) -> Vec<String> {
    let format = "{{.ID}} {{.Label \"dev.pgconform.owner\"}} {{.Ports}}";
    let found = docker(&["ps", "--no-trunc", "--filter", filter, "--format", format]);
    found.lines().map(str::to_owned).collect()
}

fn docker(arguments: &[&str]) -> String {
    output("docker", arguments)
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    String::from_utf8(output.stdout).expect("it speaks UTF-8")
}
