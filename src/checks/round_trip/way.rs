//! The whole way in legs, proved beside each other.
//!
//! A session and its server take turns, hundreds of times a step, and each turn costs several times as
//! much where it goes to another core. So each leg has a thread, and its servers stay on the thread's core.

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

use super::leg::{self, Leg, Stretch};
use super::outcome::StepOutcome;
use super::stage::Materials;
use super::stages::Stages;
use crate::checks::Error;

/// What is to be proved, and with what.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub materials: Materials,
    /// One after the other, each with the migrations after those of the one before.
    pub stretches: Vec<Stretch>,
}

/// What a thread tells.
enum Told {
    Step(Box<StepOutcome>),
    /// Which leg is proved, and what came of it.
    Leg(usize, Result<Box<Leg>, Error>),
}

/// The legs that are still to be proved, with their places.
type Waiting = Arc<Mutex<VecDeque<(usize, Stretch)>>>;

impl Way {
    /// Proves every leg, as many `at_once`; `on_step` is told of steps in the order in which they are
    /// proved.
    pub async fn prove(
        self,
        at_once: usize,
        mut on_step: impl FnMut(&StepOutcome),
    ) -> Result<Vec<Leg>, Error> {
        let count = self.stretches.len();
        let mut legs: Vec<Option<Leg>> = (0..count).map(|_| None).collect();
        let waiting: Waiting = Arc::new(Mutex::new(
            self.stretches.iter().cloned().enumerate().collect(),
        ));
        if at_once.min(count) > 1 {
            let (tell, mut told) = mpsc::unbounded_channel();
            let mut threads = Threads::default();
            for core in 0..at_once.min(count) {
                // Where there is no thread to be had, the others do its work.
                let started = threads.start(core, self.clone(), Arc::clone(&waiting), tell.clone());
                if started.is_err() {
                    break;
                }
            }
            drop(tell);
            while let Some(told) = told.recv().await {
                match told {
                    Told::Step(step) => on_step(&step),
                    Told::Leg(at, leg) => legs[at] = Some(*leg?),
                }
            }
            threads.join();
            let last = legs.last_mut().and_then(Option::as_mut);
            if let Some((stage, _)) = last.and_then(|leg| leg.end.as_mut()) {
                stage.reopen().await?;
            }
        }
        let mut stages = Stages::new(self.materials);
        while let Some((at, stretch)) = next(&waiting) {
            let leg = leg::prove(&mut stages, stretch, &mut on_step);
            legs[at] = Some(Box::pin(leg).await?);
        }
        Ok(legs.into_iter().flatten().collect())
    }
}

fn next(waiting: &Waiting) -> Option<(usize, Stretch)> {
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.pop_front()
}

/// Threads that prove legs, and are stopped when this is dropped.
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
        way: Way,
        waiting: Waiting,
        tell: mpsc::UnboundedSender<Told>,
    ) -> io::Result<()> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let mut stopped = self.stop.subscribe();
        let work = move || {
            stay_on(core);
            let stopped = async move { while stopped.changed().await.is_ok() {} };
            prove_waiting(&runtime, &way, &waiting, &tell, stopped);
        };
        let thread = thread::Builder::new().name(format!("legs {core}"));
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
    way: &Way,
    waiting: &Waiting,
    tell: &mpsc::UnboundedSender<Told>,
    stopped: impl Future<Output = ()>,
) {
    let tell = |told| {
        // Nobody listens any more once another leg has ended the proof.
        drop(tell.send(told));
    };
    let prove = async {
        let mut stages = Stages::new(way.materials.clone());
        while let Some((at, stretch)) = next(waiting) {
            let on_step = |step: &StepOutcome| tell(Told::Step(Box::new(step.clone())));
            let leg = leg::prove(&mut stages, stretch, on_step);
            let mut leg = Box::pin(leg).await;
            if let Ok(leg) = &mut leg {
                // Only the last leg's server is needed further.
                leg.end.take_if(|_| at + 1 < way.stretches.len());
            }
            tell(Told::Leg(at, leg.map(Box::new)));
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
