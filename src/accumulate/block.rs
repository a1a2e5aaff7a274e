//! A block of rows: summed about a shift near its means, tile by tile, and turned into moments about its own means.
//!
//! Merged blocks are as accurate as two passes over the data.

use pulp::{Arch, Simd, WithSimd};

use super::Moments;
use crate::error::Result;
use crate::linalg::add_products;

/// Answers and weights from here on count as infinite: sums of six factors below it, as come up on the way to the
/// co-moments under squared weights, cannot overflow.
pub(super) const INFINITE: f64 = 1e40;

/// The sums of a block and the tile that is being added to them.
pub(super) struct Block {
    /// Rows a tile has room for.
    stride: usize,
    /// The tile, (1 + p) × `stride`, column after column: ones, then the answers.
    answers: Vec<f64>,
    /// `answers` times the weights; empty without weights.
    weighted: Vec<f64>,
    /// One a row of the tile.
    pub(super) weights: Vec<f64>,
    /// Whether an answer is missing, for every row of the tile.
    missing: Vec<bool>,
    /// Positions in the tile of the rows that count.
    pub(super) used: Vec<usize>,
    /// What is subtracted from every column; empty before the first row.
    shift: Vec<f64>,
    /// Lower triangle of (1 + p) × (1 + p) in column order: Σ w zzᵀ of the rows z = (1, x − shift).
    cross: Vec<f64>,
    /// Σ w².
    sum_w2: f64,
    /// The counts; the rest follows at the end.
    found: Moments,
}

impl Block {
    /// A block of `p` columns without rows; its tiles have up to `stride` rows.
    pub(super) fn new(p: usize, stride: usize, weighted: bool) -> Self {
        let size = (1 + p) * stride;
        Self {
            stride,
            answers: vec![1.0; size],
            weighted: vec![0.0; if weighted { size } else { 0 }],
            weights: vec![1.0; stride],
            missing: vec![false; stride],
            used: Vec::with_capacity(stride),
            shift: Vec::new(),
            cross: vec![0.0; (1 + p) * (1 + p)],
            sum_w2: 0.0,
            found: Moments::empty(p),
        }
    }

    /// Fills `rows` answers of a column by `read`, which tells whether any is missing.
    pub(super) fn read_column(&mut self, index: usize, rows: usize, read: impl Fn(&mut [f64]) -> bool) {
        let answers = &mut self.answers[(1 + index) * self.stride..][..rows];
        if read(answers) {
            self.missing.iter_mut().zip(answers).for_each(|(missing, x)| *missing |= x.is_nan());
        }
    }

    /// The answers of the rows that count, column after column.
    fn columns(&self) -> impl Iterator<Item = &[f64]> {
        self.answers.chunks_exact(self.stride).skip(1).map(|x| &x[..self.used.len()])
    }

    /// Sorts out the first `rows` rows of the tile and moves those that count to the front.
    pub(super) fn choose_rows(&mut self, rows: usize) {
        self.used.clear();
        for row in 0..rows {
            if self.weights[row] == 0.0 {
                self.found.n_zero_weight += 1;
            } else if self.missing[row] {
                self.found.n_missing += 1;
            } else {
                self.used.push(row);
            }
        }
        self.missing.fill(false);
        self.found.n += self.used.len() as u64;
        if self.used.len() < rows {
            let columns = self.answers.chunks_exact_mut(self.stride).skip(1);
            columns.chain([self.weights.as_mut_slice()]).for_each(|x| squeeze(x, &self.used));
        }
    }

    /// Adds the chosen rows of the tile to the sums; tells whether all their answers are finite.
    pub(super) fn add_tile(&mut self) -> bool {
        if self.used.is_empty() {
            return true;
        }
        if self.shift.is_empty() {
            self.shift = self.columns().map(most_central).collect();
        }
        let finite = Arch::new().dispatch(Centre(self));
        let right = if self.weighted.is_empty() { &self.answers } else { &self.weighted };
        add_products(&self.answers, right, self.stride, self.used.len(), &mut self.cross);
        finite
    }

    /// The moments about the means from the sums about the shift.
    pub(super) fn finish(self) -> Shifted {
        let (p, sum_w) = (self.found.p(), self.cross[0]);
        // Without rows all sums are zero; so they are if the squares of tiny weights vanish.
        let divisor = if sum_w > 0.0 { sum_w } else { 1.0 };
        let sums = &self.cross[1..=p];
        let centred = |i: usize, j: usize| self.cross[(1 + j) * (1 + p) + 1 + i] - sums[i] * sums[j] / divisor;
        let entry = |i: usize, j: usize| if i == j { centred(i, i).max(0.0) } else { centred(i.max(j), i.min(j)) };
        let moments = Moments {
            sum_w,
            sum_w2: self.sum_w2,
            mean: sums.iter().map(|sum| sum / divisor).collect(),
            comoment: (0..p * p).map(|at| entry(at / p, at % p)).collect(),
            ..self.found
        };
        Shifted { shift: self.shift, moments }
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
        for (mean, shift) in self.moments.mean.iter_mut().zip(self.shift) {
            *mean += shift;
        }
        self.moments
    }
}

/// Subtracts the shift from the tile of a block and weights it; tells whether all answers are finite.
struct Centre<'a>(&'a mut Block);

impl WithSimd for Centre<'_> {
    type Output = bool;

    #[inline(always)]
    #[allow(clippy::inline_always)] // Only what is inlined here is compiled for the wider vectors.
    fn with_simd<S: Simd>(self, _: S) -> bool {
        let Block { stride, answers, weighted, weights, used, shift, sum_w2, .. } = self.0;
        let weights = &weights[..used.len()];
        *sum_w2 += weights.iter().map(|w| w * w).sum::<f64>();
        let mut finite = true;
        for (column, shift) in answers.chunks_exact_mut(*stride).skip(1).zip(shift) {
            for x in &mut column[..used.len()] {
                finite &= is_finite(*x);
                *x -= *shift;
            }
        }
        for (to, from) in weighted.chunks_exact_mut(*stride).zip(answers.chunks_exact(*stride)) {
            for ((to, x), w) in to.iter_mut().zip(from).zip(weights) {
                *to = x * w;
            }
        }
        finite
    }
}

/// Moves the chosen rows to the front; `rows` rise.
fn squeeze(x: &mut [f64], rows: &[usize]) {
    for (to, &from) in rows.iter().enumerate() {
        x[to] = x[from];
    }
}

/// The answer nearest the mean. Subtracting it keeps whole numbers whole, so that their sums are exact, and makes a
/// column that does not vary exactly zero.
fn most_central(answers: &[f64]) -> f64 {
    let mean = answers.iter().sum::<f64>() / answers.len() as f64;
    let distance = |x: &f64| (x - mean).abs();
    answers.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or_default()
}

/// Whether an answer of a complete row can be used; NaN stands for no answer and is no concern here.
pub(super) fn is_finite(answer: f64) -> bool {
    answer.abs() < INFINITE
}
