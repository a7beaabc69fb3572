//! All migrations in shards, proved in parallel.
//!
//! A session and its server take turns, hundreds of times a step, and each turn costs several times as
//! much where it goes to another core. So each shard has a thread, and its servers stay on the thread's core.

pub(in crate::checks::round_trip) mod shard;

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::{io, pin::pin};

use futures_util::future::select;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};

use crate::checks::Error;
use crate::checks::round_trip::outcome::StepOutcome;
use crate::checks::round_trip::sandbox::Materials;
use crate::checks::round_trip::sandbox::pool::Pool;
use shard::{ProvedShard, Shard};

/// What is to be proved, and with what.
#[derive(Debug, Clone)]
pub(in crate::checks::round_trip) struct Shards {
    pub materials: Materials,
    /// One after the other, each with the migrations after those of the one before.
    pub all: Vec<Shard>,
}

/// What a thread reports.
enum Report {
    Step(Box<StepOutcome>),
    /// Which shard is proved, and what came of it.
    Shard(usize, Result<Box<ProvedShard>, Error>),
}

/// The shards that are still to be proved, with their places.
type Waiting = Arc<Mutex<VecDeque<(usize, Shard)>>>;

impl Shards {
    /// Proves every shard, as many `at_once`; `on_step` is told of steps in the order in which they are
    /// proved.
    pub async fn prove(
        self,
        at_once: usize,
        mut on_step: impl FnMut(&StepOutcome),
    ) -> Result<Vec<ProvedShard>, Error> {
        let count = self.all.len();
        let mut proved: Vec<Option<ProvedShard>> = (0..count).map(|_| None).collect();
        let waiting: Waiting = Arc::new(Mutex::new(self.all.iter().cloned().enumerate().collect()));
        if at_once.min(count) > 1 {
            let (sender, mut reports) = mpsc::unbounded_channel();
            let mut threads = Threads::default();
            for core in 0..at_once.min(count) {
                // If a thread cannot be started, the others do its work.
                let started =
                    threads.start(core, self.clone(), Arc::clone(&waiting), sender.clone());
                if started.is_err() {
                    break;
                }
            }
            drop(sender);
            while let Some(report) = reports.recv().await {
                match report {
                    Report::Step(step) => on_step(&step),
                    Report::Shard(at, shard) => proved[at] = Some(*shard?),
                }
            }
            threads.join();
            let last = proved.last_mut().and_then(Option::as_mut);
            if let Some((sandbox, _)) = last.and_then(|shard| shard.end.as_mut()) {
                sandbox.reopen().await?;
            }
        }
        let mut pool = Pool::new(self.materials);
        while let Some((at, shard)) = next(&waiting) {
            let shard = shard::prove(&mut pool, shard, &mut on_step);
            proved[at] = Some(Box::pin(shard).await?);
        }
        Ok(proved.into_iter().flatten().collect())
    }
}

fn next(waiting: &Waiting) -> Option<(usize, Shard)> {
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.pop_front()
}

/// Threads that prove shards, and are stopped when this is dropped.
#[derive(Default)]
struct Threads {
    running: Vec<JoinHandle<()>>,
    /// Nothing is ever sent; that it is closed is the sign to stop.
    stop: watch::Sender<()>,
}

impl Threads {
    /// Starts one that proves what is waiting.
    fn start(
        &mut self,
        core: usize,
        shards: Shards,
        waiting: Waiting,
        sender: mpsc::UnboundedSender<Report>,
    ) -> io::Result<()> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let mut stopped = self.stop.subscribe();
        let work = move || {
            stay_on(core);
            let stopped = async move { while stopped.changed().await.is_ok() {} };
            prove_waiting(&runtime, &shards, &waiting, &sender, stopped);
        };
        let thread = thread::Builder::new().name(format!("shards {core}"));
        self.running.push(thread.spawn(work)?);
        Ok(())
    }

    /// Waits until each has ended of itself, and panics where one did.
    fn join(&mut self) {
        for thread in self.running.drain(..) {
            if let Err(panic) = thread.join() {
                resume_unwind(panic);
            }
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.stop = watch::Sender::default();
        for thread in self.running.drain(..) {
            // Whoever panics has said so on stderr, and a drop cannot say more.
            drop(thread.join());
        }
    }
}

fn prove_waiting(
    runtime: &Runtime,
    shards: &Shards,
    waiting: &Waiting,
    sender: &mpsc::UnboundedSender<Report>,
    stopped: impl Future<Output = ()>,
) {
    let report = |report| {
        // Nobody listens any more once another shard has ended the proof.
        drop(sender.send(report));
    };
    let prove = async {
        let mut pool = Pool::new(shards.materials.clone());
        while let Some((at, shard)) = next(waiting) {
            let on_step = |step: &StepOutcome| report(Report::Step(Box::new(step.clone())));
            let shard = shard::prove(&mut pool, shard, on_step);
            let mut shard = Box::pin(shard).await;
            if let Ok(shard) = &mut shard {
                // Only the last shard's server is needed further.
                shard.end.take_if(|_| at + 1 < shards.all.len());
            }
            report(Report::Shard(at, shard.map(Box::new)));
        }
    };
    // Whichever comes first, the other is dropped.
    runtime.block_on(select(pin!(prove), pin!(stopped)));
}

/// Keeps this thread, and the servers that it starts, on one of the cores that are there for the process.
fn stay_on(core: usize) {
    let this = Pid::from_raw(0);
    let Ok(allowed) = sched_getaffinity(this) else {
        return;
    };
    let is_allowed = |core: &usize| allowed.is_set(*core).unwrap_or(false);
    let Some(core) = (0..CpuSet::count()).filter(is_allowed).nth(core) else {
        return;
    };
    let mut only = CpuSet::new();
    if only.set(core).is_ok() {
        // Without it everything works, and takes longer.
        _ = sched_setaffinity(this, &only);
    }
}
