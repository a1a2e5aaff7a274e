//! The loops of the tally, in vector code: rows become slot numbers, slot numbers become sums; bytes are counted.
//!
//! Each is a plain loop in a [`NullaryFnOnce`] that is inlined where [`pulp::Arch`] dispatches it, and with it compiled
//! for the processor at hand. A closure would not do: it may stay out of line, compiled for the oldest processor.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use std::iter::zip;

use pulp::NullaryFnOnce;

use super::ahead::{Ahead, LINE};
use super::code::Coder;
use super::table::{Slot, Table};
use crate::accumulate::keys::read_all;
use crate::accumulate::{Column, Keys};

/// Rows of a tile: its buffers stay in the first-level cache.
pub(super) const TILE: usize = 512;
pub(super) use crate::weights::LARGEST as MOST_WEIGHT;
/// Rows compared at a time: a vector of the oldest processors.
const LANES: usize = 16;
/// Rows whose matches a byte can count, lane by lane.
const CHUNK: usize = 255 * LANES;
/// Values compared in one pass over a chunk: as many as leave their counts in registers.
const GROUP: usize = 4;

/// The buffers of a tile of rows.
pub(super) struct Tile {
    scores: [f64; TILE],
    codes: [u32; TILE],
    weights: [f64; TILE],
    cells: [u32; TILE],
    keys: [u32; TILE],
    pub(super) bytes: [u8; TILE],
}

impl Tile {
    /// One cell, and weight 1 for every row, until something else is read.
    pub(super) fn new() -> Self {
        let (codes, cells, keys) = ([0; TILE], [0; TILE], [0; TILE]);
        Self { scores: [0.0; TILE], codes, weights: [1.0; TILE], cells, keys, bytes: [0; TILE] }
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

/// Reads `len` rows and adds each to its slot; tells whether all weights are good.
pub(super) struct Scatter<'a, 's, 'w, 'k, S> {
    pub(super) coder: &'a Coder<'a, 's>,
    pub(super) weights: Option<&'a Column<'w>>,
    pub(super) keys: &'a [Keys<'k>],
    pub(super) ahead: &'a Ahead<'a>,
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) tile: &'a mut Tile,
    pub(super) table: &'a mut Table<S>,
}

impl<S: Slot> NullaryFnOnce for Scatter<'_, '_, '_, '_, S> {
    type Output = bool;

    #[inline(always)]
    fn call(self) -> bool {
        let Tile { scores, codes, weights, cells, keys, .. } = self.tile;
        let (codes, cells) = (&mut codes[..self.len], &mut cells[..self.len]);
        self.coder.read(self.start, &mut scores[..self.len], codes);
        let cells = read_all(self.keys, self.start, &mut keys[..self.len], cells);
        let own = &mut weights[..self.len];
        let weights = match self.weights {
            Some(column) => column.tile(self.start, own),
            None => own,
        };
        let usual = !S::WEIGHTED || are_positive(weights);
        if !usual {
            self.table.mark_zeros(weights, codes);
        }
        self.table.number(cells, codes);
        // Without looking ahead the memory would be idle while sums are added: the processor fetches little of its own
        // accord between the scattered reads of the table.
        let mut row = self.start;
        for (slots, weights) in zip(codes.chunks(LINE), weights.chunks(LINE)) {
            self.ahead.fetch(row);
            row += LINE;
            self.table.add(slots, weights);
        }
        usual || weights.iter().all(|w| (0.0..=MOST_WEIGHT).contains(w))
    }
}

/// Whether all weights are above 0 and none is too large, by the order the bits of such numbers have as whole numbers.
#[inline(always)]
#[allow(clippy::cast_possible_wrap, reason = "a number below zero has a sign in either reading")]
fn are_positive(weights: &[f64]) -> bool {
    let most = MOST_WEIGHT.to_bits() as i64;
    let below_zero = weights.iter().fold(0, |any, w| {
        let bits = w.to_bits() as i64;
        any | bits.wrapping_sub(1) | most.wrapping_sub(bits)
    });
    below_zero >= 0
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
