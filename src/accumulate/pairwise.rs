//! Sums over the rows in which both columns of a pair are answered, for every pair at once.

use ndarray::Array2;
use pulp::{Arch, Simd, WithSimd};

use super::AnsweredRows;
use crate::error::Result;
use crate::linalg::add_products;
use crate::parallel::{Control, map_merge};

/// Rows in a block, the unit of work of a thread, and in a tile, which stays in the nearest caches.
const BLOCK: usize = 16_384;
const TILE: usize = 256;

/// Weighted sums of every pair of p columns over the rows in which both are answered; every array is p × p.
#[derive(Debug, Clone, PartialEq)]
pub struct PairSums {
    /// Rows.
    pub n: Array2<f64>,
    /// Sums of weights.
    pub sum_w: Array2<f64>,
    /// Co-moments about the means of these rows; symmetric.
    pub comoment: Array2<f64>,
}

/// Sums over pairs of columns under `weights`, one a row; a row of weight 0 does not count.
///
/// With x the answers, 0 where there is none, and m the marks (1 where there is one), all sums are products of the same
/// tile with itself:
///
/// ```text
/// W_ij = Σ w m_i m_j       S_ij = Σ w x_i m_j       Q_ij = Σ w x_i x_j       C_ij = Q_ij - S_ij S_ji / W_ij
/// ```
///
/// Give answers whose means are near zero, such as [`AnsweredRows::standardised`]: the last difference loses the digits
/// of a large mean.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn pair_sums(rows: &AnsweredRows, weights: &[f64], control: &Control) -> Result<PairSums> {
    let p = rows.columns().len();
    let block = |index: usize| {
        let mut block = Block::new(p);
        let (from, to) = (index * BLOCK, (index * BLOCK + BLOCK).min(rows.len()));
        for start in (from..to).step_by(TILE) {
            control.advance(0)?;
            block.add(rows, weights, start, (start + TILE).min(to));
        }
        Ok(block.sums)
    };
    let sums = map_merge(rows.len().div_ceil(BLOCK), block, |a, b| Ok(a.plus(&b)))?;
    Ok(sums.unwrap_or_else(|| Sums::new(p)).finish(p))
}

/// Lower triangles in column order.
struct Sums {
    /// 2p × 2p: the answers, then the marks.
    cross: Vec<f64>,
    /// p × p: marks, unweighted.
    count: Vec<f64>,
}

impl Sums {
    fn new(p: usize) -> Self {
        Self { cross: vec![0.0; 4 * p * p], count: vec![0.0; p * p] }
    }

    fn plus(mut self, other: &Self) -> Self {
        self.cross.iter_mut().zip(&other.cross).for_each(|(a, b)| *a += b);
        self.count.iter_mut().zip(&other.count).for_each(|(a, b)| *a += b);
        self
    }

    fn finish(&self, p: usize) -> PairSums {
        let cross = |row: usize, column: usize| self.cross[column * 2 * p + row];
        let lower = |i: usize, j: usize| (i.max(j), i.min(j));
        let weight = |(i, j): (usize, usize)| cross(p + i, p + j);
        let comoment = |(i, j): (usize, usize)| {
            let sum_w = weight((i, j));
            let centre = if sum_w > 0.0 { cross(p + j, i) * cross(p + i, j) / sum_w } else { 0.0 };
            cross(i, j) - centre
        };
        let square = |of: &dyn Fn((usize, usize)) -> f64| Array2::from_shape_fn((p, p), |(i, j)| of(lower(i, j)));
        PairSums {
            n: square(&|(i, j)| self.count[j * p + i]),
            sum_w: square(&weight),
            comoment: square(&|(i, j)| if i == j { comoment((i, i)).max(0.0) } else { comoment((i, j)) }),
        }
    }
}

struct Block {
    /// 2p columns of `TILE` rows: the answers, then the marks.
    tile: Vec<f64>,
    weighted: Vec<f64>,
    sums: Sums,
}

impl Block {
    fn new(p: usize) -> Self {
        Self { tile: vec![0.0; 2 * p * TILE], weighted: vec![0.0; 2 * p * TILE], sums: Sums::new(p) }
    }

    fn add(&mut self, rows: &AnsweredRows, weights: &[f64], start: usize, end: usize) {
        if rows.columns().is_empty() {
            return;
        }
        let (count, half) = (end - start, self.tile.len() / 2);
        Arch::new().dispatch(Fill { block: self, rows, weights: &weights[start..end], start });
        let Self { tile, weighted, sums } = self;
        add_products(tile, weighted, TILE, count, &mut sums.cross);
        add_products(&tile[half..], &tile[half..], TILE, count, &mut sums.count);
    }
}

/// Fills a tile with the answers and their marks, plain and weighted.
struct Fill<'a> {
    block: &'a mut Block,
    rows: &'a AnsweredRows,
    weights: &'a [f64],
    start: usize,
}

impl WithSimd for Fill<'_> {
    type Output = ();

    #[inline(always)]
    #[allow(clippy::inline_always)] // Only what is inlined here is compiled for the wider vectors.
    fn with_simd<S: Simd>(self, _: S) {
        let Block { tile, weighted, .. } = self.block;
        let half = tile.len() / 2;
        let (answers, marks) = tile.split_at_mut(half);
        let pairs = answers.chunks_exact_mut(TILE).zip(marks.chunks_exact_mut(TILE));
        for ((answers, marks), column) in pairs.zip(self.rows.columns()) {
            let given = column[self.start..].iter().zip(self.weights);
            for ((answer, mark), (x, w)) in answers.iter_mut().zip(marks).zip(given) {
                let counts = !x.is_nan() && *w > 0.0;
                *answer = if counts { *x } else { 0.0 };
                *mark = if counts { 1.0 } else { 0.0 };
            }
        }
        for (to, from) in weighted.chunks_exact_mut(TILE).zip(tile.chunks_exact(TILE)) {
            for ((to, x), w) in to.iter_mut().zip(from).zip(self.weights) {
                *to = x * w;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Given};
    use super::*;

    /// Answers near zero with gaps, weights of which some are zero.
    fn rows(count: usize, p: usize) -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut state = 11_u64;
        let mut uniform = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / (1_u64 << 24) as f64
        };
        let answer = |u: f64, v: f64| if v < 0.2 { f64::NAN } else { 4.0 * u - 2.0 };
        let columns = (0..p).map(|_| (0..count).map(|_| answer(uniform(), uniform())).collect()).collect();
        let mut more = uniform;
        (columns, (0..count).map(|_| if more() < 0.1 { 0.0 } else { more() }).collect())
    }

    #[test]
    fn the_sums_are_the_definition_for_every_pair() {
        for count in [0, 1, 300, 40_000] {
            let (values, weights) = rows(count, 4);
            let columns: Vec<_> = values.iter().map(|x| Column::of_f64("x", x)).collect();
            let control = Control::default();
            let kept = AnsweredRows::by_cell(Given::new(&columns, None), &control).unwrap().remove(0);
            let weights: Vec<f64> = kept.places().iter().map(|&row| weights[row]).collect();
            let found = pair_sums(&kept, &weights, &control).unwrap();
            for (i, x) in kept.columns().iter().enumerate() {
                for (j, y) in kept.columns().iter().enumerate() {
                    let both: Vec<_> =
                        (0..kept.len()).filter(|&r| !(x[r] + y[r]).is_nan() && weights[r] > 0.0).collect();
                    let sum = |of: &dyn Fn(usize) -> f64| both.iter().map(|&r| weights[r] * of(r)).sum::<f64>();
                    let sum_w = sum(&|_| 1.0);
                    let (mx, my) = (sum(&|r| x[r]) / sum_w, sum(&|r| y[r]) / sum_w);
                    let expected = sum(&|r| (x[r] - mx) * (y[r] - my));
                    assert_eq!(found.n[[i, j]], both.len() as f64);
                    assert!((found.sum_w[[i, j]] - sum_w).abs() <= 1e-12 * sum_w);
                    assert!((found.comoment[[i, j]] - expected).abs() <= 1e-12 * sum_w, "{i} {j} {count}");
                }
            }
        }
    }
}
