//! The table of the tally: what is known of every slot.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use std::iter::zip;

use crate::error::{Result, zeros};

/// Slots that are worth copies: 16 KiB of them.
const FEW_SLOTS: usize = 128;
/// Copies of a few slots; a power of two.
const COPIES: u32 = 4;
/// Rows added without a look at the loop.
const UNROLLED: usize = 8;

/// What is known of the rows of a slot.
pub(super) trait Slot: Copy + Default + Send {
    /// Whether rows have weights; if not, each weighs 1.
    const WEIGHTED: bool;

    /// Adds a row.
    fn add(&mut self, w: f64);

    /// Adds `n` rows of weight 1.
    fn add_rows(&mut self, n: u64);

    /// Adds the rows of another slot.
    fn merge(&mut self, other: Self);

    /// Rows.
    fn n(self) -> u64;

    /// Sum of weights.
    fn w(self) -> f64;

    /// Sum of squared weights.
    fn w2(self) -> f64;
}

/// Rows of weight 1 need only be counted.
impl Slot for u64 {
    const WEIGHTED: bool = false;

    #[inline(always)]
    fn add(&mut self, _: f64) {
        *self += 1;
    }

    fn add_rows(&mut self, n: u64) {
        *self += n;
    }

    fn merge(&mut self, other: Self) {
        *self += other;
    }

    fn n(self) -> u64 {
        self
    }

    fn w(self) -> f64 {
        self as f64
    }

    fn w2(self) -> f64 {
        self as f64
    }
}

/// Sum of weights, sum of squared weights, rows, and nothing: a vector of four is added at once.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
pub(super) struct Sums([f64; 4]);

impl Slot for Sums {
    const WEIGHTED: bool = true;

    #[inline(always)]
    fn add(&mut self, w: f64) {
        self.merge(Self([w, w * w, 1.0, 0.0]));
    }

    fn add_rows(&mut self, n: u64) {
        let n = n as f64;
        self.merge(Self([n, n, n, 0.0]));
    }

    #[inline(always)]
    fn merge(&mut self, other: Self) {
        zip(&mut self.0, other.0).for_each(|(to, from)| *to += from);
    }

    /// A sum of ones far below 2⁵³, so exact.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    fn n(self) -> u64 {
        self.0[2] as u64
    }

    fn w(self) -> f64 {
        self.0[0]
    }

    fn w2(self) -> f64 {
        self.0[1]
    }
}

/// A slot for every code of every cell, with a last code for rows of weight zero; and one for all rows in no cell, which
/// is there to be ignored without a branch.
///
/// A few slots are kept in several copies: neighbouring rows then share a slot often, and an addition to it would have
/// to wait for the one before.
pub(super) struct Table<S> {
    slots: Vec<S>,
    /// Slots of a copy.
    len: u32,
    /// Slots of a cell.
    stride: u32,
    cells: u32,
    copies: u32,
}

impl<S: Slot> Table<S> {
    #[allow(clippy::cast_possible_truncation, reason = "what 32 bits cannot number does not fit in memory either")]
    pub(super) fn new(codes: usize, cells: usize) -> Result<Self> {
        let stride = codes + 1;
        let len = stride * cells;
        let copies = if len <= FEW_SLOTS { COPIES } else { 1 };
        let slots = zeros(len * copies as usize + 1)?;
        Ok(Self { slots, len: len as u32, stride: stride as u32, cells: cells as u32, copies })
    }

    /// Adds rows of weight 1 to the slots of the first cell.
    pub(super) fn add_counts(&mut self, counts: &[u64]) {
        zip(&mut self.slots, counts).for_each(|(slot, &n)| slot.add_rows(n));
    }

    /// Adds the copies together.
    pub(super) fn fold(&mut self) {
        let (total, copies) = self.slots.split_at_mut(self.len as usize);
        for copy in copies.chunks_exact(total.len().max(1)) {
            zip(&mut *total, copy).for_each(|(to, from)| to.merge(*from));
        }
        self.slots.truncate(self.len as usize);
        self.copies = 1;
    }

    /// The sums of both; they must be of one shape, and folded.
    pub(super) fn merge(mut self, other: &Self) -> Self {
        zip(&mut self.slots, &other.slots).for_each(|(to, from)| to.merge(*from));
        self
    }

    /// The slots of every cell of a folded table: one for each code, and that of rows of weight zero.
    pub(super) fn by_cell(&self) -> impl Iterator<Item = (&[S], &S)> {
        self.slots.chunks_exact(self.stride as usize).filter_map(|cell| cell.split_last().map(|(z, codes)| (codes, z)))
    }

    /// Turns the codes of rows into their slots; rows take the copies in turn.
    #[inline(always)]
    pub(super) fn number(&self, cells: &[u32], codes: &mut [u32]) {
        if self.copies == 1 {
            zip(cells, codes).for_each(|(&cell, code)| *code = self.slot(0, cell, *code));
        } else {
            zip(0.., zip(cells, codes)).for_each(|(row, (&cell, code))| *code = self.slot(row, cell, *code));
        }
    }

    #[inline(always)]
    fn slot(&self, row: u32, cell: u32, code: u32) -> u32 {
        let copy = (row & (self.copies - 1)) * self.len;
        let slot = copy.wrapping_add(cell.wrapping_mul(self.stride)).wrapping_add(code);
        if cell < self.cells { slot } else { self.copies * self.len }
    }

    /// Gives rows of weight zero a code of their own.
    #[inline(always)]
    pub(super) fn mark_zeros(&self, weights: &[f64], codes: &mut [u32]) {
        zip(weights, codes).for_each(|(&w, code)| *code = if w == 0.0 { self.stride - 1 } else { *code });
    }

    /// Adds every row to its slot.
    #[inline(always)]
    pub(super) fn add(&mut self, slots: &[u32], weights: &[f64]) {
        let table = &mut *self.slots;
        let (groups, group_weights) = (slots.chunks_exact(UNROLLED), weights.chunks_exact(UNROLLED));
        let last = zip(groups.remainder(), group_weights.remainder());
        for (slots, weights) in zip(groups, group_weights) {
            for i in 0..UNROLLED {
                table[slots[i] as usize].add(weights[i]);
            }
        }
        last.for_each(|(&slot, &w)| table[slot as usize].add(w));
    }
}
