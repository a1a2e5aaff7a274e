//! What a cumulative logit says of the rows of a tile: predictors, pulls on thresholds, densities.

// What reads a tile is inlined into a `WithSimd`, so that it is compiled for the wider vectors.
#![allow(clippy::inline_always)]

use super::logistic::logistic;
use super::model::Model;
use crate::accumulate::Tile;

/// Numbers that are summed side by side: the widest vectors hold eight.
const LANES: usize = 8;

/// A model with the parameters at which its likelihood is wanted.
pub(super) struct At<'m> {
    pub model: &'m Model,
    pub slopes: Vec<f64>,
    /// 1 / scale.
    pub inverses: Vec<f64>,
    /// Upper and lower threshold by code.
    pub bounds: Vec<[f64; 2]>,
    /// The same as positions.
    pub neighbours: Vec<[Option<usize>; 2]>,
}

impl<'m> At<'m> {
    pub fn new(model: &'m Model, parameters: &[f64]) -> Self {
        let bounds = model.bounds(parameters);
        Self {
            model,
            inverses: model.scale.iter().map(|scale| 1.0 / scale).collect(),
            slopes: parameters.iter().skip(model.thresholds()).copied().collect(),
            neighbours: (0..bounds.len()).map(|code| model.neighbours(code)).collect(),
            bounds,
        }
    }
}

/// What follows from a tile, a row.
#[derive(Default)]
pub(super) struct Work {
    /// z times the root of the density, columns one stride apart.
    pub rooted: Vec<f64>,
    pub root: Vec<f64>,
    pub eta: Vec<f64>,
    pub codes: Vec<usize>,
    /// a, then w (1 − F(a)).
    pub upper: Vec<f64>,
    /// b, then w (1 − F(b)).
    pub lower: Vec<f64>,
    /// w f(a) and w f(b).
    pub densities: [Vec<f64>; 2],
    /// w (ln F(a) + ln F(b)).
    pub log: Vec<f64>,
    /// w (f(a) + f(b)).
    pub density: Vec<f64>,
    /// w (F(a) − F(b)).
    pub pull: Vec<f64>,
    /// Thresholds × rows: w f where a row's category ends at the threshold.
    pub touching: Vec<f64>,
}

impl Work {
    /// Sums up the predictor.
    #[inline(always)]
    pub fn place(&mut self, tile: &Tile, at: &At<'_>) {
        self.eta.clear();
        self.eta.resize(tile.rows(), 0.0);
        for (j, (centre, (inverse, slope))) in
            at.model.centre.iter().zip(at.inverses.iter().zip(&at.slopes)).enumerate()
        {
            let slope = slope * inverse;
            for (eta, x) in self.eta.iter_mut().zip(tile.column(1 + j)) {
                *eta += slope * (x - centre);
            }
        }
        let Self { upper, lower, densities: [at_upper, at_lower], log, density, pull, .. } = self;
        for x in [upper, lower, at_upper, at_lower, log, density, pull] {
            x.resize(tile.rows(), 0.0);
        }
    }

    /// Pulls, densities and log-likelihoods of rows of two categories: one threshold each.
    #[inline(always)]
    #[allow(clippy::float_cmp)] // a code is the category's or not
    pub fn weigh_two(&mut self, tile: &Tile, at: &At<'_>, low: usize) {
        let rows = tile.rows();
        let threshold = at.bounds.get(low).map_or(0.0, |bounds| bounds[0]);
        let (low, codes, weights, eta) =
            (low as f64, &tile.column(0)[..rows], &tile.weights()[..rows], &self.eta[..rows]);
        let (upper, lower, pull) = (&mut self.upper[..rows], &mut self.lower[..rows], &mut self.pull[..rows]);
        let (log, density) = (&mut self.log[..rows], &mut self.density[..rows]);
        for i in 0..rows {
            let is_low = codes[i] == low;
            let inside = threshold - eta[i];
            let found = logistic(if is_low { inside } else { -inside });
            let beyond = weights[i] * found.beyond;
            upper[i] = if is_low { beyond } else { 0.0 };
            lower[i] = if is_low { 0.0 } else { beyond };
            pull[i] = lower[i] - upper[i];
            density[i] = weights[i] * found.density;
            log[i] = weights[i] * found.log;
        }
    }

    /// Pulls, densities and log-likelihoods of rows of any category.
    #[inline(always)]
    pub fn weigh(&mut self, tile: &Tile, at: &At<'_>) {
        let rows = tile.rows();
        self.codes.clear();
        self.codes.extend(tile.column(0).iter().map(|code| whole(*code)));
        for (i, code) in self.codes.iter().enumerate() {
            let [upper, lower] = at.bounds.get(*code).copied().unwrap_or([f64::INFINITY, f64::NEG_INFINITY]);
            self.upper[i] = upper - self.eta[i];
            self.lower[i] = self.eta[i] - lower;
        }
        let weights = &tile.weights()[..rows];
        let (upper, lower, pull) = (&mut self.upper[..rows], &mut self.lower[..rows], &mut self.pull[..rows]);
        let (log, density) = (&mut self.log[..rows], &mut self.density[..rows]);
        let [at_upper, at_lower] = &mut self.densities;
        let (at_upper, at_lower) = (&mut at_upper[..rows], &mut at_lower[..rows]);
        for i in 0..rows {
            let (above, below) = (logistic(upper[i]), logistic(lower[i]));
            (upper[i], lower[i]) = (weights[i] * above.beyond, weights[i] * below.beyond);
            pull[i] = lower[i] - upper[i];
            (at_upper[i], at_lower[i]) = (weights[i] * above.density, weights[i] * below.density);
            density[i] = at_upper[i] + at_lower[i];
            log[i] = weights[i] * (above.log + below.log);
        }
    }

    /// Roots of the densities, and the densities by threshold.
    #[inline(always)]
    pub fn touch(&mut self, at: &At<'_>, stride: usize) {
        self.root.clear();
        self.root.extend(self.density.iter().map(|density| density.sqrt()));
        self.touching.clear();
        self.touching.resize(at.model.thresholds() * stride, 0.0);
        if at.model.thresholds() == 1 {
            self.touching[..self.density.len()].copy_from_slice(&self.density);
            return;
        }
        for (i, &code) in self.codes.iter().enumerate() {
            let neighbours = at.neighbours.get(code).copied().unwrap_or_default();
            for (threshold, f) in neighbours.into_iter().zip(&self.densities) {
                if let Some(threshold) = threshold {
                    self.touching[threshold * stride + i] += f[i];
                }
            }
        }
    }
}

/// How a row pulls at the parameters: its weighted score.
pub(super) struct Pull {
    /// Its upper and its lower threshold with the derivative of the log-likelihood by each.
    pub thresholds: [(Option<usize>, f64); 2],
    /// The derivative by the predictor η.
    pub predictor: f64,
    /// Its weighted information of a and b, the thresholds less η: of a, of b, of both.
    pub information: [f64; 3],
}

/// What is at the upper and at the lower threshold of a row.
type Ends<'a> = (&'a f64, &'a f64);

/// The pulls of the rows of a tile.
pub(super) fn pulls(tile: &Tile, model: &Model, parameters: &[f64]) -> Vec<Pull> {
    let at = At::new(model, parameters);
    let mut work = Work::default();
    work.place(tile, &at);
    work.weigh(tile, &at);
    let [at_upper, at_lower] = &work.densities;
    let densities = at_upper.iter().zip(at_lower);
    let pull = |((place, slopes), information): (((&usize, &f64), Ends), Ends)| {
        let ((code, weight), (above, below), (at_upper, at_lower)) = (place, slopes, information);
        let [upper, lower] = at.bounds.get(*code).copied().unwrap_or_default();
        // Nothing where one of the thresholds is infinite.
        let inverse = 1.0 / (upper - lower).exp_m1();
        let own = weight * inverse;
        let shared = own * (1.0 + inverse);
        let [next, last] = at.neighbours.get(*code).copied().unwrap_or_default();
        Pull {
            thresholds: [(next, above + own), (last, -below - own)],
            predictor: below - above,
            information: [at_upper + shared, at_lower + shared, -shared],
        }
    };
    let rows = work.codes.iter().zip(tile.weights()).zip(work.upper.iter().zip(&work.lower));
    rows.zip(densities).map(pull).collect()
}

/// The code of a category as it is read.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "codes are small whole numbers")]
pub(super) fn whole(code: f64) -> usize {
    code as usize
}

#[inline(always)]
pub(in crate::drivers) fn sum(x: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let parts = x.chunks_exact(LANES);
    let rest: f64 = parts.remainder().iter().sum();
    for part in parts {
        sums.iter_mut().zip(part).for_each(|(sum, x)| *sum += x);
    }
    sums.iter().sum::<f64>() + rest
}

#[inline(always)]
pub(in crate::drivers) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (xs, ys) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
    let rest: f64 = xs.remainder().iter().zip(ys.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in xs.zip(ys) {
        for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f64>() + rest
}
