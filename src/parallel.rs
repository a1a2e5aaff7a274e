//! Threads, progress and interruption: one pool per process, one flag a long call looks at.
//!
//! Work is cut into blocks whose size depends on the data alone and merged in a fixed tree, so that a result is the
//! same to the last bit for any number of threads.

use std::cell::Cell;
use std::env;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Error, Result};

/// Environment variable that sets the number of worker threads.
pub const THREADS_VARIABLE: &str = "PLACET_NUM_THREADS";

/// A pool belongs to the process that built it: its threads do not survive a fork, so a child builds its own.
static POOL: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);

/// The pool of this process, built at first use.
///
/// # Errors
/// [`Error::BadThreads`] for a number of threads that is none, [`Error::NoThreads`] when the system grants none.
pub fn pool() -> Result<Arc<ThreadPool>> {
    let mut slot = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    match slot.as_ref() {
        Some((owner, pool)) if *owner == process::id() => Ok(Arc::clone(pool)),
        _ => {
            let built = Arc::new(build(thread_count()?)?);
            // A pool inherited through a fork has no threads left to join: forget it rather than drop it.
            std::mem::forget(slot.replace((process::id(), Arc::clone(&built))));
            Ok(built)
        }
    }
}

fn build(threads: usize) -> Result<ThreadPool> {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("placet-{i}"))
        .build()
        .map_err(|error| Error::NoThreads { reason: error.to_string() })
}

/// Most worker threads a pool has: building thousands takes longer than any use of them.
const MOST_THREADS: usize = 256;

/// Number of worker threads: `PLACET_NUM_THREADS`, or the processors this process may use.
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

/// The thread between a long computation and its caller: the caller may stop it and see how far it is.
#[derive(Debug, Default)]
pub struct Control {
    stopped: Arc<AtomicBool>,
    done: AtomicU64,
}

impl Control {
    /// Asks the computation to stop; it does so at its next [`Control::advance`].
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether the caller asked to stop, for what cannot tell so by an error.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// A control that stops with this one and counts for itself, for a step inside a unit of work.
    #[must_use]
    pub fn inner(&self) -> Self {
        Self { stopped: Arc::clone(&self.stopped), done: AtomicU64::new(0) }
    }

    /// Units of work finished so far.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Reports `units` of finished work.
    ///
    /// # Errors
    /// [`Error::Interrupted`] once the caller asked to stop. Call it at least every few milliseconds.
    pub fn advance(&self, units: u64) -> Result<()> {
        self.done.fetch_add(units, Ordering::Relaxed);
        if self.is_stopped() { Err(Error::Interrupted) } else { Ok(()) }
    }
}

thread_local! {
    /// Whether the thread does its work alone.
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Does one of so many pieces of work, alone where there are several for every thread: a thread that waited for others
/// would begin another piece meanwhile, and another, and hold what each of them needs.
pub fn one_of<T>(count: usize, work: impl FnOnce() -> T) -> T {
    alone_if(count >= PIECES * rayon::current_num_threads(), work)
}

fn alone_if<T>(alone: bool, work: impl FnOnce() -> T) -> T {
    let before = ALONE.replace(alone || ALONE.get());
    let done = work();
    ALONE.set(before);
    done
}

/// Pieces of work of every thread from which on each is done alone.
const PIECES: usize = 4;

/// Threads that share the work of the calling thread; a thread that is in no pool, or alone, does all of it.
pub fn sharing() -> usize {
    match rayon::current_thread_index() {
        Some(_) if !ALONE.get() => rayon::current_num_threads(),
        _ => 1,
    }
}

/// Maps `0..count` on the threads that share the work, in order.
pub fn map<T: Send>(count: usize, part: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    each(0..count, part)
}

/// As [`map`], of any parts of the work.
pub fn each<
    P: Send,
    I: IntoIterator<Item = P> + IntoParallelIterator<Item = P, Iter: IndexedParallelIterator>,
    T: Send,
>(
    parts: I,
    work: impl Fn(P) -> T + Sync + Send,
) -> Vec<T> {
    if sharing() > 1 { parts.into_par_iter().map(work).collect() } else { parts.into_iter().map(work).collect() }
}

/// As [`map`], of few long parts: each is done alone as long as there is one for every thread, and all threads share the
/// work of those that are left over.
pub fn map_long<T: Send>(count: usize, part: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    let first = count - count % sharing();
    let mut done = map(first, |index| alone_if(true, || part(index)));
    done.append(&mut map(count - first, |index| part(first + index)));
    done
}

/// As [`map`], and merges the parts pairwise in a tree fixed by `count`.
///
/// # Errors
/// The first error, by index, of `part` or `merge`.
pub fn map_merge<T: Send>(
    count: usize,
    part: impl Fn(usize) -> Result<T> + Sync + Send,
    merge: impl Fn(T, T) -> Result<T> + Sync,
) -> Result<Option<T>> {
    merge_all(map(count, part).into_iter().collect::<Result<_>>()?, merge)
}

/// Merges parts pairwise in a tree fixed by their number.
///
/// # Errors
/// The first error of `merge`.
pub fn merge_all<T>(mut parts: Vec<T>, merge: impl Fn(T, T) -> Result<T>) -> Result<Option<T>> {
    while parts.len() > 1 {
        parts = merge_neighbours(parts, &merge)?;
    }
    Ok(parts.pop())
}

fn merge_neighbours<T>(parts: Vec<T>, merge: impl Fn(T, T) -> Result<T>) -> Result<Vec<T>> {
    let mut merged = Vec::with_capacity(parts.len().div_ceil(2));
    let mut rest = parts.into_iter();
    while let Some(left) = rest.next() {
        merged.push(match rest.next() {
            Some(right) => merge(left, right)?,
            None => left,
        });
    }
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_keeps_the_order_of_the_parts() {
        for count in [0, 1, 2, 7, 64] {
            let text = map_merge(count, |i| Ok(format!("{i},")), |a, b| Ok(a + &b)).unwrap();
            let expected = (0..count).fold(String::new(), |text, i| text + &format!("{i},"));
            assert_eq!(text.unwrap_or_default(), expected);
        }
    }

    #[test]
    fn long_parts_come_in_order_and_only_the_last_share_threads() {
        let pool = ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        for count in 0..9 {
            let found = pool.install(|| map_long(count, |i| (i, sharing())));
            let expected: Vec<_> = (0..count).map(|i| (i, if i < count - count % 3 { 1 } else { 3 })).collect();
            assert_eq!(found, expected);
        }
        assert_eq!(map_long(2, |i| (i, sharing())), [(0, 1), (1, 1)]);
    }

    #[test]
    fn a_number_of_threads_is_a_number() {
        for (given, count) in [("1", 1), (" 4 ", 4), ("256", 256)] {
            assert_eq!(asked(given), Ok(count));
        }
        for given in ["abc", "0", "-1", "257", "1e9", "1000000000", "99999999999999999999", "2.5"] {
            assert_eq!(asked(given), Err(Error::BadThreads { given: given.into(), most: 256 }));
        }
    }

    #[test]
    fn a_stopped_control_interrupts() {
        let control = Control::default();
        assert_eq!(control.advance(2), Ok(()));
        control.stop();
        assert_eq!(control.advance(3), Err(Error::Interrupted));
        assert_eq!(control.done(), 5);
        assert_eq!(control.inner().advance(1), Err(Error::Interrupted));
    }
}
