//! The log-likelihood of a cumulative logit with its derivatives, from one scan of the rows.

// What reads a tile is inlined into its `WithSimd`, so that it is compiled for the wider vectors.
#![allow(clippy::inline_always)]

use ndarray::{Array1, Array2};
use pulp::{Arch, Simd, WithSimd};

use super::model::Model;
use super::rows::{At, Work, dot, sum};
use crate::accumulate::Tile;
use crate::linalg::add_products;

/// Sums over the rows of a category.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Category {
    /// Rows.
    pub count: u64,
    /// Σ w (1 − F(a)): how far the rows pull their upper threshold up.
    pub above: f64,
    /// Σ w (1 − F(b)): how far they pull the lower one down.
    pub below: f64,
    /// Σ w f(a), Σ w f(b).
    density: [f64; 2],
}

/// The sums over some rows of a cell at given parameters.
///
/// With a = `τ_c` − η and b = η − `τ_(c−1)`, how far a row's predictor η lies within the thresholds of its category,
///
/// ```text
/// P(y = c) = F(a) + F(b) − 1 = F(a) F(b) (1 − exp(−(τ_c − τ_(c−1))))
/// ```
///
/// so that its logarithm is a sum, of which the last term is that of all rows of the category, and numbers that are
/// nearly equal are never subtracted.
pub(super) struct Sums {
    pub categories: Vec<Category>,
    /// Σ w (ln F(a) + ln F(b)).
    log: f64,
    /// p: Σ w (F(a) − F(b)) z.
    gradient: Vec<f64>,
    /// p × p, lower triangle in column order: Σ w (f(a) + f(b)) z zᵀ.
    squares: Vec<f64>,
    /// Thresholds × p: Σ w f z over the rows whose category ends at the threshold.
    cross: Vec<f64>,
    work: Work,
}

/// Log-likelihood, its gradient and the observed information in the parameters of a [`Model`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Derivatives {
    pub log_likelihood: f64,
    pub gradient: Array1<f64>,
    pub information: Array2<f64>,
}

/// A tile to be added: compiled for the widest vectors of the processor.
struct Addition<'a, 'm> {
    sums: &'a mut Sums,
    tile: &'a Tile,
    at: &'a At<'m>,
}

impl Sums {
    pub fn new(model: &Model, categories: usize) -> Self {
        let p = model.centre.len();
        Self {
            categories: vec![Category::default(); categories],
            log: 0.0,
            gradient: vec![0.0; p],
            squares: vec![0.0; p * p],
            cross: vec![0.0; model.thresholds() * p],
            work: Work::default(),
        }
    }

    /// Adds the rows of a tile: the codes of their categories, then the drivers.
    pub fn add(&mut self, tile: &Tile, at: &At<'_>) {
        Arch::new().dispatch(Addition { sums: self, tile, at });
        if !self.gradient.is_empty() {
            add_products(&self.work.rooted, &self.work.rooted, tile.stride(), tile.rows(), &mut self.squares);
        }
    }

    pub fn merge(mut self, other: &Self) -> Self {
        for (a, b) in self.categories.iter_mut().zip(&other.categories) {
            a.count += b.count;
            a.above += b.above;
            a.below += b.below;
            a.density = [a.density[0] + b.density[0], a.density[1] + b.density[1]];
        }
        self.log += other.log;
        let pairs = [
            (&mut self.gradient, &other.gradient),
            (&mut self.squares, &other.squares),
            (&mut self.cross, &other.cross),
        ];
        for (a, b) in pairs {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        }
        self
    }

    #[inline(always)]
    #[allow(clippy::float_cmp)] // a code is the category's or not
    fn add_two_categories(&mut self, low: usize, high: usize, codes: &[f64]) {
        let (work, low_code) = (&self.work, low as f64);
        let count = codes.iter().filter(|code| **code == low_code).count();
        let above = sum(&work.upper);
        let below = sum(&work.lower);
        let density = sum(&work.density);
        if let Some(category) = self.categories.get_mut(low) {
            category.count += count as u64;
            category.above += above;
            category.density[0] += density;
        }
        if let Some(category) = self.categories.get_mut(high) {
            category.count += (codes.len() - count) as u64;
            category.below += below;
        }
    }

    #[inline(always)]
    fn add_categories(&mut self) {
        let work = &self.work;
        let pulls = work.upper.iter().zip(&work.lower);
        let densities = work.densities[0].iter().zip(&work.densities[1]);
        for ((code, (above, below)), (upper, lower)) in work.codes.iter().zip(pulls).zip(densities) {
            let Some(category) = self.categories.get_mut(*code) else { continue };
            category.count += 1;
            category.above += above;
            category.below += below;
            category.density[0] += upper;
            category.density[1] += lower;
        }
    }

    /// Centres and scales the drivers, one by one, and adds their products with what follows from the rows.
    #[inline(always)]
    fn add_drivers(&mut self, tile: &Tile, at: &At<'_>) {
        let Self { gradient, cross, work, .. } = self;
        let (stride, rows, p) = (tile.stride(), tile.rows(), gradient.len());
        work.rooted.resize(p * stride, 0.0);
        for (j, z) in work.rooted.chunks_exact_mut(stride).enumerate() {
            let (centre, inverse) = (at.model.centre[j], at.inverses[j]);
            let z = &mut z[..rows];
            z.iter_mut().zip(tile.column(1 + j)).for_each(|(z, x)| *z = (x - centre) * inverse);
            gradient[j] += dot(z, &work.pull);
            for (t, touching) in work.touching.chunks_exact(stride).enumerate() {
                cross[t * p + j] += dot(z, &touching[..rows]);
            }
            z.iter_mut().zip(&work.root).for_each(|(z, root)| *z *= root);
        }
    }

    /// The derivatives at the parameters of the scan, all weights multiplied by `factor`; `shares` are the sums of weights
    /// by category.
    ///
    /// With q = 1 / (exp(d) − 1), d the distance of its thresholds, a category's own term adds q to the pull of its rows
    /// on both and q (1 + q) to the information.
    pub fn derivatives(&self, model: &Model, parameters: &[f64], shares: &[f64], factor: f64) -> Derivatives {
        let (m, k, p) = (model.thresholds(), model.terms(), self.gradient.len());
        let mut log_likelihood = self.log;
        let mut gradient = Array1::zeros(k);
        let mut information = Array2::zeros((k, k));
        for (code, (category, weight)) in self.categories.iter().zip(shares).enumerate() {
            let [upper, lower] = model.neighbours(code);
            let mut own = 0.0;
            if let (Some(upper), Some(lower)) = (upper, lower) {
                let distance = parameters[upper] - parameters[lower];
                let q = distance.exp_m1().recip();
                log_likelihood += weight * (-(-distance).exp_m1()).ln();
                gradient[upper] += weight * q;
                gradient[lower] -= weight * q;
                own = weight * q * (1.0 + q);
                information[[upper, lower]] -= own;
                information[[lower, upper]] -= own;
            }
            if let Some(upper) = upper {
                gradient[upper] += category.above;
                information[[upper, upper]] += category.density[0] + own;
            }
            if let Some(lower) = lower {
                gradient[lower] -= category.below;
                information[[lower, lower]] += category.density[1] + own;
            }
        }
        for j in 0..p {
            gradient[m + j] = self.gradient[j];
            for t in 0..m {
                information[[t, m + j]] = -self.cross[t * p + j];
                information[[m + j, t]] = -self.cross[t * p + j];
            }
            for i in j..p {
                information[[m + i, m + j]] = self.squares[j * p + i];
                information[[m + j, m + i]] = self.squares[j * p + i];
            }
        }
        Derivatives {
            log_likelihood: log_likelihood * factor,
            gradient: gradient * factor,
            information: information * factor,
        }
    }
}

impl WithSimd for Addition<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { sums, tile, at } = self;
        sums.work.place(tile, at);
        if let [low, high] = *at.model.observed {
            sums.work.weigh_two(tile, at, low);
            sums.add_two_categories(low, high, tile.column(0));
        } else {
            sums.work.weigh(tile, at);
            sums.add_categories();
        }
        sums.log += sum(&sums.work.log);
        if !sums.gradient.is_empty() {
            sums.work.touch(at, tile.stride());
            sums.add_drivers(tile, at);
        }
    }
}
