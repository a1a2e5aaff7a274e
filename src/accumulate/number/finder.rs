//! Finding the number of a key: in a table of all whole numbers of a range, or by hashing.

use std::iter::zip;

use super::source::Source;
use crate::accumulate::keys::Key;

/// Slots of an open table without keys, as a power of two.
const FEW_BITS: u32 = 10;
/// Keys of which every one has `MANY_SLOTS`: it is nearly always found in the first one. More have `FEW_SLOTS`.
const FEW_KEYS: usize = 1 << 12;
const MANY_SLOTS: usize = 16;
const FEW_SLOTS: usize = 2;
/// The number of a row without a key.
pub(super) const NONE: i32 = -1;

/// Finds the number of a key, which is that of its first appearance.
pub(super) trait Finder: Clone + Send + Sync {
    /// Writes the numbers of the keys of the rows from `start`.
    fn codes(&mut self, start: usize, codes: &mut [i32]);

    /// The rows in which the keys appeared first.
    fn rows(&self) -> &[usize];
}

/// Looks whole numbers up by how far they are from the lowest.
#[derive(Clone)]
pub(super) struct ByTable<'a, T> {
    keys: &'a [T],
    low: i64,
    codes: Vec<i32>,
    rows: Vec<usize>,
}

impl<'a, T: Key> ByTable<'a, T> {
    pub(super) fn new(keys: &'a [T], low: i64, count: usize) -> Self {
        Self { keys, low, codes: vec![NONE; count], rows: Vec::new() }
    }
}

impl<T: Key> Finder for ByTable<'_, T> {
    fn codes(&mut self, start: usize, codes: &mut [i32]) {
        for (row, (to, key)) in zip(start.., zip(codes, self.keys.get(start..).unwrap_or_default())) {
            let place = usize::try_from(key.as_i64().wrapping_sub(self.low)).ok();
            let Some(code) = place.and_then(|place| self.codes.get_mut(place)) else {
                *to = NONE; // another thread wrote to the keys after their range was found
                continue;
            };
            if *code == NONE {
                *code = next(&self.rows);
                self.rows.push(row);
            }
            *to = *code;
        }
    }

    fn rows(&self) -> &[usize] {
        &self.rows
    }
}

/// Looks any key up in an open table.
#[derive(Clone)]
pub(super) struct ByHash<S: Source> {
    source: S,
    /// Low bits of the hash of a key, and its number; as many slots as 64 bits less `shift` can tell apart.
    slots: Vec<(u32, i32)>,
    shift: u32,
    keys: Vec<S::Key>,
    rows: Vec<usize>,
}

impl<S: Source> ByHash<S> {
    pub(super) fn new(source: S) -> Self {
        let slots = vec![(0, NONE); 1 << FEW_BITS];
        Self { source, slots, shift: 64 - FEW_BITS, keys: Vec::new(), rows: Vec::new() }
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "it is below the number of slots")]
    fn first_slot(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize
    }

    #[inline]
    fn next_slot(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }

    /// The number of the key, if it is the one in the slot.
    #[inline]
    fn in_slot(&self, slot: usize, hash: u64, key: S::Key) -> Option<i32> {
        let &(stamp, code) = self.slots.get(slot)?;
        let known = self.keys.get(usize::try_from(code).ok()?)?;
        (stamp == stamp_of(hash) && S::same(*known, key)).then_some(code)
    }

    #[cold]
    fn find(&mut self, row: usize, hash: u64, key: S::Key) -> i32 {
        let mut slot = self.first_slot(hash);
        while self.slots[slot].1 != NONE {
            if let Some(code) = self.in_slot(slot, hash, key) {
                return code;
            }
            slot = self.next_slot(slot);
        }
        self.insert(slot, row, hash, key)
    }

    fn insert(&mut self, slot: usize, row: usize, hash: u64, key: S::Key) -> i32 {
        let code = next(&self.rows);
        self.slots[slot] = (stamp_of(hash), code);
        self.keys.push(key);
        self.rows.push(row);
        let room = if self.rows.len() <= FEW_KEYS { MANY_SLOTS } else { FEW_SLOTS };
        if room * self.rows.len() > self.slots.len() {
            self.grow();
        }
        code
    }

    fn grow(&mut self) {
        self.shift -= 1;
        self.slots = vec![(0, NONE); 2 * self.slots.len()];
        for (code, key) in zip(0..=i32::MAX, &self.keys) {
            let hash = S::hash(*key);
            let mut slot = self.first_slot(hash);
            while self.slots[slot].1 != NONE {
                slot = self.next_slot(slot);
            }
            self.slots[slot] = (stamp_of(hash), code);
        }
    }
}

impl<S: Source> Finder for ByHash<S> {
    /// Nearly every key is in its first slot: rows do not wait for each other.
    fn codes(&mut self, start: usize, codes: &mut [i32]) {
        for (row, code) in zip(start.., codes) {
            *code = self.source.key(row).map_or(NONE, |key| {
                let hash = S::hash(key);
                self.in_slot(self.first_slot(hash), hash, key).unwrap_or_else(|| self.find(row, hash, key))
            });
        }
    }

    fn rows(&self) -> &[usize] {
        &self.rows
    }
}

/// The number of the next key. There are no more keys than rows, and the numbers of two billion rows do not fit.
fn next(rows: &[usize]) -> i32 {
    i32::try_from(rows.len()).unwrap_or(NONE)
}

/// The part of a hash that is kept: what of it chooses a slot is at the other end.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the low bits are meant")]
fn stamp_of(hash: u64) -> u32 {
    hash as u32
}
