//! A borrowed column of answers, read in tiles whatever its type, so that no matrix is ever copied to `f64`.

// What reads a tile is inlined into its `WithSimd`, so that it is compiled for the wider vectors.
#![allow(clippy::inline_always)]

use ndarray::{ArrayView1, Axis};
use pulp::{Arch, Simd, WithSimd};

use crate::error::{Error, Result};

/// The values of a column as the data frame holds them, contiguous or strided.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum Values<'a> {
    I8(ArrayView1<'a, i8>),
    I16(ArrayView1<'a, i16>),
    I32(ArrayView1<'a, i32>),
    I64(ArrayView1<'a, i64>),
    U8(ArrayView1<'a, u8>),
    U16(ArrayView1<'a, u16>),
    U32(ArrayView1<'a, u32>),
    U64(ArrayView1<'a, u64>),
    F32(ArrayView1<'a, f32>),
    F64(ArrayView1<'a, f64>),
}

/// A numeric type a column may hold.
pub trait Number: Copy + Send + Sync {
    /// The value as `f64`; missing floating-point values stay NaN.
    fn to_f64(self) -> f64;
}

macro_rules! number {
    ($($t:ty),*) => {$(
        impl Number for $t {
            #[inline]
            #[allow(clippy::cast_lossless)]
            fn to_f64(self) -> f64 {
                self as f64
            }
        }
    )*};
}
number!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);

/// Runs `$body` with `$view` bound to the typed view inside `$values`.
macro_rules! with_values {
    ($values:expr, $view:ident => $body:expr) => {
        match $values {
            Values::I8($view) => $body,
            Values::I16($view) => $body,
            Values::I32($view) => $body,
            Values::I64($view) => $body,
            Values::U8($view) => $body,
            Values::U16($view) => $body,
            Values::U32($view) => $body,
            Values::U64($view) => $body,
            Values::F32($view) => $body,
            Values::F64($view) => $body,
        }
    };
}
pub(super) use with_values;

impl Values<'_> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        with_values!(self, view => view.len())
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A named column and the codes in it that mean "no answer".
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Name, for error messages.
    pub name: &'a str,
    /// The values.
    pub values: Values<'a>,
    /// Codes that are read as missing.
    pub na_codes: &'a [f64],
}

impl Column<'_> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Refuses a column that is not `rows` long.
    ///
    /// # Errors
    /// [`Error::Length`].
    pub fn check_length(&self, rows: usize) -> Result<()> {
        if self.len() == rows {
            return Ok(());
        }
        Err(Error::Length { column: self.name.into(), found: self.len(), expected: rows })
    }

    /// Reads rows `start..start + out.len()` as `f64`, missing answers as NaN; tells whether any is missing.
    ///
    /// Rows past the end are left as they are in `out`.
    #[inline]
    pub fn read(&self, start: usize, out: &mut [f64]) -> bool {
        Arch::new().dispatch(Tile { column: self, rows: Rows::<usize>::From(start), out })
    }

    /// The rows from `start` as they are in memory, or read into `out`, which is as long as they are.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]
    pub(super) fn tile<'t>(&'t self, start: usize, out: &'t mut [f64]) -> &'t [f64] {
        if let (Values::F64(view), []) = (self.values, self.na_codes)
            && let Some(rows) = view.to_slice().and_then(|slice| slice.get(start..start + out.len()))
        {
            return rows;
        }
        self.read(start, out);
        out
    }

    /// Reads the given rows as `f64`, missing answers as NaN; tells whether any is missing.
    #[inline]
    pub fn gather<P: Place>(&self, rows: &[P], out: &mut [f64]) -> bool {
        Arch::new().dispatch(Tile { column: self, rows: Rows::Listed(rows), out })
    }

    /// One row as `f64`, NaN when missing or past the end.
    pub fn get(&self, row: usize) -> f64 {
        let mut cell = [f64::NAN];
        self.read(row, &mut cell);
        cell[0]
    }

    #[inline(always)]
    #[allow(clippy::float_cmp)] // An answer is the code or it is not.
    fn mark_missing(&self, out: &mut [f64]) -> bool {
        for &code in self.na_codes {
            for value in out.iter_mut() {
                *value = if *value == code { f64::NAN } else { *value };
            }
        }
        // An integer column can only be missing by code.
        let can_miss = matches!(self.values, Values::F32(_) | Values::F64(_)) || !self.na_codes.is_empty();
        can_miss && out.iter().fold(false, |any, value| any | value.is_nan())
    }
}

/// The number of a row.
pub trait Place: Copy {
    /// As an index.
    fn index(self) -> usize;
}

impl Place for usize {
    #[inline]
    fn index(self) -> usize {
        self
    }
}

impl Place for u32 {
    #[inline]
    fn index(self) -> usize {
        self as usize
    }
}

enum Rows<'a, P> {
    From(usize),
    Listed(&'a [P]),
}

/// A tile to be read. As a [`WithSimd`] it is compiled for the widest vectors the processor has.
struct Tile<'t, 'c, P> {
    column: &'t Column<'c>,
    rows: Rows<'t, P>,
    out: &'t mut [f64],
}

impl<P: Place> WithSimd for Tile<'_, '_, P> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> bool {
        match self.rows {
            Rows::From(start) => with_values!(self.column.values, v => read_tile(&v, start, self.out)),
            Rows::Listed(rows) => with_values!(self.column.values, v => gather_tile(&v, rows, self.out)),
        }
        self.column.mark_missing(self.out)
    }
}

#[inline(always)]
fn read_tile<T: Number>(view: &ArrayView1<'_, T>, start: usize, out: &mut [f64]) {
    if let Some(slice) = view.as_slice() {
        let tile = slice.get(start..).unwrap_or_default();
        for (to, from) in out.iter_mut().zip(tile) {
            *to = from.to_f64();
        }
    } else {
        // Splitting finds the row at once; skipping would walk there.
        let (_, rest) = view.split_at(Axis(0), start.min(view.len()));
        for (to, from) in out.iter_mut().zip(rest) {
            *to = from.to_f64();
        }
    }
}

#[inline(always)]
fn gather_tile<T: Number, P: Place>(view: &ArrayView1<'_, T>, rows: &[P], out: &mut [f64]) {
    if let Some(slice) = view.as_slice() {
        for (to, &row) in out.iter_mut().zip(rows) {
            *to = slice.get(row.index()).map_or(f64::NAN, |value| value.to_f64());
        }
    } else {
        for (to, &row) in out.iter_mut().zip(rows) {
            *to = view.get(row.index()).map_or(f64::NAN, |value| value.to_f64());
        }
    }
}

/// The segment of every row: a code from 0, or negative for "in no segment".
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    /// One code a row.
    pub codes: ArrayView1<'a, i32>,
    /// Number of segments; codes are below it.
    pub count: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{arr1, s};

    #[test]
    fn every_type_reads_alike_and_codes_become_missing() {
        let codes = [98.0];
        let (a, b) = (arr1(&[3_i8, 98, 5]), arr1(&[3.0_f64, f64::NAN, 5.0]));
        let by_code = Column { name: "a", values: Values::I8(a.view()), na_codes: &codes };
        let by_nan = Column { name: "b", values: Values::F64(b.view()), na_codes: &[] };
        let (mut x, mut y) = ([0.0; 3], [0.0; 3]);
        assert!(by_code.read(0, &mut x) && by_nan.read(0, &mut y));
        assert_eq!((x[0], x[2], x[1].is_nan()), (y[0], y[2], y[1].is_nan()));
    }

    #[test]
    fn strided_and_gathered_reads_agree() {
        let data = arr1(&[0_i32, 1, 2, 3, 4, 5, 6, 7]);
        let column = Column { name: "x", values: Values::I32(data.slice(s![..;2])), na_codes: &[] };
        let (mut tile, mut picked) = ([0.0; 2], [0.0; 2]);
        assert!(!column.read(1, &mut tile) && !column.gather(&[1_usize, 2], &mut picked));
        assert_eq!(tile, [2.0, 4.0]);
        assert_eq!(picked, tile);
        assert!(column.get(9).is_nan());
    }
}
