//! Programs that end once this process does, in whatever way it ends.
//!
//! A process that watches over them sees our end as the end of its standard input, which no signal to us can prevent. Each
//! program names itself there before it is executed, so that there is no moment at which nobody knows of it.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use nix::unistd::{getpid, write};

const SCRIPT: &str = include_str!("ends_with_us.sh");
/// `+ 4294967295 -4294967295` and the end of the line.
const LONGEST: usize = 25;

/// What of a program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It alone.
    Process,
    /// All of its process group, which it leads.
    Group,
}

/// A command that ends once this process does, until this is dropped: when it was not started, or was waited for.
#[derive(Debug)]
#[must_use = "once it is dropped, nobody ends the command"]
pub struct EndsWithUs {
    watcher: &'static OwnedFd,
    number: u32,
}

/// Lets the command end once this process does. A tokio command is given as `as_std_mut()`.
pub fn ends_with_us(command: &mut Command, ending: Ending) -> io::Result<EndsWithUs> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let watcher = watcher()?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    if ending == Ending::Group {
        command.process_group(0);
    }
    let name = move || {
        let mut line = Line::new();
        if ending == Ending::Group {
            line.put(getpid().as_raw().unsigned_abs(), b"-");
        } else {
            line.put(getpid().as_raw().unsigned_abs(), b"");
        }
        line.put(number, b"+ ");
        write(watcher, line.bytes())?;
        Ok(())
    };
    // SAFETY: between fork and exec only getpid and write are called, which are async-signal-safe. Neither they nor their
    // errors, which are error numbers, allocate memory or take a lock.
    unsafe {
        command.pre_exec(name);
    }
    Ok(EndsWithUs { watcher, number })
}

impl Drop for EndsWithUs {
    fn drop(&mut self) {
        let mut line = Line::new();
        line.put(self.number, b"- ");
        // Where nobody reads it, nobody needs to know.
        _ = write(self.watcher, line.bytes());
    }
}

/// The pipe to the process that watches, which is started when it is first needed; it is open until we end.
fn watcher() -> io::Result<&'static OwnedFd> {
    static WATCHER: Mutex<Option<&OwnedFd>> = Mutex::new(None);
    let mut watcher = WATCHER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pipe) = *watcher {
        return Ok(pipe);
    }
    // A process group of its own: whoever kills our group does not kill what cleans up after us.
    let mut child = Command::new("/bin/sh")
        .args(["-c", SCRIPT, "pgconform-watcher"])
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    let pipe = child.stdin.take().expect("its standard input is a pipe");
    Ok(*watcher.insert(Box::leak(Box::new(pipe.into()))))
}

/// A line, written from its end without allocating memory.
struct Line {
    buffer: [u8; LONGEST],
    start: usize,
}

impl Line {
    fn new() -> Self {
        let mut buffer = [b' '; LONGEST];
        buffer[LONGEST - 1] = b'\n';
        let start = LONGEST - 1;
        Self { buffer, start }
    }

    /// Puts a number before what is there, and these bytes before it.
    fn put(&mut self, mut number: u32, before: &[u8]) {
        if self.start < LONGEST - 1 {
            self.start -= 1;
        }
        loop {
            self.start -= 1;
            self.buffer[self.start] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        let end = self.start;
        self.start -= before.len();
        self.buffer[self.start..end].copy_from_slice(before);
    }

    fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_parts_in_their_order_and_room_for_the_longest() {
        let mut line = Line::new();
        line.put(7, b"- ");
        assert_eq!(line.bytes(), b"- 7\n");
        let mut line = Line::new();
        line.put(u32::MAX, b"-");
        line.put(u32::MAX, b"+ ");
        assert_eq!(line.bytes(), b"+ 4294967295 -4294967295\n");
    }
}
