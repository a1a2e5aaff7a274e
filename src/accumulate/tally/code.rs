//! From a score of any type to its code: the number of its point, "no answer" or "outside".
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use std::iter::zip;

use pulp::bytemuck::cast_slice;

use crate::accumulate::{Column, Values};

/// 1.5 · 2⁵²: added to a number it rounds that to a whole one, found in the low bits of the sum.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// The points of a scale as vector code tells them from other numbers.
///
/// A code is the number of a point from 0; the next two are "no answer" and "outside".
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    base: u32,
    points: u32,
}

impl Scale {
    #[allow(clippy::cast_possible_truncation, reason = "a scale has at most 1001 points; base is meant modulo 2³²")]
    pub(super) fn new(low: i64, points: usize) -> Self {
        let low = low as f64;
        Self { low, high: low + points as f64 - 1.0, base: (low + ROUND).to_bits() as u32, points: points as u32 }
    }

    /// Codes there are: the points, "no answer", "outside".
    pub(super) fn codes(self) -> usize {
        self.points as usize + 2
    }

    /// The code of what is neither a point nor missing.
    pub(super) fn outside(self) -> u32 {
        self.points + 1
    }

    /// The lowest point for steps from it to a byte; of a scale far from bytes the end nearest to it, which is as far.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "what does not fit becomes the end of the type")]
    fn low_i32(self) -> i32 {
        self.low as i32
    }

    /// Code of a score; NaN is "no answer".
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, clippy::float_cmp, reason = "exact: low bits of a whole number")]
    #[allow(clippy::needless_bitwise_bool, reason = "a branch would keep the loop scalar")]
    pub(super) fn code(self, score: f64) -> u32 {
        let shifted = score + ROUND;
        let is_point = (shifted - ROUND == score) & (score >= self.low) & (score <= self.high);
        let other = if score.is_nan() { self.points } else { self.outside() };
        if is_point { (shifted.to_bits() as u32).wrapping_sub(self.base) } else { other }
    }
}

/// The values of a column as bytes in a row, if that is what they are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bytes<'s> {
    Signed(&'s [u8]),
    Unsigned(&'s [u8]),
    Other,
}

impl<'s> Bytes<'s> {
    fn of(values: Values<'s>) -> Self {
        match values {
            Values::I8(view) => view.to_slice().map_or(Self::Other, |rows| Self::Signed(cast_slice(rows))),
            Values::U8(view) => view.to_slice().map_or(Self::Other, Self::Unsigned),
            _ => Self::Other,
        }
    }

    /// The bytes, if the column is made of them.
    #[inline(always)]
    pub(super) fn rows(self) -> Option<&'s [u8]> {
        match self {
            Self::Signed(rows) | Self::Unsigned(rows) => Some(rows),
            Self::Other => None,
        }
    }
}

/// Turns scores into codes by arithmetic: bytes as whole numbers, any other type as `f64`.
pub(super) struct Coder<'a, 's> {
    pub(super) column: &'a Column<'s>,
    pub(super) scale: Scale,
    pub(super) bytes: Bytes<'s>,
    /// The code of every byte.
    pub(super) of_byte: [u32; 256],
    /// Bytes that mean "no answer".
    missing: Vec<u8>,
}

impl<'a, 's> Coder<'a, 's> {
    pub(super) fn new(column: &'a Column<'s>, scale: Scale) -> Self {
        let bytes = Bytes::of(column.values);
        let mut of_byte = [0; 256];
        for (code, byte) in zip(&mut of_byte, 0..=u8::MAX) {
            let score = match bytes {
                Bytes::Signed(_) => f64::from(i8::from_ne_bytes([byte])),
                _ => f64::from(byte),
            };
            *code = scale.code(if column.na_codes.contains(&score) { f64::NAN } else { score });
        }
        let missing = (0..=u8::MAX).filter(|&byte| of_byte[usize::from(byte)] == scale.points).collect();
        Self { column, scale, bytes, of_byte, missing }
    }

    /// The codes of the rows from `start`; `scores` is a buffer as long as `codes`.
    #[inline(always)]
    #[allow(clippy::cast_possible_wrap, reason = "the byte is one of a signed number")]
    pub(super) fn read(&self, start: usize, scores: &mut [f64], codes: &mut [u32]) {
        match self.bytes {
            Bytes::Signed(rows) => self.read_bytes(rows, start, codes, |byte| i32::from(byte as i8)),
            Bytes::Unsigned(rows) => self.read_bytes(rows, start, codes, i32::from),
            Bytes::Other => {
                self.column.read(start, scores);
                zip(codes, scores).for_each(|(code, score)| *code = self.scale.code(*score));
            }
        }
    }

    #[inline(always)]
    #[allow(clippy::cast_sign_loss, reason = "a step down becomes one far up")]
    fn read_bytes(&self, rows: &[u8], start: usize, codes: &mut [u32], score: impl Fn(u8) -> i32) {
        let (low, points, outside) = (self.scale.low_i32(), self.scale.points, self.scale.outside());
        let rows = rows.get(start..).unwrap_or_default();
        for (code, &byte) in zip(&mut *codes, rows) {
            let step = score(byte).wrapping_sub(low) as u32;
            *code = if step < points { step } else { outside };
        }
        for &missing in &self.missing {
            zip(&mut *codes, rows).for_each(|(code, &byte)| *code = if byte == missing { points } else { *code });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_numbers_of_the_scale_are_points() {
        for (low, high) in [(0, 10), (-3, 4), (1, 1001), (1 << 49, (1 << 49) + 7)] {
            let scale = Scale::new(low, usize::try_from(high - low).unwrap() + 1);
            for point in low..=high {
                assert_eq!(scale.code(point as f64), u32::try_from(point - low).unwrap());
                assert_eq!(scale.code(point as f64 + 0.125), scale.outside());
            }
            let (below, above) = (low as f64 - 1.0, high as f64 + 1.0);
            for value in [below, above, below - 4_294_967_296.0, above + 4_294_967_296.0, 1e300, -1e300, 5e-324, 1e-17]
            {
                assert_eq!(scale.code(value), scale.outside(), "{value}");
            }
            assert_eq!(scale.code(f64::INFINITY), scale.outside());
            assert_eq!(scale.code(f64::NAN), scale.outside() - 1);
        }
        assert_eq!(Scale::new(0, 2).code(-0.0), 0);
    }
}
