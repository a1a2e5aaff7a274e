//! The cell of every row, read from whatever whole numbers the data frame has.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]
#![allow(clippy::cast_sign_loss, clippy::cast_possible_wrap, reason = "numbers modulo 2³² or 2⁶⁴ are meant")]

use std::iter::zip;

use ndarray::{ArrayView1, Axis};
use pulp::bytemuck::cast_slice;
use pulp::{Arch, NullaryFnOnce};

use super::{Cells, Number, Values};
use crate::error::{Error, Result};
use crate::parallel::{Control, map_merge};

/// Rows of a part when a range is looked for.
const BLOCK: usize = 1 << 18;
/// Rows of a sample: neighbours, which are as quick to read as one, from places all over the column.
const SAMPLE: (usize, usize) = (1 << 8, 1 << 5);

/// Whole numbers that name the cells of the rows: cell `k` has the rows of the number `low + k`.
///
/// A row of any other number is in no cell, and so is every row of a column of floating-point numbers.
#[derive(Debug, Clone, Copy)]
pub struct Keys<'a> {
    /// One number a row; `u64` is meant modulo 2⁶⁴.
    pub values: Values<'a>,
    /// The number of the first cell. The numbers of all cells must be of the type of the values.
    pub low: i64,
    /// Number of cells.
    pub count: usize,
}

impl<'a> From<&Cells<'a>> for Keys<'a> {
    fn from(cells: &Cells<'a>) -> Self {
        Self { values: Values::I32(cells.codes), low: 0, count: cells.count }
    }
}

impl Keys<'_> {
    pub(super) fn check_length(&self, expected: usize) -> Result<()> {
        let found = self.values.len();
        if found == expected { Ok(()) } else { Err(Error::Length { column: "segment codes".into(), found, expected }) }
    }

    /// Whether a row is in a cell.
    pub(super) fn holds(&self, row: usize) -> bool {
        let mut cell = [u32::MAX];
        self.read(row, &mut cell).first().is_some_and(|&cell| (cell as usize) < self.count)
    }

    /// The cells of the rows from `start`, as they are in memory or read into `out`; a row in none has a number that
    /// is no cell.
    #[inline(always)]
    pub(super) fn read<'t>(&'t self, start: usize, out: &'t mut [u32]) -> &'t [u32] {
        let low = self.low;
        match self.values {
            Values::I32(view) => {
                let rows = view.to_slice().and_then(|rows| rows.get(start..start + out.len()));
                match rows {
                    Some(rows) if low == 0 => return cast_slice(rows),
                    _ => read_tile(view, start, out, |key| from_low(key, low)),
                }
            }
            Values::I8(view) => read_tile(view, start, out, |key| from_low(key.into(), low)),
            Values::I16(view) => read_tile(view, start, out, |key| from_low(key.into(), low)),
            Values::U8(view) => read_tile(view, start, out, |key| from_low(key.into(), low)),
            Values::U16(view) => read_tile(view, start, out, |key| from_low(key.into(), low)),
            Values::U32(view) => read_tile(view, start, out, |key| from_low_wide(key.into(), low)),
            Values::I64(view) => read_tile(view, start, out, |key| from_low_wide(key, low)),
            Values::U64(view) => read_tile(view, start, out, |key| from_low_wide(key as i64, low)),
            Values::F32(_) | Values::F64(_) => out.fill(u32::MAX),
        }
        out
    }
}

/// The cells of the combinations of several columns of keys, of which the last runs fastest; none where a row has none of
/// one of them. `room` is for the keys of a column.
#[inline(always)]
pub(super) fn read_all<'t>(columns: &'t [Keys<'_>], start: usize, room: &mut [u32], out: &'t mut [u32]) -> &'t [u32] {
    let (first, rest) = match columns {
        [] => return out,
        [only] => return only.read(start, out),
        [first, rest @ ..] => (first, rest),
    };
    out.fill(0);
    add_digit(first, start, room, out);
    for column in rest {
        add_digit(column, start, room, out);
    }
    out
}

/// One more column of keys: a digit more of the number of every cell.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "there are no more cells than 32 bits can number")]
fn add_digit(column: &Keys<'_>, start: usize, room: &mut [u32], cells: &mut [u32]) {
    let count = column.count as u32;
    for (cell, &digit) in zip(cells, column.read(start, room)) {
        let none = *cell == u32::MAX || digit >= count;
        *cell = if none { u32::MAX } else { cell.wrapping_mul(count).wrapping_add(digit) };
    }
}

#[inline(always)]
fn read_tile<T: Copy>(view: ArrayView1<'_, T>, start: usize, out: &mut [u32], cell: impl Fn(T) -> u32) {
    if let Some(rows) = view.to_slice().and_then(|rows| rows.get(start..start + out.len())) {
        zip(out, rows).for_each(|(to, &key)| *to = cell(key));
    } else {
        zip(out, view.split_at(Axis(0), start).1).for_each(|(to, &key)| *to = cell(key));
    }
}

/// `key - low` where that is a cell. A difference that wraps is none, because `low` and all cells after it are `i32`.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "it is an i32, by contract")]
fn from_low(key: i32, low: i64) -> u32 {
    key.wrapping_sub(low as i32) as u32
}

#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "it is made to fit")]
fn from_low_wide(key: i64, low: i64) -> u32 {
    (key.wrapping_sub(low) as u64).min(u32::MAX.into()) as u32
}

/// A whole number as the key of a row.
pub(super) trait Key: Copy + Ord + Send + Sync {
    /// The key, `u64` modulo 2⁶⁴.
    fn as_i64(self) -> i64;
}

macro_rules! key {
    ($($t:ty),*) => {$(
        impl Key for $t {
            #[inline(always)]
            #[allow(clippy::cast_lossless)]
            fn as_i64(self) -> i64 {
                self as i64
            }
        }
    )*};
}
key!(i8, i16, i32, i64, u8, u16, u32, u64);

/// Runs `$body` with `$view` bound to the view of whole numbers inside `$values`, or `$other` if they are none.
macro_rules! with_keys {
    ($values:expr, $view:ident => $body:expr, _ => $other:expr) => {
        match $values {
            Values::I8($view) => $body,
            Values::I16($view) => $body,
            Values::I32($view) => $body,
            Values::I64($view) => $body,
            Values::U8($view) => $body,
            Values::U16($view) => $body,
            Values::U32($view) => $body,
            Values::U64($view) => $body,
            Values::F32(_) | Values::F64(_) => $other,
        }
    };
}
pub(super) use with_keys;

/// From the lowest to the highest key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) low: i64,
    /// Highest minus lowest.
    pub(super) span: u64,
}

impl Range {
    /// The range of all keys; `None` if there is no key or it is no whole number.
    pub(super) fn of(values: Values, control: &Control) -> Result<Option<Self>> {
        with_keys!(values, view => {
            let part = |i: usize| {
                let rows = view.split_at(Axis(0), i * BLOCK).1;
                let len = rows.len().min(BLOCK);
                control.advance(0).map(|()| ends(rows.split_at(Axis(0), len).0))
            };
            let ends = map_merge(view.len().div_ceil(BLOCK), part, |a, b| Ok(outer(a, b)))?;
            Ok(ends.flatten().map(Self::between))
        }, _ => Ok(None))
    }

    /// The range of a few thousand keys, from the first to the last.
    pub(super) fn of_sample(values: Values) -> Option<Self> {
        let (rows, places) = SAMPLE;
        with_keys!(values, view => {
            let last = view.len().saturating_sub(rows);
            let part = |i: usize| {
                let rest = view.split_at(Axis(0), i * last / (places - 1)).1;
                ends(rest.split_at(Axis(0), rest.len().min(rows)).0)
            };
            (0..places).map(part).fold(None, outer).map(Self::between)
        }, _ => None)
    }

    fn between<T: Key>((low, high): (T, T)) -> Self {
        let low = low.as_i64();
        Self { low, span: high.as_i64().wrapping_sub(low) as u64 }
    }

    /// How many numbers it has, if not too many to be counted.
    pub(super) fn count(self) -> Option<usize> {
        usize::try_from(self.span).ok()?.checked_add(1)
    }
}

fn outer<T: Key>(a: Option<(T, T)>, b: Option<(T, T)>) -> Option<(T, T)> {
    match (a, b) {
        (Some((low, high)), Some((other_low, other_high))) => Some((low.min(other_low), high.max(other_high))),
        (ends, None) | (None, ends) => ends,
    }
}

/// The lowest and the highest of some whole numbers, which are no keys if there are none or others.
pub(super) fn ends_of(values: Values<'_>, rows: std::ops::Range<usize>) -> Option<(f64, f64)> {
    with_keys!(values, view => {
        let (low, high) = ends(view.slice_axis(Axis(0), rows.into()))?;
        Some((low.to_f64(), high.to_f64()))
    }, _ => None)
}

fn ends<T: Key>(rows: ArrayView1<'_, T>) -> Option<(T, T)> {
    let first = *rows.first()?;
    match rows.as_slice() {
        Some(rows) => Some(Arch::new().dispatch(Ends { rows, first })),
        None => Some(rows.iter().fold((first, first), |(low, high), &key| (low.min(key), high.max(key)))),
    }
}

/// The lowest and the highest of some neighbours.
struct Ends<'a, T> {
    rows: &'a [T],
    first: T,
}

impl<T: Key> NullaryFnOnce for Ends<'_, T> {
    type Output = (T, T);

    #[inline(always)]
    fn call(self) -> (T, T) {
        self.rows.iter().fold((self.first, self.first), |(low, high), &key| (low.min(key), high.max(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, arr1, s};

    fn cells(keys: &Keys, rows: usize) -> Vec<Option<u32>> {
        let mut out = vec![0; rows];
        let read = keys.read(0, &mut out).iter();
        let found: Vec<Option<u32>> =
            read.map(|&cell| Some(cell).filter(|&cell| (cell as usize) < keys.count)).collect();
        for (row, cell) in found.iter().enumerate() {
            assert_eq!(keys.holds(row), cell.is_some());
        }
        found
    }

    macro_rules! check_types {
        ($($variant:ident: $t:ty),*) => {$({
            let (low, high) = (<$t>::MIN, <$t>::MAX);
            let rows: Array1<$t> = arr1(&[low, 5, high, 7, 6, 4]);
            let twice: Array1<$t> = rows.iter().flat_map(|&key| [key, 5]).collect();
            let zero = (low == 0).then_some(0);
            for view in [rows.view(), twice.slice(s![..;2])] {
                let values = Values::$variant(view);
                let some = Keys { values, low: 5, count: 2 };
                assert_eq!(cells(&some, 6), [None, Some(0), None, None, Some(1), None]);
                let first = Keys { values, low: 0, count: 6 };
                assert_eq!(cells(&first, 6), [zero, Some(5), None, None, None, Some(4)]);
                let ends = Keys { values, low: (high - 1).as_i64(), count: 2 };
                assert_eq!(cells(&ends, 6), [None, None, Some(1), None, None, None]);
            }
        })*};
    }

    #[test]
    fn whole_numbers_of_every_type_name_cells() {
        check_types!(I8: i8, I16: i16, I32: i32, I64: i64, U8: u8, U16: u16, U32: u32, U64: u64);
    }

    #[test]
    fn more_cells_than_the_type_has_numbers_are_empty() {
        let rows = arr1(&[-1_i8, 127, -128]);
        let keys = Keys { values: Values::I8(rows.view()), low: 0, count: 300 };
        assert_eq!(cells(&keys, 3), [None, Some(127), None]);
    }

    #[test]
    fn fractions_are_in_no_cell() {
        let rows = arr1(&[0.0, 1.0]);
        assert_eq!(cells(&Keys { values: Values::F64(rows.view()), low: 0, count: 2 }, 2), [None, None]);
    }

    #[test]
    fn a_range_reaches_from_the_lowest_to_the_highest_key() {
        let mut rows = vec![3_i64; 600_000];
        (rows[299_999], rows[400_001]) = (i64::MAX, i64::MIN);
        let range = |rows: &[i64]| Range::of(Values::I64(ArrayView1::from(rows)), &Control::default()).unwrap();
        assert_eq!(range(&rows), Some(Range { low: i64::MIN, span: u64::MAX }));
        assert_eq!(range(&rows).unwrap().count(), None);
        assert_eq!(range(&[]), None);
        assert_eq!(range(&rows[..100]), Range::of_sample(Values::I64(ArrayView1::from(&rows[..1]))));
    }
}
