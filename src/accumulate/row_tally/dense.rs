//! Rows counted in a table that has a slot for every combination of the values that batches can have, and of gaps.
//!
//! Sums of whole numbers that cannot overflow wrap all the same: a check would keep a loop out of vectors.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use std::iter::zip;

use pulp::{Arch, NullaryFnOnce};

use super::labels::{Numbered, Room, TILE, read};
use super::places::{NONE, Places};
use super::slot::{Seen, Slot, seen};
use crate::accumulate::Column;
use crate::error::Result;
use crate::parallel::{Control, map_merge};

/// Slots of a table at most, and those it may have however few rows there are.
const MOST: usize = 1 << 18;
const FEW: usize = 1 << 12;
/// Rows of a part for every slot, and most parts.
const ROWS_A_SLOT: usize = 8;
const PARTS: usize = 4;
/// Slots that are worth copies: neighbouring rows share a slot often, and an addition would wait for the one before.
const SHARED: usize = 128;
const COPIES: usize = 4;
/// The weights of rows without any.
static ONES: [f64; TILE] = [1.0; TILE];
/// Rows added without a look at the loop.
const UNROLLED: usize = 8;

/// Whether so many rows are counted sooner in a table than one by one.
pub(super) fn is_worth_it(columns: &[Numbered<'_>], rows: usize) -> bool {
    size(columns).is_some_and(|size| size <= MOST && (size <= FEW || size <= rows / 2))
}

fn size(columns: &[Numbered<'_>]) -> Option<usize> {
    columns.iter().try_fold(1_usize, |size, column| size.checked_mul(column.base()))
}

/// The table of batches that hold the same values.
#[derive(Debug, Default)]
pub(super) struct Dense {
    /// First value and numbers of the labels of every column.
    labels: Vec<(f64, Vec<u32>)>,
    slots: Vec<Slot>,
    /// The places of combinations that occur.
    places: Vec<u32>,
}

impl Dense {
    /// No rows.
    pub(super) fn new(columns: &[Numbered<'_>]) -> Self {
        let size = size(columns).unwrap_or_default();
        let labels = columns.iter().map(|column| (column.low, column.numbers.to_vec())).collect();
        Self { labels, slots: vec![Slot::default(); size], places: vec![NONE; size] }
    }

    /// Whether the columns have the values of this table.
    pub(super) fn is_of(&self, columns: &[Numbered<'_>]) -> bool {
        let same = |((low, numbers), column): (&(f64, Vec<u32>), &Numbered<'_>)| {
            low.to_bits() == column.low.to_bits() && numbers == column.numbers
        };
        self.labels.len() == columns.len() && zip(&self.labels, columns).all(same)
    }

    /// Moves what was counted to the places of the combinations.
    pub(super) fn flush(&mut self, to: &mut [Slot]) {
        for (slot, &place) in zip(&mut self.slots, &self.places) {
            if let Some(to) = to.get_mut(place as usize) {
                to.merge(slot);
            }
            *slot = Slot::default();
        }
    }

    /// Counts the rows of a batch, in parts that depend on the data alone.
    pub(super) fn count(
        &mut self,
        columns: &[Numbered<'_>],
        weights: Option<&Column<'_>>,
        rows: usize,
        control: &Control,
    ) -> Result<Seen> {
        let size = self.slots.len();
        let parts = (rows / (ROWS_A_SLOT * size.max(FEW))).clamp(1, PARTS);
        let len = rows.div_ceil(parts).next_multiple_of(TILE);
        let part = |i: usize| {
            let (mut table, mut tile, mut all) = (Table::new(size), Tile::default(), Seen::default());
            for start in (i * len..rows.min((i + 1) * len)).step_by(TILE) {
                let len = TILE.min(rows - start);
                let (tile, table) = (&mut tile, &mut table);
                all.merge(Arch::new().dispatch(Count { columns, weights, start, len, tile, table }));
                control.advance(len as u64)?;
            }
            table.fold();
            Ok((table.slots, all))
        };
        let found = map_merge(rows.div_ceil(len.max(1)), part, |(mut slots, mut seen), (others, more)| {
            zip(&mut slots, &others).for_each(|(to, from)| to.merge(from));
            seen.merge(more);
            Ok((slots, seen))
        })?;
        let (slots, seen) = found.unwrap_or_default();
        zip(&mut self.slots, &slots).for_each(|(to, from)| to.merge(from));
        Ok(seen)
    }

    /// Gives new combinations their places, in the order of the rows that are their first, which it returns.
    pub(super) fn settle(&mut self, columns: &[Numbered<'_>], rows: usize, places: &mut Places) -> Result<Vec<usize>> {
        let mut wanted = vec![];
        for (at, slot) in self.slots.iter().enumerate() {
            if self.places[at] == NONE && slot.n() > 0.0 {
                match places.get(numbers(columns, at).into_iter()) {
                    Some(place) => self.places[at] = place,
                    None => wanted.push(at),
                }
            }
        }
        let mut first = Vec::with_capacity(wanted.len());
        for (row, at) in self.first_rows(columns, rows, &wanted) {
            let (place, is_new) = places.of(numbers(columns, at).into_iter())?;
            self.places[at] = place;
            first.extend(is_new.then_some(row));
        }
        Ok(first)
    }

    /// The first rows of some slots, in order.
    fn first_rows(&self, columns: &[Numbered<'_>], rows: usize, wanted: &[usize]) -> Vec<(usize, usize)> {
        let (mut found, mut tile) = (Vec::with_capacity(wanted.len()), Tile::default());
        let mut is_wanted = vec![false; self.slots.len()];
        for &at in wanted {
            is_wanted[at] = true;
        }
        for start in (0..rows).step_by(TILE) {
            if found.len() == wanted.len() {
                break;
            }
            let len = TILE.min(rows - start);
            read_all(columns, start, len, &mut tile);
            for (row, &at) in zip(start.., &tile.slots[..len]) {
                if std::mem::take(&mut is_wanted[at as usize]) {
                    found.push((row, at as usize));
                }
            }
        }
        found
    }
}

/// The numbers of the labels that a slot is for.
fn numbers(columns: &[Numbered<'_>], mut slot: usize) -> Vec<u32> {
    let mut found: Vec<u32> = columns
        .iter()
        .rev()
        .map(|column| {
            let label = slot % column.base();
            slot /= column.base();
            column.number(label)
        })
        .collect();
    found.reverse();
    found
}

/// Slots, of a few several copies that rows take in turn.
struct Table {
    slots: Vec<Slot>,
    size: usize,
    copies: usize,
}

impl Table {
    fn new(size: usize) -> Self {
        let copies = if size <= SHARED { COPIES } else { 1 };
        Self { slots: vec![Slot::default(); size * copies], size, copies }
    }

    fn fold(&mut self) {
        let (total, copies) = self.slots.split_at_mut(self.size);
        for copy in copies.chunks_exact(self.size.max(1)) {
            zip(&mut *total, copy).for_each(|(to, from)| to.merge(from));
        }
        self.slots.truncate(self.size);
    }
}

/// The buffers of a tile of rows.
struct Tile {
    room: Room,
    labels: [u32; TILE],
    slots: [u32; TILE],
    weights: [f64; TILE],
}

impl Default for Tile {
    fn default() -> Self {
        Self { room: Room::default(), labels: [0; TILE], slots: [0; TILE], weights: [0.0; TILE] }
    }
}

/// Adds some rows to a table; returns what weights there are.
struct Count<'a, 'c, 'w> {
    columns: &'a [Numbered<'c>],
    weights: Option<&'a Column<'w>>,
    start: usize,
    len: usize,
    tile: &'a mut Tile,
    table: &'a mut Table,
}

impl NullaryFnOnce for Count<'_, '_, '_> {
    type Output = Seen;

    #[inline(always)]
    fn call(self) -> Seen {
        let Self { columns, weights, start, len, tile, table } = self;
        read_all(columns, start, len, tile);
        if table.copies > 1 {
            add_copies(&mut tile.slots[..len], table.size);
        }
        let (own, found) = match weights {
            Some(weights) => {
                let own = weights.tile(start, &mut tile.weights[..len]);
                (own, seen(own))
            }
            None => (&ONES[..len], Seen::default()),
        };
        add(&mut table.slots, &tile.slots[..len], own);
        found
    }
}

/// Rows take the copies of a table in turn.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "few slots")]
fn add_copies(slots: &mut [u32], size: usize) {
    for (row, slot) in zip(0_u32.., slots) {
        *slot = slot.wrapping_add((row % COPIES as u32).wrapping_mul(size as u32));
    }
}

/// Adds every row to its slot.
#[inline(always)]
fn add(table: &mut [Slot], slots: &[u32], weights: &[f64]) {
    let (some, weighed) = (slots.chunks_exact(UNROLLED), weights.chunks_exact(UNROLLED));
    let last = zip(some.remainder(), weighed.remainder());
    for (slots, weights) in zip(some, weighed) {
        for i in 0..UNROLLED {
            table[slots[i] as usize].add(weights[i]);
        }
    }
    last.for_each(|(&slot, &w)| table[slot as usize].add(w));
}

/// The slots of the rows of a tile, of which the last column runs fastest.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "there are no more slots than 32 bits can number")]
fn read_all(columns: &[Numbered<'_>], start: usize, len: usize, tile: &mut Tile) {
    let slots = &mut tile.slots[..len];
    slots.fill(0);
    for column in columns {
        let labels = &mut tile.labels[..len];
        read(column, start, &mut tile.room, labels);
        let base = column.base() as u32;
        zip(&mut *slots, &*labels).for_each(|(slot, &label)| *slot = slot.wrapping_mul(base).wrapping_add(label));
    }
}
