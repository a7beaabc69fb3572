//! How much memory the program itself takes, without its servers.

use std::fs;
use std::path::Path;
use std::process::{Child, Output};
use std::time::Duration;

use crate::support::command::{Ended, Pgconform};

/// How often it is looked: its highest mark stays until it ends.
const EVERY: Duration = Duration::from_millis(5);

/// Runs the program to its end. Returned is how it ended, and the most memory that it held at a time, in MB.
pub fn run(folder: &Path, words: &[&str]) -> (Ended, u64) {
    let child = Pgconform::new(folder, words).start();
    let process = child.id();
    let (outputs, outcome) = std::sync::mpsc::channel();
    let wait = move || drop(outputs.send(output(child)));
    std::thread::spawn(wait);
    let mut peak = 0;
    loop {
        peak = peak.max(highest(process).unwrap_or_default());
        if let Ok(output) = outcome.recv_timeout(EVERY) {
            return (Ended::new(format!("{words:?}"), &output), peak);
        }
    }
}

fn output(child: Child) -> Output {
    child.wait_with_output().expect("it was started")
}

/// `VmHWM:    56000 kB`
fn highest(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes / 1024)
}
