//! A small symmetric matrix as its packed lower triangle, and the two ways to decide on a row of it.

use std::ops::{Mul, Range, Sub};

use super::lanes::inverse_pivot;

/// Elements of a packed triangle of so many rows; also the place where the row of that number starts.
#[inline]
pub(super) const fn triangle(rows: usize) -> usize {
    rows * (rows + 1) / 2
}

/// Schur complement of the pivot of `row`: `to`\[i, j\] = `from`\[i, j\] − `from`\[row, i\] `from`\[row, j\] `inverse`
/// for the rows before it.
#[allow(clippy::inline_always, reason = "a copy in each fixed-size level of a walk; 1.7 times as fast")]
#[inline(always)]
pub(super) fn eliminate<T: Copy + Sub<Output = T> + Mul<Output = T>>(from: &[T], row: usize, inverse: T, to: &mut [T]) {
    let pivot = &from[triangle(row)..][..row];
    for i in 0..row {
        let factor = pivot[i] * inverse;
        let source = &from[triangle(i)..][..=i];
        let target = &mut to[triangle(i)..][..=i];
        for ((t, s), u) in target.iter_mut().zip(source).zip(pivot) {
            *t = *s - factor * *u;
        }
    }
}

/// The same in place, of the last rows: what they tell of the rows before them is taken out, one after the other.
pub(super) fn include(matrix: &mut [f64], rows: Range<usize>) {
    for row in rows.rev() {
        let (before, own) = matrix.split_at_mut(triangle(row));
        let inverse = inverse_pivot(own[row]);
        for i in 0..row {
            let factor = own[i] * inverse;
            before[triangle(i)..][..=i].iter_mut().zip(&own[..=i]).for_each(|(value, other)| *value -= factor * other);
        }
    }
}

/// A symmetric matrix: row 0 is the outcome, the others are columns not yet decided on.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    values: Vec<f64>,
    rows: usize,
}

impl Packed {
    /// The matrix of `rows` rows with these elements; only those with j <= i are asked for.
    pub(super) fn new(rows: usize, element: impl Fn(usize, usize) -> f64) -> Self {
        let values = (0..rows).flat_map(|i| (0..=i).map(move |j| (i, j))).map(|(i, j)| element(i, j)).collect();
        Self { values, rows }
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// Element (i, j), j <= i.
    pub(super) fn at(&self, i: usize, j: usize) -> f64 {
        self.values[triangle(i) + j]
    }

    /// The matrix without `row`.
    pub(super) fn without(&self, row: usize) -> Self {
        let mut values = Vec::with_capacity(triangle(self.rows - 1));
        values.extend_from_slice(&self.values[..triangle(row)]);
        for i in row + 1..self.rows {
            let line = &self.values[triangle(i)..][..=i];
            values.extend_from_slice(&line[..row]);
            values.extend_from_slice(&line[row + 1..]);
        }
        Self { values, rows: self.rows - 1 }
    }

    /// The matrix without `row`, given it: its Schur complement.
    pub(super) fn given(&self, row: usize) -> Self {
        let mut rest = self.without(row);
        let others = (0..self.rows).filter(|i| *i != row);
        let pivot: Vec<f64> = others.map(|i| self.at(i.max(row), i.min(row))).collect();
        let inverse = 1.0 / self.at(row, row);
        for (i, a) in pivot.iter().enumerate() {
            let factor = a * inverse;
            rest.values[triangle(i)..][..=i].iter_mut().zip(&pivot).for_each(|(value, b)| *value -= factor * b);
        }
        rest
    }

    /// What deciding on the `width` rows from `row` takes off element (0, 0).
    pub(super) fn worth(&self, row: usize, width: usize) -> f64 {
        if width == 1 {
            return self.at(row, 0).powi(2) / self.at(row, row);
        }
        let place = |i: usize| if i == 0 { 0 } else { row + i - 1 };
        let block = Self::new(width + 1, |i, j| self.at(place(i), place(j)));
        self.at(0, 0) - (0..width).fold(block, |block, _| block.given(1)).at(0, 0)
    }
}
