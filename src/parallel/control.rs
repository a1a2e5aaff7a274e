//! The thread between a long computation and its caller: progress and interruption.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use rayon::BroadcastContext;

use crate::error::{Error, Result};

/// How often the caller looks up from the work; well below what a person takes for "at once".
pub const TICK: Duration = Duration::from_millis(40);

/// A long computation reports to it; its caller may stop it and see how far it is.
#[derive(Debug)]
pub struct Control {
    shared: Arc<Shared>,
    counts: bool,
}

#[derive(Debug)]
struct Shared {
    stopped: AtomicBool,
    done: AtomicU64,
    lookout: Option<Lookout>,
}

impl Default for Control {
    fn default() -> Self {
        Self::over(None)
    }
}

impl Control {
    fn over(lookout: Option<Lookout>) -> Self {
        let shared = Shared { stopped: AtomicBool::new(false), done: AtomicU64::new(0), lookout };
        Self { shared: Arc::new(shared), counts: true }
    }

    /// For a caller that takes part in the work as the first thread of its pool: every [`TICK`] it does `look`, which is
    /// told the units of work done and whose `false` stops the computation.
    pub fn with_look(look: impl Fn(u64) -> bool + Send + Sync + 'static) -> Self {
        Self::over(Some(Lookout::new(look)))
    }

    /// Asks the computation to stop; it does so at its next [`Control::advance`].
    pub fn stop(&self) {
        self.shared.stop();
    }

    /// Whether the caller asked to stop, for what cannot tell so by an error.
    pub fn is_stopped(&self) -> bool {
        self.shared.is_stopped()
    }

    /// A control that stops with this one, for a step inside a unit of work: what is done there does not count.
    #[must_use]
    pub fn inner(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), counts: false }
    }

    /// Units of work finished so far.
    pub fn done(&self) -> u64 {
        self.shared.done.load(Ordering::Relaxed)
    }

    /// Reports `units` of finished work.
    ///
    /// # Errors
    /// [`Error::Interrupted`] once the caller asked to stop. Call it at least every few milliseconds.
    pub fn advance(&self, units: u64) -> Result<()> {
        if self.counts {
            self.shared.done.fetch_add(units, Ordering::Relaxed);
        }
        if let Some(lookout) = &self.shared.lookout {
            lookout.pass(&self.shared);
        }
        if self.is_stopped() { Err(Error::Interrupted) } else { Ok(()) }
    }
}

impl Shared {
    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// What the caller does every now and then, and when it did last.
struct Lookout {
    caller: ThreadId,
    began: Instant,
    /// Milliseconds from the begin to the last look.
    last: AtomicU64,
    look: Box<dyn Fn(u64) -> bool + Send + Sync>,
}

impl std::fmt::Debug for Lookout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lookout").field("last", &self.last).finish_non_exhaustive()
    }
}

impl Lookout {
    fn new(look: impl Fn(u64) -> bool + Send + Sync + 'static) -> Self {
        let (caller, began) = (thread::current().id(), Instant::now());
        Self { caller, began, last: AtomicU64::new(0), look: Box::new(look) }
    }

    /// A thread reports: the caller looks up if it is time. Another thread asks it to if the caller is late, for it may
    /// have nothing left to do and be waiting for the others.
    fn pass(&self, shared: &Arc<Shared>) {
        if thread::current().id() == self.caller {
            if self.is_due(TICK) {
                self.look(shared);
            }
        } else if self.is_due(2 * TICK) {
            let shared = Arc::clone(shared);
            rayon::spawn_broadcast(move |context: BroadcastContext<'_>| {
                if let (0, Some(lookout)) = (context.index(), &shared.lookout) {
                    lookout.look(&shared);
                }
            });
        }
    }

    /// Whether the last look was so long ago; if so, the next one counts from now.
    fn is_due(&self, after: Duration) -> bool {
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let last = self.last.load(Ordering::Relaxed);
        u128::from(now.saturating_sub(last)) >= after.as_millis()
            && self.last.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    fn look(&self, shared: &Shared) {
        if !shared.is_stopped() && !(self.look)(shared.done.load(Ordering::Relaxed)) {
            shared.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use rayon::ThreadPoolBuilder;

    use super::*;

    #[test]
    fn a_stopped_control_interrupts() {
        let control = Control::default();
        assert_eq!(control.advance(2), Ok(()));
        control.stop();
        assert_eq!(control.advance(3), Err(Error::Interrupted));
        assert_eq!(control.done(), 5);
        assert_eq!(control.inner().advance(1), Err(Error::Interrupted));
        assert_eq!(control.done(), 5);
    }

    /// Reports until it is stopped, a million times at most.
    fn report(control: &Control) -> Result<()> {
        (0..1_000_000).try_for_each(|_| {
            thread::sleep(Duration::from_millis(1));
            control.advance(1)
        })
    }

    /// A look that stops the work at its third time, and what every look was told, on which thread.
    fn third(seen: &Arc<Mutex<Vec<(u64, ThreadId)>>>) -> impl Fn(u64) -> bool + Send + Sync + 'static {
        let seen = Arc::clone(seen);
        move |done| {
            let mut seen = seen.lock().unwrap();
            seen.push((done, thread::current().id()));
            seen.len() < 3
        }
    }

    fn check(seen: &Mutex<Vec<(u64, ThreadId)>>) {
        let seen = seen.lock().unwrap();
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|look| look.1 == thread::current().id()));
        assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn the_caller_looks_up_from_work_of_its_own() {
        let seen = Arc::default();
        let control = Control::with_look(third(&seen));
        assert_eq!(report(&control), Err(Error::Interrupted));
        check(&seen);
    }

    #[test]
    fn a_caller_that_waits_for_others_looks_up_too() {
        let home = thread::spawn(|| {
            let pool = ThreadPoolBuilder::new().num_threads(2).use_current_thread().build().unwrap();
            let (seen, begun) = (Arc::default(), AtomicBool::new(false));
            let control = Control::with_look(third(&seen));
            // The caller ends its part once the other thread has taken the other.
            let ((), found) = pool.install(|| {
                rayon::join(
                    || {
                        while !begun.load(Ordering::Relaxed) {
                            thread::yield_now();
                        }
                    },
                    || {
                        begun.store(true, Ordering::Relaxed);
                        assert_eq!(rayon::current_thread_index(), Some(1));
                        report(&control)
                    },
                )
            });
            assert_eq!(found, Err(Error::Interrupted));
            check(&seen);
        });
        home.join().unwrap();
    }
}
