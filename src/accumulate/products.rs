//! Weighted products of the columns of a tile, in vector code.
//!
//! The rows of a tile lie along the vectors. Of some columns by some others the sums of all products stay in registers,
//! so that a number is read once for several of them. Of many columns a general product of matrices, which moves them
//! together in memory first, is faster.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]
#![allow(clippy::needless_range_loop, reason = "closures may stay out of line, where there are no vectors")]

use pulp::{Arch, Simd, WithSimd};

use super::tiles::Tile;
use crate::linalg::add_products;

/// Columns by columns whose sums fit in 32 registers, beside what is multiplied; and in 16.
const MANY: usize = 4;
const FEW: usize = 3;
/// Columns up to which a general product takes longer: three times as long for 12, half as long again for 22.
const MOST: usize = 48;

/// Adds Σ w zzᵀ of the rows z of a tile, a one before their answers, to the lower triangle of `sums`, in column order.
pub(super) fn add_cross(tile: &mut Tile, weighted: bool, sums: &mut [f64]) {
    if tile.answers().len() <= MOST * tile.stride() {
        Arch::new().dispatch(Products { tile, weighted, sums });
    } else {
        if weighted {
            tile.weigh();
        }
        let right = if weighted { tile.weighted() } else { tile.answers() };
        add_products(tile.answers(), right, tile.stride(), tile.rows(), sums);
    }
}

/// Adds the products of few columns.
struct Products<'a> {
    tile: &'a Tile,
    weighted: bool,
    sums: &'a mut [f64],
}

impl WithSimd for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (S::REGISTER_COUNT >= 32, self.weighted) {
            (true, true) => add::<S, MANY, true>(simd, self.tile, self.sums),
            (true, false) => add::<S, MANY, false>(simd, self.tile, self.sums),
            (false, true) => add::<S, FEW, true>(simd, self.tile, self.sums),
            (false, false) => add::<S, FEW, false>(simd, self.tile, self.sums),
        }
    }
}

#[inline(always)]
fn add<S: Simd, const BLOCK: usize, const WEIGHTED: bool>(simd: S, tile: &Tile, sums: &mut [f64]) {
    let (rows, size) = (tile.rows(), tile.answers().len() / tile.stride());
    for first in (0..size).step_by(BLOCK) {
        let right = columns::<BLOCK>(tile, first);
        for start in (first..size).step_by(BLOCK) {
            let left = columns::<BLOCK>(tile, start);
            let found = products::<S, BLOCK, WEIGHTED>(simd, left, right, &tile.weights()[..rows]);
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
fn columns<const BLOCK: usize>(tile: &Tile, first: usize) -> [&[f64]; BLOCK] {
    let (stride, rows, last) = (tile.stride(), tile.rows(), tile.answers().len() / tile.stride() - 1);
    let mut columns = [&[][..]; BLOCK];
    for (i, column) in columns.iter_mut().enumerate() {
        *column = &tile.answers()[(first + i).min(last) * stride..][..rows];
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
    use super::super::{Column, Given, moments};
    use super::*;
    use crate::parallel::Control;
    use crate::weights::WeightPower;

    /// Sums of products of this size are exact, in whatever order they are added.
    fn whole(row: usize, column: usize) -> f64 {
        ((row * (2 * column + 3) + row * row % 7 + column) % 11) as f64
    }

    /// Few columns and many, on either side of what is worth a product of matrices, of rows that fill no vector.
    #[test]
    fn every_number_of_columns_has_the_products_of_the_definition() {
        let rows = 611;
        let weights: Vec<f64> = (0..rows).map(|row| (row % 4) as f64 / 4.0 + 0.25).collect();
        for p in (1..14).chain(MOST - 3..MOST + 3) {
            let answers: Vec<Vec<f64>> = (0..p).map(|j| (0..rows).map(|row| whole(row, j)).collect()).collect();
            let columns: Vec<_> = answers.iter().map(|x| Column::of_f64("x", x)).collect();
            for weighted in [false, true] {
                let given = Given::new(&columns, weighted.then(|| Column::of_f64("w", &weights)));
                let found = moments(given, WeightPower::One, &Control::default()).unwrap().remove(0);
                let w = |row: usize| if weighted { weights[row] } else { 1.0 };
                let sum = |of: &dyn Fn(usize) -> f64| (0..rows).map(|row| w(row) * of(row)).sum::<f64>();
                for (i, j) in (0..p).flat_map(|i| (0..p).map(move |j| (i, j))) {
                    let means = sum(&|row| answers[i][row]) * sum(&|row| answers[j][row]) / sum(&|_| 1.0);
                    let expected = sum(&|row| answers[i][row] * answers[j][row]) - means;
                    let off = (found.comoment()[[i, j]] - expected).abs();
                    assert!(off < 1e-9, "{p} columns, weighted {weighted}: {i}, {j} is {off} off");
                }
            }
        }
    }
}
