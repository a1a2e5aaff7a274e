//! Moments of whole numbers that are near each other, such as answers on a scale, without weights.
//!
//! Less a shift they fit in 16 bits, of which processors multiply and add many more at once than of numbers with
//! fractions. The sums are exact, as those of [`Block::add_tile`] are, so that the moments are the same to the last bit.

// Only what is inlined into its dispatch is compiled for the wider vectors.
#![allow(clippy::inline_always)]
#![allow(clippy::cast_possible_truncation, reason = "it is made to fit")]

use std::iter::zip;

use ndarray::{ArrayView1, Axis};
use pulp::{Arch, NullaryFnOnce};

use super::block::{Block, Shifted, most_central};
use super::blocks::{BLOCK, Blocks, Part, TILE};
use super::keys::Range;
use super::rows::Rows;
use super::tiles::Reader;
use super::{Given, Values};
use crate::error::Result;

/// How far answers may be from the shift: as far as two of a type of 8 bits can be from each other.
const REACH: i32 = 255;
/// What stands for answers that are farther.
const BEYOND: i16 = REACH as i16 + 1;
/// The sums of a block fit in 32 bits.
#[allow(clippy::cast_sign_loss)]
const _: () = assert!(BLOCK <= (i32::MAX / (REACH * REACH)) as usize);
/// Shifts are below it, so that no difference from one wraps around to a small number.
const MOST_SHIFT: f64 = (1 << 30) as f64;

/// Whether the answers are likely to be near each other, and none can be missing; blocks in which they are not are read
/// by other means.
pub(super) fn suits(given: &Given<'_, '_>) -> bool {
    let narrow = |values: Values<'_>| match values {
        Values::I8(_) | Values::U8(_) => true,
        _ => Range::of_sample(values).is_some_and(|range| range.span <= REACH.unsigned_abs().into()),
    };
    given.weights.is_none() && given.columns.iter().all(|column| column.na_codes.is_empty() && narrow(column.values))
}

/// The moments of every cell; `otherwise` makes those of a block that is not as it should be.
pub(super) fn fold(
    reader: &Reader<'_, '_, '_>,
    cells: &[Rows<'_>],
    otherwise: impl Fn(Rows<'_>) -> Result<Shifted> + Sync,
) -> Vec<Result<Option<Shifted>>> {
    let p = reader.given.columns.len();
    Blocks::new(cells, reader.parts).fold(
        || vec![0; (1 + p) * TILE],
        |_| Some(Sums { shift: Vec::new(), cross: vec![0; (1 + p) * (1 + p)] }),
        |_, rows, state, tile| {
            reader.control.advance(0)?;
            *state = state.take().and_then(|sums| sums.add(reader.given, rows, tile));
            reader.control.advance(rows.len() as u64)
        },
        |block: &Part<'_>, state| state.map_or_else(|| otherwise(block.rows), |sums| Ok(sums.finish())),
        Shifted::merge,
    )
}

/// The sums of a block, as in [`Block`].
struct Sums {
    shift: Vec<f64>,
    cross: Vec<i32>,
}

impl Sums {
    /// Adds some rows; none if an answer is too far from the shift.
    fn add(mut self, given: &Given<'_, '_>, rows: Rows<'_>, tile: &mut [i16]) -> Option<Self> {
        if self.shift.is_empty() {
            let mut answers = vec![0.0; rows.len()];
            self.shift.extend(given.columns.iter().map(|column| {
                rows.read(column, &mut answers);
                most_central(&answers)
            }));
        }
        let mut columns = tile.chunks_exact_mut(TILE).map(|column| &mut column[..rows.len()]);
        columns.next()?.fill(1);
        for ((column, &shift), out) in zip(zip(given.columns, &self.shift), columns) {
            if shift.abs() >= MOST_SHIFT
                || !Arch::new().dispatch(Read { values: column.values, rows, shift: shift as i32, out })
            {
                return None;
            }
        }
        Arch::new().dispatch(Products { tile, rows: rows.len(), cross: &mut self.cross });
        Some(self)
    }

    fn finish(self) -> Shifted {
        let n = self.cross[0].unsigned_abs().into();
        Block::of_sums(self.shift, self.cross.into_iter().map(f64::from).collect(), n).finish(0, 0)
    }
}

/// Adds the products of all columns to the lower triangle of `cross`, in column order.
struct Products<'a> {
    tile: &'a [i16],
    rows: usize,
    cross: &'a mut [i32],
}

impl NullaryFnOnce for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let size = self.tile.len() / TILE;
        for (j, sums) in self.cross.chunks_exact_mut(size).enumerate() {
            let right = &self.tile[j * TILE..][..self.rows];
            for (i, sum) in sums.iter_mut().enumerate().skip(j) {
                let left = &self.tile[i * TILE..][..self.rows];
                let mut product = 0_i32;
                for (&a, &b) in zip(left, right) {
                    // No sum of a block overflows, see above; checked ones would be added one by one.
                    product = product.wrapping_add(i32::from(a) * i32::from(b));
                }
                *sum = sum.wrapping_add(product);
            }
        }
    }
}

/// Reads rows of a column less a shift; tells whether all are in reach.
struct Read<'a, 'v> {
    values: Values<'v>,
    rows: Rows<'a>,
    shift: i32,
    out: &'a mut [i16],
}

impl NullaryFnOnce for Read<'_, '_> {
    type Output = bool;

    #[inline(always)]
    fn call(self) -> bool {
        let Self { values, rows, shift, out } = self;
        let near = |x: i64| near(x, shift);
        match values {
            // Always in reach.
            Values::I8(view) => read_tile(view, rows, out, |x| i32::from(x).wrapping_sub(shift) as i16),
            Values::U8(view) => read_tile(view, rows, out, |x| i32::from(x).wrapping_sub(shift) as i16),
            Values::I16(view) => read_tile(view, rows, out, |x| near(x.into())),
            Values::U16(view) => read_tile(view, rows, out, |x| near(x.into())),
            Values::I32(view) => read_tile(view, rows, out, |x| near(x.into())),
            Values::U32(view) => read_tile(view, rows, out, |x| near(x.into())),
            Values::I64(view) => read_tile(view, rows, out, near),
            Values::U64(view) => read_tile(view, rows, out, |x| near(i64::try_from(x).unwrap_or(i64::MAX))),
            Values::F32(_) | Values::F64(_) => out.fill(BEYOND),
        }
        let mut farthest = 0;
        for x in &*out {
            farthest = x.unsigned_abs().max(farthest);
        }
        farthest < BEYOND.unsigned_abs()
    }
}

/// A number less the shift, or what stands for one out of reach.
#[inline(always)]
fn near(x: i64, shift: i32) -> i16 {
    x.wrapping_sub(shift.into()).clamp((-BEYOND).into(), BEYOND.into()) as i16
}

#[inline(always)]
fn read_tile<T: Copy>(view: ArrayView1<'_, T>, rows: Rows<'_>, out: &mut [i16], less: impl Fn(T) -> i16) {
    match (rows, view.as_slice()) {
        (Rows::From { start, .. }, Some(view)) => {
            for (to, &x) in zip(out, view.get(start..).unwrap_or_default()) {
                *to = less(x);
            }
        }
        (Rows::From { start, .. }, None) => {
            for (to, &x) in zip(out, view.split_at(Axis(0), start.min(view.len())).1) {
                *to = less(x);
            }
        }
        (Rows::Listed { rows, .. }, Some(view)) => {
            for (to, &row) in zip(out, rows) {
                *to = view.get(row as usize).map_or(BEYOND, |&x| less(x));
            }
        }
        (Rows::Listed { rows, .. }, None) => {
            for (to, &row) in zip(out, rows) {
                *to = view.get(row as usize).map_or(BEYOND, |&x| less(x));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::cast_lossless, clippy::cast_sign_loss, reason = "numbers that fit the types they are made to be")]
mod tests;
