//! Threads, progress and interruption: which pool does the work, one flag a long call looks at.
//!
//! Work is cut into blocks whose size depends on the data alone and merged in a fixed tree, so that a result is the
//! same to the last bit for any number of threads.

mod control;
mod pool;

use std::cell::Cell;

use rayon::prelude::*;

pub use self::control::{Control, TICK};
pub use self::pool::{Pool, THREADS_VARIABLE, check_thread_count, pool, thread_count, work_along};
use crate::error::Result;

thread_local! {
    /// Whether the thread does its work alone.
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Does one of so many pieces of work, alone where there are several for every thread: a thread that waited for others
/// would begin another piece meanwhile, and another, and hold what each of them needs.
pub fn one_of<T>(count: usize, work: impl FnOnce() -> T) -> T {
    alone_if(count >= PIECES * rayon::current_num_threads(), work)
}

/// Does work that the other threads of the pool may share, on its first thread.
pub fn shared<T>(work: impl FnOnce() -> T) -> T {
    let before = ALONE.replace(false);
    let done = work();
    ALONE.set(before);
    done
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
    use rayon::ThreadPoolBuilder;

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
}
