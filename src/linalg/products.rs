//! Weighted products of the columns of a tile, in vector code.
//!
//! The rows of a tile lie along the vectors. Of some columns by some others the sums of all products stay in registers,
//! so that a number is read once for several of them. Of many columns a general product of matrices, which moves them
//! together in memory first, is faster.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]
#![allow(clippy::needless_range_loop, reason = "closures may stay out of line, where there are no vectors")]

use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, MatMut, MatRef, Par};
use pulp::{Arch, Simd, WithSimd};

/// Columns by columns whose sums fit in 32 registers, beside what is multiplied; and in 16.
const MANY: usize = 4;
const FEW: usize = 3;
/// Columns up to which a general product takes longer: three times as long for 12, half as long again for 22.
const MOST: usize = 48;

/// Adds `leftᵀ right`, over the first `rows` rows, to the lower triangle of the square `sums`. All are in column order,
/// columns of `left` and `right` begin `stride` apart.
pub fn add_products(left: &[f64], right: &[f64], stride: usize, rows: usize, sums: &mut [f64]) {
    if left.len() <= MOST * stride {
        return Arch::new().dispatch(Products { left, right, stride, rows, weights: None, sums });
    }
    let (full, lower) = (BlockStructure::Rectangular, BlockStructure::TriangularLower);
    let q = left.len() / stride;
    let left = MatRef::from_column_major_slice_with_stride(left, rows, q, stride).transpose();
    let right = MatRef::from_column_major_slice_with_stride(right, rows, q, stride);
    let sums = MatMut::from_column_major_slice_mut(sums, q, q);
    triangular::matmul(sums, lower, Accum::Add, left, full, right, full, 1.0, Par::Seq);
}

/// Adds the weighted products of few columns, as [`add_products`] does; tells whether they are few.
pub fn add_weighted_products(columns: &[f64], weights: &[f64], stride: usize, sums: &mut [f64]) -> bool {
    let few = columns.len() <= MOST * stride;
    if few {
        let (left, right, rows, weights) = (columns, columns, weights.len(), Some(weights));
        Arch::new().dispatch(Products { left, right, stride, rows, weights, sums });
    }
    few
}

/// Adds the products of few columns.
struct Products<'a> {
    left: &'a [f64],
    right: &'a [f64],
    stride: usize,
    rows: usize,
    weights: Option<&'a [f64]>,
    sums: &'a mut [f64],
}

impl WithSimd for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (S::REGISTER_COUNT >= 32, self.weights.is_some()) {
            (true, true) => add::<S, MANY, true>(simd, self),
            (true, false) => add::<S, MANY, false>(simd, self),
            (false, true) => add::<S, FEW, true>(simd, self),
            (false, false) => add::<S, FEW, false>(simd, self),
        }
    }
}

#[inline(always)]
fn add<S: Simd, const BLOCK: usize, const WEIGHTED: bool>(simd: S, of: Products<'_>) {
    let Products { left, right, stride, rows, weights, sums } = of;
    let size = left.len() / stride;
    for first in (0..size).step_by(BLOCK) {
        let right = columns::<BLOCK>(right, stride, rows, first);
        // Where nothing is weighted, anything as long as the rows stands for the weights.
        let weights = weights.unwrap_or(right[0]);
        for start in (first..size).step_by(BLOCK) {
            let left = columns::<BLOCK>(left, stride, rows, start);
            let found = products::<S, BLOCK, WEIGHTED>(simd, left, right, weights);
            for (j, sums) in sums.chunks_exact_mut(size).skip(first).take(BLOCK).enumerate() {
                for (i, sum) in sums.iter_mut().skip(start).take(BLOCK).enumerate() {
                    if start + i >= first + j {
                        *sum += simd.reduce_sum_f64s(found[i][j]);
                    }
                }
            }
        }
    }
}

/// Some columns from the first; the last one again where there are no more.
#[inline(always)]
fn columns<const BLOCK: usize>(table: &[f64], stride: usize, rows: usize, first: usize) -> [&[f64]; BLOCK] {
    let last = table.len() / stride - 1;
    let mut columns = [&[][..]; BLOCK];
    for (i, column) in columns.iter_mut().enumerate() {
        *column = &table[(first + i).min(last) * stride..][..rows];
    }
    columns
}

/// Sums of the products of every left column with every right one.
#[inline(always)]
fn products<S: Simd, const BLOCK: usize, const WEIGHTED: bool>(
    simd: S,
    left: [&[f64]; BLOCK],
    right: [&[f64]; BLOCK],
    weights: &[f64],
) -> [[S::f64s; BLOCK]; BLOCK] {
    let mut sums = [[simd.splat_f64s(0.0); BLOCK]; BLOCK];
    let (whole, rest) = S::as_simd_f64s(weights);
    let (mut left_whole, mut right_whole) = ([whole; BLOCK], [whole; BLOCK]);
    for i in 0..BLOCK {
        left_whole[i] = &S::as_simd_f64s(left[i]).0[..whole.len()];
        right_whole[i] = &S::as_simd_f64s(right[i]).0[..whole.len()];
    }
    for row in 0..whole.len() {
        let (mut x, mut y) = ([whole[row]; BLOCK], [whole[row]; BLOCK]);
        for i in 0..BLOCK {
            (x[i], y[i]) = (left_whole[i][row], right_whole[i][row]);
        }
        add_rows::<S, BLOCK, WEIGHTED>(simd, &mut sums, x, y, whole[row]);
    }
    if !rest.is_empty() {
        let (mut x, mut y) = ([simd.splat_f64s(0.0); BLOCK], [simd.splat_f64s(0.0); BLOCK]);
        for i in 0..BLOCK {
            x[i] = simd.partial_load_f64s(S::as_simd_f64s(left[i]).1);
            y[i] = simd.partial_load_f64s(S::as_simd_f64s(right[i]).1);
        }
        add_rows::<S, BLOCK, WEIGHTED>(simd, &mut sums, x, y, simd.partial_load_f64s(rest));
    }
    sums
}

/// Adds the products of a vector of rows.
#[inline(always)]
fn add_rows<S: Simd, const BLOCK: usize, const WEIGHTED: bool>(
    simd: S,
    sums: &mut [[S::f64s; BLOCK]; BLOCK],
    x: [S::f64s; BLOCK],
    mut y: [S::f64s; BLOCK],
    weights: S::f64s,
) {
    if WEIGHTED {
        for y in &mut y {
            *y = simd.mul_f64s(*y, weights);
        }
    }
    for i in 0..BLOCK {
        for j in 0..BLOCK {
            sums[i][j] = simd.mul_add_e_f64s(x[i], y[j], sums[i][j]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums of products of this size are exact, in whatever order they are added.
    fn whole(row: usize, column: usize) -> f64 {
        ((row * (2 * column + 3) + row * row % 7 + column) % 11) as f64
    }

    /// Few columns and many, on either side of what is worth a product of matrices, of rows that fill no vector and are
    /// fewer than there is room for.
    #[test]
    fn every_number_of_columns_has_the_products_of_the_definition() {
        let (rows, stride) = (611, 640);
        let weights: Vec<f64> = (0..rows).map(|row| (row % 4) as f64 / 4.0 + 0.25).collect();
        for p in (1..14).chain(MOST - 3..MOST + 3) {
            let table = |from: usize| -> Vec<f64> {
                (0..p).flat_map(|j| (0..stride).map(move |row| whole(row, from + j))).collect()
            };
            let (left, right) = (table(0), table(7));
            let (mut plain, mut weighted) = (vec![1.0; p * p], vec![1.0; p * p]);
            add_products(&left, &right, stride, rows, &mut plain);
            let few = add_weighted_products(&left, &weights, stride, &mut weighted);
            assert_eq!(few, p <= MOST);
            for (i, j) in (0..p).flat_map(|i| (0..p).map(move |j| (i, j))) {
                let product = |row: usize| whole(row, i) * whole(row, 7 + j);
                let square = |row: usize| weights[row] * whole(row, i) * whole(row, j);
                let sum = |of: &dyn Fn(usize) -> f64| if i < j { 1.0 } else { 1.0 + (0..rows).map(of).sum::<f64>() };
                assert_eq!(plain[j * p + i], sum(&product), "{p} columns: {i}, {j}");
                assert_eq!(weighted[j * p + i], if few { sum(&square) } else { 1.0 }, "{p} columns: {i}, {j}");
            }
        }
    }
}
