//! Bytes counted by shuffles, on an x86-64 processor with AVX2.
//!
//! A shuffle looks up 32 bytes at a time in a table of 16. The table of a pair of values holds 1 for the first and 16
//! for the second, so the sum of what is found is two counts of four bits, side by side in one byte.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use std::iter::zip;

use pulp::x86::V3;
use pulp::{NullaryFnOnce, Simd, cast, u8x32, u64x4};

use super::ahead::{LINE, ask};

/// How many bytes ahead memory is asked for: the processor alone fetches too little while it counts.
const AHEAD: usize = 1 << 12;
/// Vectors whose matches four bits can count.
const BATCH: usize = 15;
/// Most pairs whose tables and counts fit in the 16 registers, beside the row and two constants.
const MOST_PAIRS: usize = 6;

/// Adds to `counts[code]`, for every `(byte, code)`, how many rows hold the byte; does nothing and tells so with `false`
/// on a processor without AVX2. Values sorted by byte take the fewest passes over the rows.
pub(super) fn count_bytes(rows: &[u8], values: &[(u8, u32)], counts: &mut [u64]) -> bool {
    let Some(simd) = V3::try_new() else { return false };
    for alike in values.chunk_by(|a, b| a.0 >> 4 == b.0 >> 4) {
        for values in alike.chunks(2 * MOST_PAIRS) {
            match values.len() {
                0..=2 => simd.vectorize(CountPairs::<1> { simd, rows, values, counts }),
                3..=6 => simd.vectorize(CountPairs::<3> { simd, rows, values, counts }),
                _ => simd.vectorize(CountPairs::<MOST_PAIRS> { simd, rows, values, counts }),
            }
        }
    }
    true
}

/// Counts up to `2 * PAIRS` values that differ in their low four bits only.
struct CountPairs<'a, const PAIRS: usize> {
    simd: V3,
    rows: &'a [u8],
    values: &'a [(u8, u32)],
    counts: &'a mut [u64],
}

impl<const PAIRS: usize> NullaryFnOnce for CountPairs<'_, PAIRS> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { simd, rows, values, counts } = self;
        let high = values.first().map_or(0, |value| value.0 & 0xf0);
        let mut sums = Sums::<PAIRS>::new(simd, high, values);
        let (vectors, rest) = V3::as_simd_u8s(rows);
        for (batch, start) in zip(vectors.chunks(BATCH), (AHEAD..).step_by(32 * BATCH)) {
            let ahead = rows.get(start..rows.len().min(start + 32 * BATCH)).unwrap_or_default();
            ahead.chunks(LINE).for_each(ask);
            sums.add(batch);
        }
        let mut last = [!high; 32];
        zip(&mut last, rest).for_each(|(to, &from)| *to = from);
        sums.add(&[cast(last)]);
        for (n, &(_, code)) in zip(sums.counts().as_flattened(), values) {
            if let Some(to) = counts.get_mut(code as usize) {
                *to += n;
            }
        }
    }
}

/// The tables of pairs of values, and for each the sum of what was found, and of the low four bits of it.
struct Sums<const PAIRS: usize> {
    simd: V3,
    high: u8x32,
    tables: [u8x32; PAIRS],
    both: [u64x4; PAIRS],
    first: [u64x4; PAIRS],
}

impl<const PAIRS: usize> Sums<PAIRS> {
    #[inline(always)]
    fn new(simd: V3, high: u8, values: &[(u8, u32)]) -> Self {
        let mut tables = [[[0_u8; 16]; 2]; PAIRS];
        for (table, pair) in zip(&mut tables, values.chunks(2)) {
            for (&(byte, _), unit) in zip(pair, [1, 16]) {
                for half in &mut *table {
                    half[usize::from(byte & 15)] = unit;
                }
            }
        }
        let zero = simd.splat_u64x4(0);
        let tables = tables.map(cast);
        Self { simd, high: simd.splat_u8x32(high), tables, both: [zero; PAIRS], first: [zero; PAIRS] }
    }

    /// Looks up at most 15 vectors.
    #[inline(always)]
    fn add(&mut self, batch: &[u8x32]) {
        let simd = self.simd;
        let mut found = [simd.splat_u8x32(0); PAIRS];
        for &row in batch {
            // Low bits for the table as they are; the highest bit set, for which a shuffle gives 0, unless the high
            // bits are those of the values.
            let index = simd.saturating_add_u8x32(simd.xor_u8x32(row, self.high), simd.splat_u8x32(0x70));
            for (found, &table) in zip(&mut found, &self.tables) {
                let here = cast(simd.avx2._mm256_shuffle_epi8(cast(table), cast(index)));
                *found = simd.wrapping_add_u8x32(*found, here);
            }
        }
        let none = simd.splat_u8x32(0);
        for (found, (both, first)) in zip(found, zip(&mut self.both, &mut self.first)) {
            let low = simd.and_u8x32(found, simd.splat_u8x32(15));
            *both = simd.wrapping_add_u64x4(*both, simd.sum_of_absolute_differences_u8x32(found, none));
            *first = simd.wrapping_add_u64x4(*first, simd.sum_of_absolute_differences_u8x32(low, none));
        }
    }

    /// How many rows hold the first and the second value of each pair.
    #[inline(always)]
    fn counts(&self) -> [[u64; 2]; PAIRS] {
        let sum = |lanes: u64x4| cast::<_, [u64; 4]>(lanes).iter().sum::<u64>();
        let mut counts = [[0; 2]; PAIRS];
        for (count, (&both, &first)) in zip(&mut counts, zip(&self.both, &self.first)) {
            let (both, first) = (sum(both), sum(first));
            *count = [first, (both - first) / 16];
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::tally::kernel;
    use proptest::prelude::*;

    /// Counts in both ways and by definition; all must agree.
    fn check(rows: &[u8], values: &[(u8, u32)]) {
        let mut expected = [1; 256];
        for &(byte, code) in values {
            expected[code as usize] += rows.iter().map(|&row| u64::from(row == byte)).sum::<u64>();
        }
        let (mut compared, mut shuffled) = ([1; 256], [1; 256]);
        kernel::count_bytes(rows, values, &mut compared);
        assert_eq!(compared, expected, "compared, {values:?}");
        if count_bytes(rows, values, &mut shuffled) {
            assert_eq!(shuffled, expected, "shuffled, {values:?}");
        }
    }

    #[test]
    fn every_byte_is_counted_at_every_length() {
        let every: Vec<(u8, u32)> = (0..=255).map(|byte| (byte, u32::from(byte))).collect();
        for len in [0, 1, 15, 16, 17, 31, 32, 33, 479, 480, 481, 511, 512, 4079, 4080, 4081, 65_543] {
            let rows: Vec<u8> = (0..=u8::MAX).cycle().map(|x| x.wrapping_mul(113) ^ 0x5a).take(len).collect();
            check(&rows, &every);
            for few in [1, 2, 3, 6, 7, 12, 13, 16] {
                every.chunks(few).for_each(|values| check(&rows, values));
            }
        }
    }

    #[test]
    fn one_value_fills_no_counter() {
        let values: Vec<(u8, u32)> = (250..=255).chain(0..=10).zip(0..).collect();
        for byte in 0..=255 {
            check(&[byte; 5000], &values);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_counted(rows in prop::collection::vec(any::<u8>(), 0..2000), values in prop::collection::btree_map(any::<u8>(), 0_u32..8, 0..40)) {
            check(&rows, &values.into_iter().collect::<Vec<_>>());
        }
    }
}
