//! The loops of the tally, in vector code: rows become slot numbers, slot numbers become sums; bytes are counted.
//!
//! Each is a plain loop in a [`NullaryFnOnce`] that is inlined where [`pulp::Arch`] dispatches it, and with it compiled
//! for the processor at hand. A closure would not do: it may stay out of line, compiled for the oldest processor.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use std::iter::zip;

use ndarray::Axis;
use pulp::NullaryFnOnce;

use super::code::Coder;
use crate::accumulate::{Cells, Column, Values};

/// Rows of a tile: its buffers stay in the first-level cache.
pub(super) const TILE: usize = 1024;
/// A weight above this is as bad as an infinite one: sums of squares could overflow.
pub(super) const MOST_WEIGHT: f64 = 1e100;
/// Rows compared at a time: a vector of the oldest processors.
const LANES: usize = 16;
/// Rows whose matches a byte can count, lane by lane.
const CHUNK: usize = 255 * LANES;
/// Values compared in one pass over a chunk: as many as leave their counts in registers.
const GROUP: usize = 4;
/// Slots that are worth copies: 16 KiB of them.
const FEW_SLOTS: usize = 128;
/// Copies of a few slots; a power of two.
const COPIES: u32 = 4;
/// The slot of a row that does not count: none.
const NO_SLOT: u32 = u32::MAX;

/// The buffers of a tile of rows.
pub(super) struct Tile {
    scores: [f64; TILE],
    codes: [u32; TILE],
    weights: [f64; TILE],
    cells: [i32; TILE],
    pub(super) bytes: [u8; TILE],
}

impl Tile {
    /// One cell, and weight 1 for every row, until something else is read.
    pub(super) fn new() -> Self {
        Self { scores: [0.0; TILE], codes: [0; TILE], weights: [1.0; TILE], cells: [0; TILE], bytes: [0; TILE] }
    }
}

/// Reads `len` codes into the bytes of the tile; codes must be below 255.
pub(super) struct ReadBytes<'a, 's> {
    pub(super) coder: &'a Coder<'a, 's>,
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) tile: &'a mut Tile,
}

impl NullaryFnOnce for ReadBytes<'_, '_> {
    type Output = ();

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "codes are small, by contract")]
    fn call(self) {
        let Tile { scores, codes, bytes, .. } = self.tile;
        self.coder.read(self.start, &mut scores[..self.len], &mut codes[..self.len]);
        zip(bytes, codes).for_each(|(byte, code)| *byte = *code as u8);
    }
}

/// Reads `len` rows and adds `[1, w, w², 1[w = 0]]` to the slot of each; tells whether all weights are good.
pub(super) struct Scatter<'a, 's, 'w, 'c> {
    pub(super) coder: &'a Coder<'a, 's>,
    pub(super) weights: Option<&'a Column<'w>>,
    pub(super) cells: Option<&'a Cells<'c>>,
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) tile: &'a mut Tile,
    pub(super) table: &'a mut Table,
}

impl NullaryFnOnce for Scatter<'_, '_, '_, '_> {
    type Output = bool;

    #[inline(always)]
    fn call(self) -> bool {
        let Tile { scores, codes, weights, cells, .. } = self.tile;
        let codes = &mut codes[..self.len];
        self.coder.read(self.start, &mut scores[..self.len], codes);
        let cells = read_cells(self.cells, self.start, &mut cells[..self.len]);
        self.table.number(cells, codes);
        let weights = read_weights(self.weights, self.start, &mut weights[..self.len]);
        self.table.add(codes, weights);
        self.weights.is_none() || weights.iter().fold(true, |good, w| good & (0.0..=MOST_WEIGHT).contains(w))
    }
}

/// The weights of a tile: as they are in memory, or read into `out`.
#[inline(always)]
fn read_weights<'t, 'w: 't>(column: Option<&Column<'w>>, start: usize, out: &'t mut [f64]) -> &'t [f64] {
    let Some(column) = column else { return out };
    if let (Values::F64(view), []) = (column.values, column.na_codes) {
        if let Some(rows) = view.to_slice().and_then(|slice| slice.get(start..start + out.len())) {
            return rows;
        }
    }
    column.read(start, out);
    out
}

/// The cell codes of a tile: as they are in memory, or read into `out`.
#[inline(always)]
fn read_cells<'t, 'c: 't>(cells: Option<&Cells<'c>>, start: usize, out: &'t mut [i32]) -> &'t [i32] {
    let Some(cells) = cells else { return out };
    if let Some(rows) = cells.codes.to_slice().and_then(|slice| slice.get(start..start + out.len())) {
        return rows;
    }
    zip(&mut *out, cells.codes.split_at(Axis(0), start).1).for_each(|(to, &from)| *to = from);
    out
}

/// Sums of a slot: rows, weights, squared weights, rows of weight zero.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
pub(super) struct Sums([f64; 4]);

impl Sums {
    /// Rows of a weight above zero: a difference of sums of ones far below 2⁵³, so exact.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    pub(super) fn n(&self) -> u64 {
        (self.0[0] - self.0[3]) as u64
    }

    /// Rows of weight zero.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    pub(super) fn n_zero(&self) -> u64 {
        self.0[3] as u64
    }

    /// Sum of weights.
    pub(super) fn w(&self) -> f64 {
        self.0[1]
    }

    /// Sum of squared weights.
    pub(super) fn w2(&self) -> f64 {
        self.0[2]
    }

    #[inline(always)]
    fn add(&mut self, other: Self) {
        zip(&mut self.0, other.0).for_each(|(to, from)| *to += from);
    }
}

/// The sums of every slot: as many as there are codes, for each cell.
///
/// A few slots are kept in several copies: neighbouring rows then share a slot often, and an addition to it would have
/// to wait for the one before.
pub(super) struct Table {
    sums: Vec<Sums>,
    slots: u32,
    codes: u32,
    cells: u32,
    copies: u32,
}

impl Table {
    #[allow(clippy::cast_possible_truncation, reason = "what 32 bits cannot number does not fit in memory either")]
    pub(super) fn new(codes: usize, cells: usize) -> Self {
        let slots = codes * cells;
        let copies = if slots <= FEW_SLOTS { COPIES } else { 1 };
        let sums = vec![Sums::default(); slots * copies as usize];
        Self { sums, slots: slots as u32, codes: codes as u32, cells: cells as u32, copies }
    }

    /// Adds rows of weight 1 to the slots of the first cell.
    pub(super) fn add_counts(&mut self, counts: &[u64]) {
        for (to, &n) in zip(&mut self.sums, counts) {
            let n = n as f64;
            to.add(Sums([n, n, n, 0.0]));
        }
    }

    /// The sums over all copies.
    pub(super) fn fold(&mut self) -> &[Sums] {
        let (total, copies) = self.sums.split_at_mut(self.slots as usize);
        for copy in copies.chunks_exact(total.len().max(1)) {
            zip(&mut *total, copy).for_each(|(to, from)| to.add(*from));
        }
        total
    }

    /// Turns the codes of rows into their slots; rows take the copies in turn.
    #[inline(always)]
    #[allow(clippy::cast_sign_loss, reason = "a negative code becomes one that no cell has")]
    fn number(&self, cells: &[i32], codes: &mut [u32]) {
        let Self { slots, codes: stride, cells: count, copies, .. } = *self;
        for (row, (&cell, code)) in zip(0.., zip(cells, codes)) {
            let cell = cell as u32;
            let copy = (row & (copies - 1)) * slots;
            let slot = copy.wrapping_add(cell.wrapping_mul(stride)).wrapping_add(*code);
            *code = if cell < count { slot } else { NO_SLOT };
        }
    }

    /// Adds every row to its slot.
    #[inline(always)]
    fn add(&mut self, slots: &[u32], weights: &[f64]) {
        for (&slot, &w) in zip(slots, weights) {
            if let Some(sums) = self.sums.get_mut(slot as usize) {
                sums.add(Sums([1.0, w, w * w, f64::from(u8::from(w == 0.0))]));
            }
        }
    }
}

/// Adds to `counts[code]`, for every `(byte, code)`, how many rows hold the byte.
///
/// For vectors any processor has, so nothing is dispatched.
pub(super) fn count_bytes(rows: &[u8], values: &[(u8, u32)], counts: &mut [u64]) {
    for chunk in rows.chunks(CHUNK) {
        for group in values.chunks(GROUP) {
            let mut bytes = [0; GROUP];
            zip(&mut bytes, group).for_each(|(byte, value)| *byte = value.0);
            for (n, &(_, code)) in zip(count_group(chunk, bytes), group) {
                if let Some(to) = counts.get_mut(code as usize) {
                    *to += n;
                }
            }
        }
    }
}

/// How many rows of a chunk hold each of the bytes. Written out, so that all counts stay in registers.
fn count_group(chunk: &[u8], bytes: [u8; GROUP]) -> [u64; GROUP] {
    let (mut a, mut b, mut c, mut d) = ([0_u8; LANES], [0_u8; LANES], [0_u8; LANES], [0_u8; LANES]);
    let vectors = chunk.chunks_exact(LANES);
    let rest = vectors.remainder();
    for vector in vectors {
        for i in 0..LANES {
            let x = vector[i];
            a[i] += u8::from(x == bytes[0]);
            b[i] += u8::from(x == bytes[1]);
            c[i] += u8::from(x == bytes[2]);
            d[i] += u8::from(x == bytes[3]);
        }
    }
    let mut counts = [0; GROUP];
    for ((count, lanes), &byte) in zip(zip(&mut counts, [a, b, c, d]), &bytes) {
        *count = lanes.iter().map(|&n| u64::from(n)).sum::<u64>();
        *count += rest.iter().map(|&x| u64::from(x == byte)).sum::<u64>();
    }
    counts
}
