//! A block of rows: summed about a shift near its means, tile by tile, and turned into moments about its own means.
//!
//! Merged blocks are as accurate as two passes over the data.

use pulp::{Arch, Simd, WithSimd};

use super::Moments;
use super::tiles::{Tile, is_finite};
use crate::error::Result;
use crate::linalg::{add_products, add_weighted_products};
use crate::weights::WeightPower;

/// The sums of a block.
pub(super) struct Block {
    /// Whether the rows have weights.
    weighted: bool,
    /// What is subtracted from every column; empty before the first row.
    shift: Vec<f64>,
    /// Lower triangle of (1 + p) × (1 + p) in column order: Σ w zzᵀ of the rows z = (1, x − shift).
    cross: Vec<f64>,
    /// Σ w².
    sum_w2: f64,
    /// The rows; the rest follows at the end.
    found: Moments,
}

impl Block {
    /// A block of `p` columns without rows.
    pub(super) fn new(p: usize, weighted: bool) -> Self {
        Self { weighted, shift: Vec::new(), cross: vec![0.0; (1 + p) * (1 + p)], sum_w2: 0.0, found: Moments::empty(p) }
    }

    /// A block of rows without weights, of their sums.
    pub(super) fn of_sums(shift: Vec<f64>, cross: Vec<f64>, n: u64) -> Self {
        let found = Moments { n, ..Moments::empty(shift.len()) };
        Self { weighted: false, shift, cross, sum_w2: n as f64, found }
    }

    /// Adds the rows of a tile, which is shifted for it; tells whether all their answers are finite.
    pub(super) fn add_tile(&mut self, tile: &mut Tile, power: WeightPower) -> bool {
        if self.shift.is_empty() {
            self.shift = (0..self.found.p()).map(|j| most_central(tile.column(j))).collect();
        }
        self.found.n += tile.rows() as u64;
        if power == WeightPower::Two {
            tile.parts_mut().1.iter_mut().for_each(|w| *w *= *w);
        }
        let finite = Arch::new().dispatch(Centre(self, tile));
        add_cross(tile, self.weighted, &mut self.cross);
        finite
    }

    /// The moments about the means from the sums about the shift.
    pub(super) fn finish(self, n_missing: u64, n_zero_weight: u64) -> Shifted {
        let (p, sum_w) = (self.found.p(), self.cross[0]);
        // Without rows all sums are zero; so they are if the squares of tiny weights vanish.
        let divisor = if sum_w > 0.0 { sum_w } else { 1.0 };
        let sums = &self.cross[1..=p];
        let centred = |i: usize, j: usize| self.cross[(1 + j) * (1 + p) + 1 + i] - sums[i] * sums[j] / divisor;
        let entry = |i: usize, j: usize| if i == j { centred(i, i).max(0.0) } else { centred(i.max(j), i.min(j)) };
        let moments = Moments {
            sum_w,
            sum_w2: self.sum_w2,
            n_missing,
            n_zero_weight,
            mean: sums.iter().map(|sum| sum / divisor).collect(),
            comoment: (0..p * p).map(|at| entry(at / p, at % p)).collect(),
            ..self.found
        };
        Shifted { shift: self.shift, moments }
    }
}

/// Adds Σ w zzᵀ of the rows z of a tile, a one before their answers, to the lower triangle of `sums`.
fn add_cross(tile: &mut Tile, weighted: bool, sums: &mut [f64]) {
    let (stride, rows) = (tile.stride(), tile.rows());
    if !weighted {
        add_products(tile.answers(), tile.answers(), stride, rows, sums);
    } else if !add_weighted_products(tile.answers(), tile.weights(), stride, sums) {
        tile.weigh();
        add_products(tile.answers(), tile.weighted(), stride, rows, sums);
    }
}

/// Moments of answers less a shift. Means near zero keep the digits that the co-moments of merged parts need and means
/// near 1e9 would lose.
pub(super) struct Shifted {
    /// One a column; empty without rows.
    shift: Vec<f64>,
    moments: Moments,
}

impl Shifted {
    /// Moves `other` to the shift of `self` and merges it, see [`Moments::merge`].
    pub(super) fn merge(self, mut other: Self) -> Result<Self> {
        let shift = if self.shift.is_empty() { other.shift.clone() } else { self.shift };
        for ((mean, from), to) in other.moments.mean.iter_mut().zip(&other.shift).zip(&shift) {
            *mean += from - to;
        }
        Ok(Self { shift, moments: self.moments.merge(&other.moments)? })
    }

    /// The moments of the answers themselves.
    pub(super) fn unshift(mut self) -> Moments {
        self.moments.move_means(&self.shift);
        self.moments
    }
}

/// Subtracts the shift from the tile of a block; tells whether all answers are finite.
struct Centre<'a>(&'a mut Block, &'a mut Tile);

impl WithSimd for Centre<'_> {
    type Output = bool;

    #[inline(always)]
    #[allow(clippy::inline_always)] // Only what is inlined here is compiled for the wider vectors.
    fn with_simd<S: Simd>(self, simd: S) -> bool {
        let Self(Block { shift, sum_w2, .. }, tile) = self;
        let (rows, stride) = (tile.rows(), tile.stride());
        let (answers, weights) = tile.parts_mut();
        // A sum of one number after the other would wait for each of them.
        let (vectors, rest) = S::as_simd_f64s(weights);
        let rest = simd.partial_load_f64s(rest);
        let mut squares = simd.mul_f64s(rest, rest);
        for &w in vectors {
            squares = simd.mul_add_e_f64s(w, w, squares);
        }
        *sum_w2 += simd.reduce_sum_f64s(squares);
        let mut finite = true;
        for (column, shift) in answers.chunks_exact_mut(stride).skip(1).zip(shift) {
            for x in &mut column[..rows] {
                finite &= is_finite(*x);
                *x -= *shift;
            }
        }
        finite
    }
}

/// The answer nearest the mean. Subtracting it keeps whole numbers whole, so that their sums are exact, and makes a
/// column that does not vary exactly zero.
pub(super) fn most_central(answers: &[f64]) -> f64 {
    let mean = answers.iter().sum::<f64>() / answers.len() as f64;
    let distance = |x: &f64| (x - mean).abs();
    answers.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or_default()
}
