//! The log-likelihood of a cumulative logit with its derivatives, for many small models of the same cases.
//!
//! In formulas it is that of `cumulative_logit`. Cases lie category after category, so that all rows of a run have the
//! same thresholds, and those of the lowest and the highest category take one exponential.

// What reads a tile is inlined into its `WithSimd`, so that it is compiled for the wider vectors.
#![allow(clippy::inline_always)]

use pulp::{Arch, Simd, WithSimd};

use super::cases::{Block, Cases};
use crate::drivers::cumulative_logit::logistic::logistic;
use crate::drivers::cumulative_logit::rows::{dot, sum};
use crate::drivers::packed::triangle;
use crate::error::{Error, Result};
use crate::parallel::Control;

/// Rows that are read together.
const TILE: usize = 256;
/// Numbers that are summed side by side, and products that are summed at once.
const LANES: usize = 8;
const TOGETHER: usize = 4;

/// The derivatives at a point, and the room they are made in. Parameters are the thresholds, then the slopes.
pub(super) struct Derivatives {
    pub log_likelihood: f64,
    pub gradient: Vec<f64>,
    /// Observed information, a packed lower triangle.
    pub information: Vec<f64>,
    eta: Vec<f64>,
    /// w ln F of the rows, then w (1 − F) and w f at the upper and at the lower threshold.
    log: Vec<f64>,
    beyond: [Vec<f64>; 2],
    density: [Vec<f64>; 2],
    /// w (f + f), and what pulls on the predictor.
    both: Vec<f64>,
    pull: Vec<f64>,
    /// Slopes × tile: drivers times `both`.
    weighted: Vec<f64>,
}

/// Some rows of a category.
struct Tile<'a> {
    out: &'a mut Derivatives,
    cases: &'a Cases,
    columns: &'a [usize],
    parameters: &'a [f64],
    block: usize,
    start: usize,
    rows: usize,
}

impl Derivatives {
    pub fn new() -> Self {
        let tile = || vec![0.0; TILE];
        Self {
            log_likelihood: 0.0,
            gradient: Vec::new(),
            information: Vec::new(),
            eta: tile(),
            log: tile(),
            beyond: [tile(), tile()],
            density: [tile(), tile()],
            both: tile(),
            pull: tile(),
            weighted: Vec::new(),
        }
    }

    /// Moves to other parameters of a model of some columns.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub fn find(&mut self, cases: &Cases, columns: &[usize], parameters: &[f64], control: &Control) -> Result<()> {
        self.log_likelihood = 0.0;
        refill(&mut self.gradient, parameters.len());
        refill(&mut self.information, triangle(parameters.len()));
        self.weighted.resize(columns.len() * TILE, 0.0);
        for (block, Block { rows, share }) in cases.blocks.iter().enumerate() {
            for start in rows.clone().step_by(TILE) {
                if control.is_stopped() {
                    return Err(Error::Interrupted);
                }
                let rows = TILE.min(rows.end - start);
                Arch::new().dispatch(Tile { out: self, cases, columns, parameters, block, start, rows });
            }
            self.add_own(cases, parameters, block, *share);
        }
        Ok(())
    }

    /// Adds what the rows of a category between two thresholds have in common: with d their distance the logarithm of
    /// 1 − exp(−d).
    fn add_own(&mut self, cases: &Cases, parameters: &[f64], block: usize, share: f64) {
        if block == 0 || block == cases.thresholds() {
            return;
        }
        let distance = parameters[block] - parameters[block - 1];
        let q = distance.exp_m1().recip();
        let own = share * q * (1.0 + q);
        self.log_likelihood += share * (-(-distance).exp_m1()).ln();
        self.gradient[block] += share * q;
        self.gradient[block - 1] -= share * q;
        self.information[triangle(block) + block] += own;
        self.information[triangle(block - 1) + block - 1] += own;
        self.information[triangle(block) + block - 1] -= own;
    }
}

impl WithSimd for Tile<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) {
        self.place();
        self.weigh();
        self.add_thresholds();
        if !self.columns.is_empty() {
            self.add_slopes();
        }
    }
}

impl Tile<'_> {
    #[inline(always)]
    fn column(&self, place: usize) -> &[f64] {
        &self.cases.column(self.columns[place])[self.start..][..self.rows]
    }

    /// The thresholds above and below the rows: their places.
    #[inline(always)]
    fn ends(&self) -> [Option<usize>; 2] {
        [Some(self.block).filter(|&at| at < self.cases.thresholds()), self.block.checked_sub(1)]
    }

    #[inline(always)]
    fn place(&mut self) {
        let (cases, rows) = (self.cases, self.start..self.start + self.rows);
        let eta = &mut self.out.eta[..self.rows];
        eta.fill(0.0);
        for (&column, slope) in self.columns.iter().zip(&self.parameters[cases.thresholds()..]) {
            eta.iter_mut().zip(&cases.column(column)[rows.clone()]).for_each(|(eta, z)| *eta += slope * z);
        }
    }

    /// What the rows say at each of their thresholds: of how far η lies on the right side of it.
    #[inline(always)]
    fn weigh(&mut self) {
        let rows = self.rows;
        let ends = self.ends();
        let weights = &self.cases.weights[self.start..][..rows];
        let out = &mut *self.out;
        out.log[..rows].fill(0.0);
        for (end, sign) in [-1.0, 1.0].into_iter().enumerate() {
            let (eta, log) = (&out.eta[..rows], &mut out.log[..rows]);
            let (beyond, density) = (&mut out.beyond[end][..rows], &mut out.density[end][..rows]);
            let Some(at) = ends[end] else {
                beyond.fill(0.0);
                density.fill(0.0);
                continue;
            };
            let threshold = self.parameters[at];
            for i in 0..rows {
                let found = logistic(sign * (eta[i] - threshold));
                beyond[i] = weights[i] * found.beyond;
                density[i] = weights[i] * found.density;
                log[i] += weights[i] * found.log;
            }
        }
        let ([upper, lower], [above, below]) = (&out.density, &out.beyond);
        let (upper, lower, above, below) = (&upper[..rows], &lower[..rows], &above[..rows], &below[..rows]);
        let (both, pull) = (&mut out.both[..rows], &mut out.pull[..rows]);
        for i in 0..rows {
            both[i] = upper[i] + lower[i];
            pull[i] = below[i] - above[i];
        }
    }

    #[inline(always)]
    fn add_thresholds(&mut self) {
        let (rows, ends) = (self.rows, self.ends());
        self.out.log_likelihood += sum(&self.out.log[..rows]);
        for (end, sign) in [1.0, -1.0].into_iter().enumerate() {
            let Some(at) = ends[end] else { continue };
            self.out.gradient[at] += sign * sum(&self.out.beyond[end][..rows]);
            self.out.information[triangle(at) + at] += sum(&self.out.density[end][..rows]);
        }
    }

    #[inline(always)]
    fn add_slopes(&mut self) {
        let (rows, ends, first) = (self.rows, self.ends(), self.cases.thresholds());
        for place in 0..self.columns.len() {
            let z = &self.cases.column(self.columns[place])[self.start..][..rows];
            let out = &mut *self.out;
            let line = triangle(first + place);
            out.gradient[first + place] += dot(z, &out.pull[..rows]);
            for (at, density) in ends.into_iter().zip(&out.density) {
                if let Some(at) = at {
                    out.information[line + at] -= dot(z, &density[..rows]);
                }
            }
            let weighted = &mut out.weighted[place * TILE..][..rows];
            weighted.iter_mut().zip(z.iter().zip(&out.both)).for_each(|(to, (z, both))| *to = z * both);
        }
        for place in 0..self.columns.len() {
            self.add_products(place, first);
        }
    }

    /// The products of a driver with those before it and itself.
    #[inline(always)]
    fn add_products(&mut self, place: usize, first: usize) {
        let (rows, line) = (self.rows, triangle(first + place) + first);
        let mut before = 0;
        while before + TOGETHER <= place + 1 {
            let products = {
                let weighted = |i: usize| &self.out.weighted[(before + i) * TILE..][..rows];
                dots(self.column(place), [weighted(0), weighted(1), weighted(2), weighted(3)])
            };
            let to = &mut self.out.information[line + before..][..TOGETHER];
            to.iter_mut().zip(products).for_each(|(to, product)| *to += product);
            before += TOGETHER;
        }
        for other in before..=place {
            let product = dot(self.column(place), &self.out.weighted[other * TILE..][..rows]);
            self.out.information[line + other] += product;
        }
    }
}

#[inline(always)]
fn dots(x: &[f64], ys: [&[f64]; TOGETHER]) -> [f64; TOGETHER] {
    let mut sums = [[0.0; LANES]; TOGETHER];
    let whole = x.len() - x.len() % LANES;
    for start in (0..whole).step_by(LANES) {
        let x = &x[start..start + LANES];
        for (sums, y) in sums.iter_mut().zip(ys) {
            let y = &y[start..start + LANES];
            for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
                *sum += x * y;
            }
        }
    }
    let rest = |y: &[f64]| -> f64 { x[whole..].iter().zip(&y[whole..]).map(|(x, y)| x * y).sum() };
    std::array::from_fn(|i| sums[i].iter().sum::<f64>() + rest(ys[i]))
}

fn refill(values: &mut Vec<f64>, len: usize) {
    values.clear();
    values.resize(len, 0.0);
}
