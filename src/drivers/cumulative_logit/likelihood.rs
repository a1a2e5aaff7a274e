//! The log-likelihood of a cumulative logit with its derivatives, from one scan of the rows.

use ndarray::{Array1, Array2};
use pulp::Arch;

use super::model::Model;
use crate::accumulate::Tile;
use crate::drivers::logistic::logistic;
use crate::linalg::add_products;

/// Numbers that are summed side by side: the widest vectors hold eight.
const LANES: usize = 8;

/// Sums over the rows of a category.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Category {
    /// Rows.
    pub count: u64,
    /// Σ w.
    pub weight: f64,
    /// Σ w (1 − F(a)): how far the rows pull their upper threshold up.
    pub above: f64,
    /// Σ w (1 − F(b)): how far they pull the lower one down.
    pub below: f64,
    /// Σ w f(a), Σ w f(b).
    density: [f64; 2],
}

/// The sums over some rows of a cell at given parameters.
///
/// With a = τ_c − η and b = η − τ_(c−1), how far a row's predictor η lies within the thresholds of its category,
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

/// A tile on the scale of the model, columns one stride apart, and what follows from it a row.
#[derive(Default)]
struct Work {
    z: Vec<f64>,
    /// z times the density.
    weighted: Vec<f64>,
    codes: Vec<usize>,
    /// a, then w (1 − F(a)).
    upper: Vec<f64>,
    /// b, then w (1 − F(b)).
    lower: Vec<f64>,
    /// w f(a) and w f(b).
    densities: [Vec<f64>; 2],
    log: Vec<f64>,
    /// w (f(a) + f(b)).
    density: Vec<f64>,
    /// Thresholds × rows: w f where a row's category ends at the threshold.
    touching: Vec<f64>,
}

/// Log-likelihood, its gradient and the observed information in the parameters of a [`Model`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Derivatives {
    pub log_likelihood: f64,
    pub gradient: Array1<f64>,
    pub information: Array2<f64>,
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
    pub fn add(&mut self, tile: &Tile, model: &Model, parameters: &[f64], bounds: &[[f64; 2]]) {
        let m = model.thresholds();
        self.work.place(tile, model, &parameters[m..], bounds);
        self.work.weigh(tile, m == 1);
        self.log += sum(&self.work.log);
        self.add_categories(tile.weights());
        if !model.centre.is_empty() {
            self.work.touch(model, tile.stride());
            self.add_drivers(tile.stride());
        }
    }

    fn add_categories(&mut self, weights: &[f64]) {
        let work = &self.work;
        let pulls = work.upper.iter().zip(&work.lower);
        let densities = work.densities[0].iter().zip(&work.densities[1]);
        for (((code, weight), (above, below)), (upper, lower)) in
            work.codes.iter().zip(weights).zip(pulls).zip(densities)
        {
            let Some(category) = self.categories.get_mut(*code) else { continue };
            category.count += 1;
            category.weight += weight;
            category.above += above;
            category.below += below;
            category.density[0] += upper;
            category.density[1] += lower;
        }
    }

    fn add_drivers(&mut self, stride: usize) {
        let Self { gradient, cross, work, .. } = self;
        let (rows, p) = (work.codes.len(), gradient.len());
        Arch::new().dispatch(|| {
            for (j, z) in work.z.chunks_exact(stride).enumerate() {
                let z = &z[..rows];
                gradient[j] += dot(z, &work.lower) - dot(z, &work.upper);
                for (t, touching) in work.touching.chunks_exact(stride).enumerate() {
                    cross[t * p + j] += dot(z, &touching[..rows]);
                }
            }
        });
        add_products(&work.z, &work.weighted, stride, rows, &mut self.squares);
    }

    pub fn merge(mut self, other: &Self) -> Self {
        for (a, b) in self.categories.iter_mut().zip(&other.categories) {
            a.count += b.count;
            a.weight += b.weight;
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

    /// The derivatives at the parameters of the scan, all weights multiplied by `factor`.
    ///
    /// With q = 1 / (exp(τ_c − τ_(c−1)) − 1) the category's own term adds q to the pull of its rows on both thresholds
    /// and q (1 + q) to the information.
    pub fn derivatives(&self, model: &Model, parameters: &[f64], factor: f64) -> Derivatives {
        let (m, k, p) = (model.thresholds(), model.terms(), self.gradient.len());
        let mut log_likelihood = self.log;
        let mut gradient = Array1::zeros(k);
        let mut information = Array2::zeros((k, k));
        for (code, category) in self.categories.iter().enumerate() {
            let [upper, lower] = model.neighbours(code);
            let mut own = 0.0;
            if let (Some(upper), Some(lower)) = (upper, lower) {
                let distance = parameters[upper] - parameters[lower];
                let q = distance.exp_m1().recip();
                log_likelihood += category.weight * (-(-distance).exp_m1()).ln();
                gradient[upper] += category.weight * q;
                gradient[lower] -= category.weight * q;
                own = category.weight * q * (1.0 + q);
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

impl Work {
    /// Centres and scales the drivers, and places every row within the thresholds of its category.
    fn place(&mut self, tile: &Tile, model: &Model, slopes: &[f64], bounds: &[[f64; 2]]) {
        let stride = tile.stride();
        self.z.resize(slopes.len() * stride, 0.0);
        self.log.clear();
        self.log.resize(tile.rows(), 0.0);
        let eta = &mut self.log;
        Arch::new().dispatch(|| {
            let scales = model.centre.iter().zip(&model.scale).zip(slopes);
            for ((j, z), ((centre, scale), slope)) in self.z.chunks_exact_mut(stride).enumerate().zip(scales) {
                let inverse = 1.0 / scale;
                for ((z, x), eta) in z.iter_mut().zip(tile.column(1 + j)).zip(&mut *eta) {
                    *z = (x - centre) * inverse;
                    *eta += slope * *z;
                }
            }
        });
        self.codes.clear();
        self.codes.extend(tile.column(0).iter().map(|code| whole(*code)));
        let bound = |code: &usize| bounds.get(*code).copied().unwrap_or([f64::INFINITY, f64::NEG_INFINITY]);
        self.upper.clear();
        self.upper.extend(self.codes.iter().zip(&*eta).map(|(code, eta)| bound(code)[0] - eta));
        self.lower.clear();
        self.lower.extend(self.codes.iter().zip(&*eta).map(|(code, eta)| eta - bound(code)[1]));
    }

    /// Turns distances from the thresholds into pulls on them, densities and log-likelihoods.
    fn weigh(&mut self, tile: &Tile, binary: bool) {
        let rows = self.codes.len();
        let Self { upper, lower, densities: [at_upper, at_lower], log, density, .. } = self;
        for to in [&mut *at_upper, &mut *at_lower, &mut *density] {
            to.resize(rows, 0.0);
        }
        let weights = &tile.weights()[..rows];
        let (a, b, log, density) = (&mut upper[..rows], &mut lower[..rows], &mut log[..rows], &mut density[..rows]);
        let (fa, fb) = (&mut at_upper[..rows], &mut at_lower[..rows]);
        Arch::new().dispatch(|| {
            for i in 0..rows {
                let w = weights[i];
                if binary {
                    // Each of two categories has one threshold: one evaluation is enough.
                    let (is_lower, found) = (a[i] < b[i], logistic(a[i].min(b[i])));
                    let (pull, f) = (w * found.beyond, w * found.density);
                    (a[i], b[i]) = if is_lower { (pull, 0.0) } else { (0.0, pull) };
                    (fa[i], fb[i]) = if is_lower { (f, 0.0) } else { (0.0, f) };
                    log[i] = w * found.log;
                } else {
                    let (above, below) = (logistic(a[i]), logistic(b[i]));
                    (a[i], b[i]) = (w * above.beyond, w * below.beyond);
                    (fa[i], fb[i]) = (w * above.density, w * below.density);
                    log[i] = w * (above.log + below.log);
                }
                density[i] = fa[i] + fb[i];
            }
        });
    }

    /// Weights the drivers, and lists the densities by threshold.
    fn touch(&mut self, model: &Model, stride: usize) {
        let rows = self.codes.len();
        self.weighted.resize(self.z.len(), 0.0);
        Arch::new().dispatch(|| {
            for (to, from) in self.weighted.chunks_exact_mut(stride).zip(self.z.chunks_exact(stride)) {
                for ((to, z), f) in to.iter_mut().zip(from).zip(&self.density) {
                    *to = z * f;
                }
            }
        });
        self.touching.clear();
        self.touching.resize(model.thresholds() * stride, 0.0);
        if model.thresholds() == 1 {
            self.touching[..rows].copy_from_slice(&self.density);
            return;
        }
        for (i, &code) in self.codes.iter().enumerate() {
            for (threshold, f) in model.neighbours(code).into_iter().zip(&self.densities) {
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
}

/// The pulls of the rows of a tile.
pub(super) fn pulls(tile: &Tile, model: &Model, parameters: &[f64]) -> Vec<Pull> {
    let m = model.thresholds();
    let bounds = model.bounds(parameters);
    let mut work = Work::default();
    work.place(tile, model, &parameters[m..], &bounds);
    work.weigh(tile, m == 1);
    let pull = |((code, weight), (above, below)): ((&usize, &f64), (&f64, &f64))| {
        let [upper, lower] = bounds.get(*code).copied().unwrap_or_default();
        // Nothing where one of the thresholds is infinite.
        let own = weight / (upper - lower).exp_m1();
        let [at_upper, at_lower] = model.neighbours(*code);
        Pull { thresholds: [(at_upper, above + own), (at_lower, -below - own)], predictor: below - above }
    };
    work.codes.iter().zip(tile.weights()).zip(work.upper.iter().zip(&work.lower)).map(pull).collect()
}

/// The code of a category as it is read.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "codes are small whole numbers")]
pub(super) fn whole(code: f64) -> usize {
    code as usize
}

fn sum(x: &[f64]) -> f64 {
    x.iter().sum()
}

#[inline(always)]
#[allow(clippy::inline_always)] // Only what is inlined into a dispatched closure is compiled for the wider vectors.
fn dot(x: &[f64], y: &[f64]) -> f64 {
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
