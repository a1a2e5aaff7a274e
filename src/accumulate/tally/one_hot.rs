//! Bytes counted bit by bit, on an x86-64 processor with AVX-512.
//!
//! A shuffle looks up 64 bytes at a time in a table of 16, where each of 8 values has a bit of its own. What is found in
//! many vectors is added by full adders, which make of three bits of one weight a bit of it and a bit of twice the
//! weight (Harley and Seal): for each vector about two instructions for 8 values together.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]
#![allow(clippy::needless_range_loop, reason = "closures may stay out of line, where there are no vectors")]

use std::iter::zip;

use pulp::x86::V4;
use pulp::{NullaryFnOnce, Simd, cast, u8x64, u64x8};

/// Vectors added together.
const BATCH: usize = 16;
/// Batches whose bits of weight 16 four bits can count.
const FULL: usize = 15;
/// Values that have a bit of a byte each.
const BITS: usize = 8;
/// Bytes too few for what is added up at the end.
pub(super) const FEW: usize = 1 << 13;

/// Adds to `counts[code]`, for every `(byte, code)`, how many rows hold the byte; does nothing and tells so with `false`
/// on a processor without AVX-512. Values sorted by byte take the fewest passes over the rows.
pub(super) fn count_bytes(rows: &[u8], values: &[(u8, u32)], counts: &mut [u64]) -> bool {
    let Some(simd) = V4::try_new() else { return false };
    for values in values.chunk_by(|a, b| a.0 >> 4 == b.0 >> 4) {
        if values.len() <= BITS {
            simd.vectorize(CountBits::<1> { simd, rows, values, counts });
        } else {
            simd.vectorize(CountBits::<2> { simd, rows, values, counts });
        }
    }
    true
}

/// Counts values that differ in their low four bits only, in tables of 8.
struct CountBits<'a, const TABLES: usize> {
    simd: V4,
    rows: &'a [u8],
    values: &'a [(u8, u32)],
    counts: &'a mut [u64],
}

impl<const TABLES: usize> NullaryFnOnce for CountBits<'_, TABLES> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { simd, rows, values, counts } = self;
        let high = values.first().map_or(0, |value| value.0 & 0xf0);
        let mut tables = [Bits::new(simd, &[]); TABLES];
        zip(&mut tables, values.chunks(BITS)).for_each(|(table, values)| *table = Bits::new(simd, values));
        let (vectors, rest) = V4::as_simd_u8s(rows);
        let (batches, few) = vectors.as_chunks::<BATCH>();
        for batches in batches.chunks(FULL) {
            for batch in batches {
                look_up(simd, high, batch, &mut tables);
            }
            for table in &mut tables {
                table.empty(simd);
            }
        }
        // A byte of other high bits is no value.
        let (mut last, mut end) = ([simd.splat_u8x64(!high); BATCH], [!high; 64]);
        zip(&mut end, rest).for_each(|(to, from)| *to = *from);
        zip(&mut last, few.iter().chain([&cast(end)])).for_each(|(to, from)| *to = *from);
        look_up(simd, high, &last, &mut tables);
        for (table, values) in zip(tables, values.chunks(BITS)) {
            for (n, &(_, code)) in zip(table.counts(simd), values) {
                if let Some(to) = counts.get_mut(code as usize) {
                    *to += n;
                }
            }
        }
    }
}

/// Looks a batch up in all tables.
#[inline(always)]
fn look_up<const TABLES: usize>(simd: V4, high: u8, batch: &[u8x64; BATCH], tables: &mut [Bits; TABLES]) {
    let (high, bits) = (simd.splat_u8x64(high), simd.splat_u8x64(0x70));
    // Low bits for the table as they are; the highest bit set, for which a shuffle gives 0, unless the high bits are
    // those of the values.
    let mut index = [bits; BATCH];
    for i in 0..BATCH {
        let row = simd.xor_u8x64(batch[i], high);
        index[i] = cast(simd.avx512bw._mm512_adds_epu8(cast(row), cast(bits)));
    }
    for table in tables {
        let mut found = [simd.splat_u64x8(0); BATCH];
        for i in 0..BATCH {
            found[i] = cast(simd.avx512bw._mm512_shuffle_epi8(cast(table.bits), cast(index[i])));
        }
        table.add(simd, &found);
    }
}

/// A table of 8 values, and the bits that were found in it, by their weights.
#[derive(Clone, Copy)]
struct Bits {
    bits: u8x64,
    /// Bits of weight 1, 2, 4 and 8.
    small: [u64x8; 4],
    /// Counts of bits of weight 16, side by side: of bit k and bit k + 4 in the low and the high half of a byte.
    sixteens: [u64x8; 4],
    /// The same, of each bit.
    many: [u64x8; BITS],
}

impl Bits {
    #[inline(always)]
    fn new(simd: V4, values: &[(u8, u32)]) -> Self {
        let mut table = [[0_u8; 16]; 4];
        for (bit, &(byte, _)) in values.iter().enumerate() {
            for lane in &mut table {
                lane[usize::from(byte & 15)] = 1 << bit;
            }
        }
        let zero = simd.splat_u64x8(0);
        Self { bits: cast(table), small: [zero; 4], sixteens: [zero; 4], many: [zero; BITS] }
    }

    #[inline(always)]
    fn add(&mut self, simd: V4, found: &[u64x8; BATCH]) {
        let [mut ones, mut twos, mut fours, mut eights] = self.small;
        let (mut four, mut eight) = ([fours; 4], [eights; 2]);
        for i in 0..4 {
            let first = add_bits(simd, &mut ones, found[4 * i], found[4 * i + 1]);
            let second = add_bits(simd, &mut ones, found[4 * i + 2], found[4 * i + 3]);
            four[i] = add_bits(simd, &mut twos, first, second);
        }
        for i in 0..2 {
            eight[i] = add_bits(simd, &mut fours, four[2 * i], four[2 * i + 1]);
        }
        let sixteen = quarters(simd, add_bits(simd, &mut eights, eight[0], eight[1]));
        self.small = [ones, twos, fours, eights];
        for i in 0..4 {
            self.sixteens[i] = simd.wrapping_add_u64x8(self.sixteens[i], sixteen[i]);
        }
    }

    /// Adds the counts of four bits to those that hold any number.
    #[inline(always)]
    fn empty(&mut self, simd: V4) {
        for i in 0..4 {
            let [low, high] = halves(simd, self.sixteens[i]);
            self.many[i] = simd.wrapping_add_u64x8(self.many[i], low);
            self.many[i + 4] = simd.wrapping_add_u64x8(self.many[i + 4], high);
            self.sixteens[i] = simd.splat_u64x8(0);
        }
    }

    /// How many rows hold each of the values.
    #[inline(always)]
    fn counts(mut self, simd: V4) -> [u64; BITS] {
        self.empty(simd);
        let mut counts = [0; BITS];
        for (count, sum) in zip(&mut counts, self.many) {
            *count = BATCH as u64 * total(sum);
        }
        for (weight, bits) in zip([1, 2, 4, 8], self.small) {
            for (i, bits) in quarters(simd, bits).into_iter().enumerate() {
                let [low, high] = halves(simd, bits);
                counts[i] += weight * total(low);
                counts[i + 4] += weight * total(high);
            }
        }
        counts
    }
}

/// Bits k and k + 4 of every byte as the lowest of its halves, for k from 0 to 3.
#[inline(always)]
fn quarters(simd: V4, bits: u64x8) -> [u64x8; 4] {
    let lowest = simd.splat_u64x8(0x1111_1111_1111_1111);
    [
        simd.and_u64x8(bits, lowest),
        simd.and_u64x8(shift::<1>(simd, bits), lowest),
        simd.and_u64x8(shift::<2>(simd, bits), lowest),
        simd.and_u64x8(shift::<3>(simd, bits), lowest),
    ]
}

/// Sums of the low and of the high halves of the bytes of every word.
#[inline(always)]
fn halves(simd: V4, words: u64x8) -> [u64x8; 2] {
    let (low, none) = (simd.splat_u64x8(0x0f0f_0f0f_0f0f_0f0f), simd.splat_u8x64(0));
    [
        simd.sum_of_absolute_differences_u8x64(cast(simd.and_u64x8(words, low)), none),
        simd.sum_of_absolute_differences_u8x64(cast(simd.and_u64x8(shift::<4>(simd, words), low)), none),
    ]
}

/// Adds two bits to a sum of one and returns what is carried.
#[inline(always)]
fn add_bits(simd: V4, sum: &mut u64x8, a: u64x8, b: u64x8) -> u64x8 {
    let (old, a, b) = (cast(*sum), cast(a), cast(b));
    // Tables of all combinations of three bits: an odd number of them, and two or more.
    *sum = cast(simd.avx512f._mm512_ternarylogic_epi64::<0x96>(old, a, b));
    cast(simd.avx512f._mm512_ternarylogic_epi64::<0xe8>(old, a, b))
}

#[inline(always)]
fn shift<const BITS: u32>(simd: V4, words: u64x8) -> u64x8 {
    cast(simd.avx512f._mm512_srli_epi64::<BITS>(cast(words)))
}

#[inline(always)]
fn total(words: u64x8) -> u64 {
    cast::<_, [u64; 8]>(words).iter().sum()
}
