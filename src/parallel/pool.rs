//! The threads of the process: how many, and which pool does the work of a caller.

use std::cell::Cell;
use std::env;
use std::process;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::{self, ThreadId};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::ALONE;
use crate::error::{Error, Result};

/// Environment variable that sets the number of threads that work.
pub const THREADS_VARIABLE: &str = "PLACET_NUM_THREADS";

/// A pool and the process that built it: threads do not survive a fork, so a child builds its own. It is there for as long
/// as the process, and what was inherited through a fork, which has no threads left to join, is never dropped.
type Built = (u32, &'static ThreadPool);

/// The thread that takes part in its own work, if one said so.
static HOME: OnceLock<ThreadId> = OnceLock::new();

/// The pool of all other threads.
static SHARED: Mutex<Option<Built>> = Mutex::new(None);

thread_local! {
    /// The pool that the home thread belongs to.
    static OWN: Cell<Option<Built>> = const { Cell::new(None) };
}

/// The pool for the work of a caller.
pub enum Pool {
    /// The caller is the first of its threads, and works along.
    Own(&'static ThreadPool),
    /// The caller waits for its threads.
    Other(&'static ThreadPool),
}

/// Makes the calling thread, if it is the first to say so, one that takes part in its own work.
///
/// A thread that only waits is a processor lost for a while: the system wakes the threads of a pool where they ran last,
/// and leaves two on one processor for milliseconds while the one that the caller just left is idle. But a thread belongs
/// to its pool forever, so this is for one that lives as long as the process.
pub fn work_along() {
    let _ = HOME.set(thread::current().id());
}

/// The pool of the calling thread, built at first use.
///
/// # Errors
/// [`Error::BadThreads`] for a number of threads that is none, [`Error::NoThreads`] when the system grants none.
pub fn pool() -> Result<Pool> {
    if HOME.get().is_some_and(|home| *home == thread::current().id())
        && let Some(pool) = own()?
    {
        return Ok(Pool::Own(pool));
    }
    let mut slot = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let built = match *slot {
        Some((owner, pool)) if owner == process::id() => pool,
        _ => build(ThreadPoolBuilder::new())?,
    };
    *slot = Some((process::id(), built));
    Ok(Pool::Other(built))
}

/// The pool of the home thread; none in a process that was forked off since, where the thread still belongs to one whose
/// other threads are gone.
fn own() -> Result<Option<&'static ThreadPool>> {
    if let Some((owner, pool)) = OWN.get() {
        return Ok((owner == process::id()).then_some(pool));
    }
    let built = build(ThreadPoolBuilder::new().use_current_thread())?;
    // Of its pool forever, it shares only the work that is done there.
    ALONE.set(true);
    OWN.set(Some((process::id(), built)));
    Ok(Some(built))
}

fn build(builder: ThreadPoolBuilder) -> Result<&'static ThreadPool> {
    let builder = builder.num_threads(thread_count()?).thread_name(|i| format!("placet-{i}"));
    let built = builder.build().map_err(|error| Error::NoThreads { reason: error.to_string() })?;
    Ok(Box::leak(Box::new(built)))
}

/// Most threads a pool has: building thousands takes longer than any use of them.
const MOST_THREADS: usize = 256;

/// Number of threads that work: `PLACET_NUM_THREADS`, or the processors this process may use.
///
/// # Errors
/// [`Error::BadThreads`] when the variable holds anything but a whole number from 1 to 256.
pub fn thread_count() -> Result<usize> {
    match env::var_os(THREADS_VARIABLE) {
        Some(given) if !given.is_empty() => asked(&given.to_string_lossy()),
        _ => Ok(thread::available_parallelism().map_or(1, |count| count.get().min(MOST_THREADS))),
    }
}

fn asked(given: &str) -> Result<usize> {
    match given.trim().parse() {
        Ok(count) if (1..=MOST_THREADS).contains(&count) => Ok(count),
        _ => Err(Error::BadThreads { given: given.into(), most: MOST_THREADS }),
    }
}

/// Refuses a number of threads that is none, at the first call, also where it needs no threads.
///
/// # Errors
/// As [`thread_count`].
pub fn check_thread_count() -> Result<()> {
    static RIGHT: OnceLock<()> = OnceLock::new();
    if RIGHT.get().is_none() {
        thread_count()?;
        let _ = RIGHT.set(());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_threads_is_a_number() {
        for (given, count) in [("1", 1), (" 4 ", 4), ("256", 256)] {
            assert_eq!(asked(given), Ok(count));
        }
        for given in ["abc", "0", "-1", "257", "1e9", "1000000000", "99999999999999999999", "2.5"] {
            assert_eq!(asked(given), Err(Error::BadThreads { given: given.into(), most: 256 }));
        }
    }
}
