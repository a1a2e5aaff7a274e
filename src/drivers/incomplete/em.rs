//! Maximum-likelihood means and covariances of incomplete answers under multivariate normality, by the EM algorithm.

use ndarray::{Array2, ArrayView2};

use super::{Incomplete, PatternMoments};
use crate::accumulate::Moments;
use crate::drivers::sweep::sweep;
use crate::error::{Error, Result};
use crate::linalg::symmetric_eigen;
use crate::parallel::{Control, map_merge};
use crate::weights::WeightType;

/// A column whose variance given others is this share of its variance depends on them.
const DEPENDENT: f64 = 1e-10;
/// Columns with this share of the largest loading take part in a dependency.
const TAKES_PART: f64 = 0.1;
/// Patterns a thread takes at a time.
pub(super) const CHUNK: usize = 32;
/// Change, in standard deviations, at which the replicates of a bootstrap may stop.
const REPLICATE_TOLERANCE: f64 = 1e-6;

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// Most iterations.
    pub max_iter: usize,
    /// Largest change of a mean or covariance, in standard deviations of the answers, that counts as none.
    pub tolerance: f64,
}

/// Means and covariances in standard units.
#[derive(Debug, Clone, PartialEq)]
pub struct Normal {
    /// p means.
    pub mean: Vec<f64>,
    /// p × p covariances, both triangles.
    pub covariance: Vec<f64>,
}

/// The maximum of the likelihood.
#[derive(Debug, Clone)]
pub struct Em {
    /// The estimates in standard units.
    pub normal: Normal,
    /// The estimates in the units of the columns: `comoment / sum_w` is the maximum-likelihood covariance matrix; `n`,
    /// `sum_w` and `sum_w2` are those of every respondent who answered anything.
    pub moments: Moments,
    /// Logarithm of the likelihood of the answers there are, the weights brought to a sum of n (frequencies as they are).
    pub log_likelihood: f64,
    /// Iterations made.
    pub iterations: usize,
    /// Largest change in the last one.
    pub change: f64,
}

/// Estimates means and covariances from all answers there are, whatever is missing.
///
/// Every iteration replaces sums over complete rows by what is expected of them given the answers (E), and takes
/// means and covariances of those (M). Rows enter through the moments of their pattern of answers, so that an
/// iteration costs patterns × p³; every two iterations are extrapolated where that raises the likelihood.
/// Right if answers are missing at random: whether one is may depend on the others given, not on what it would be.
///
/// Sources: Dempster, A. P., Laird, N. M. & Rubin, D. B. (1977), "Maximum likelihood from incomplete data via the EM
/// algorithm", *Journal of the Royal Statistical Society B* 39, 1–38; Little & Rubin (2002), section 11.2; Varadhan, R.
/// & Roland, C. (2008), "Simple and globally convergent methods for accelerating the convergence of any EM algorithm",
/// *Scandinavian Journal of Statistics* 35, 335–353.
///
/// # Errors
/// [`Error::NotConverged`], [`Error::Degenerate`] naming columns that depend on each other, [`Error::Interrupted`].
pub fn em(rows: &Incomplete, kind: WeightType, stop: Stop, control: &Control) -> Result<Em> {
    let patterns = rows.pattern_moments(rows.rows().weights(), control)?;
    let start = Normal::standard(rows.p());
    let found = maximise(rows, &patterns, start, stop, control)?;
    let log_scale: Vec<f64> = rows.answers().iter().map(|of| of.sd.ln()).collect();
    let own_units: f64 = patterns.iter().map(|q| q.sum_w * q.observed.iter().map(|&j| log_scale[j]).sum::<f64>()).sum();
    let moments = rows.moments(rows.base(), &found.normal.mean, &found.normal.covariance)?;
    let log_likelihood = (found.log_likelihood - own_units) * rows.per_weight(kind);
    Ok(Em { normal: found.normal, moments, log_likelihood, iterations: found.iterations, change: found.change })
}

/// Means and covariances of bootstrap replicates: respondents drawn with replacement, each iterated from the estimates.
///
/// Replicate i is row i: p means, then p × p covariances (divided by Σw), in the units of the columns; NaN where there are none.
///
/// # Errors
/// [`Error::TooManyResamples`], [`Error::Interrupted`].
pub fn bootstrap_em(
    rows: &Incomplete,
    found: &Em,
    kind: WeightType,
    stop: Stop,
    n_resamples: usize,
    seed: u64,
    control: &Control,
) -> Result<Array2<f64>> {
    let inner = control.inner();
    rows.replicates(kind, n_resamples, seed, control, |weights| {
        let drawn = replicate(rows, found, weights, stop, &inner)?;
        rows.moments(rows.base(), &drawn.mean, &drawn.covariance)
    })
}

/// The estimates of one bootstrap replicate.
pub(crate) fn replicate(
    rows: &Incomplete,
    found: &Em,
    weights: &[f64],
    stop: Stop,
    control: &Control,
) -> Result<Normal> {
    let patterns = rows.pattern_moments(weights, control)?;
    let stop = Stop { tolerance: stop.tolerance.max(REPLICATE_TOLERANCE), ..stop };
    Ok(maximise(rows, &patterns, found.normal.clone(), stop, control)?.normal)
}

impl Normal {
    fn standard(p: usize) -> Self {
        let covariance = (0..p * p).map(|at| f64::from(u8::from(at % (p + 1) == 0))).collect();
        Self { mean: vec![0.0; p], covariance }
    }

    pub(crate) fn p(&self) -> usize {
        self.mean.len()
    }

    fn entries(&self) -> impl Iterator<Item = f64> {
        self.mean.iter().chain(&self.covariance).copied()
    }

    /// The covariance matrix swept on `observed` and the logarithm of their determinant; `None` if some depend on others.
    pub(crate) fn given(&self, observed: &[usize]) -> Option<(Vec<f64>, f64)> {
        let p = self.p();
        let (mut swept, mut log_det) = (self.covariance.clone(), 0.0);
        for &k in observed {
            let pivot = sweep(&mut swept, p, k);
            if pivot.is_nan() || pivot <= self.covariance[k * p + k] * DEPENDENT {
                return None;
            }
            log_det += pivot.ln();
        }
        Some((swept, log_det))
    }
}

struct Maximum {
    normal: Normal,
    log_likelihood: f64,
    iterations: usize,
    change: f64,
}

/// One EM step: where it leads, and the logarithm of the likelihood where it started.
struct Step {
    next: Normal,
    log_likelihood: f64,
}

fn maximise(
    rows: &Incomplete,
    patterns: &[PatternMoments],
    start: Normal,
    stop: Stop,
    control: &Control,
) -> Result<Maximum> {
    let (mut at, mut iterations) = (start, 0);
    loop {
        let first = step(rows, patterns, &at, control)?;
        iterations += 1;
        let change = at.entries().zip(first.next.entries()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        if change <= stop.tolerance {
            let all: Vec<usize> = (0..at.p()).collect();
            first.next.given(&all).ok_or_else(|| dependent(rows, &first.next))?;
            return Ok(Maximum { normal: first.next, log_likelihood: first.log_likelihood, iterations, change });
        }
        if iterations >= stop.max_iter {
            let what = "the EM algorithm for missing answers";
            return Err(Error::NotConverged { what, iterations, change, tolerance: stop.tolerance });
        }
        let second = step(rows, patterns, &first.next, control)?;
        iterations += 1;
        let far = extrapolated(&at, &first.next, &second.next);
        at = match step(rows, patterns, &far, control) {
            Ok(third) if third.log_likelihood >= second.log_likelihood => {
                iterations += 1;
                third.next
            }
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            // Too far: where the likelihood falls, or where there is no distribution.
            _ => second.next,
        };
    }
}

/// Squared extrapolation of two steps a → b → c: a - 2 s r + s² v with r = b - a, v = c - 2 b + a, s = -|r| / |v|.
fn extrapolated(a: &Normal, b: &Normal, c: &Normal) -> Normal {
    let norm = |of: &dyn Fn(f64, f64, f64) -> f64| {
        a.entries().zip(b.entries()).zip(c.entries()).map(|((a, b), c)| of(a, b, c).powi(2)).sum::<f64>().sqrt()
    };
    let (step, curve) = (norm(&|a, b, _| b - a), norm(&|a, b, c| c - 2.0 * b + a));
    let length = if curve > 0.0 { (step / curve).max(1.0) } else { 1.0 };
    let move_to = |a: &[f64], b: &[f64], c: &[f64]| {
        let along =
            |((a, b), c): ((&f64, &f64), &f64)| a + 2.0 * length * (b - a) + length * length * (c - 2.0 * b + a);
        a.iter().zip(b).zip(c).map(along).collect()
    };
    Normal {
        mean: move_to(&a.mean, &b.mean, &c.mean),
        covariance: move_to(&a.covariance, &b.covariance, &c.covariance),
    }
}

fn step(rows: &Incomplete, patterns: &[PatternMoments], at: &Normal, control: &Control) -> Result<Step> {
    let part = |index: usize| {
        control.inner().advance(0)?;
        let mut sums = Expected::new(at.p());
        for pattern in patterns.iter().skip(index * CHUNK).take(CHUNK) {
            sums.add(pattern, at).ok_or_else(|| dependent(rows, at))?;
        }
        Ok(sums)
    };
    let sums = map_merge(patterns.len().div_ceil(CHUNK), part, |a, b| Ok(a.plus(&b)))?;
    let sums = sums.unwrap_or_else(|| Expected::new(at.p()));
    Ok(Step { log_likelihood: sums.log_likelihood, next: sums.maximise(at) })
}

/// Names the columns of the direction with the least variance.
pub(super) fn dependent(rows: &Incomplete, at: &Normal) -> Error {
    let p = at.p();
    let view = ArrayView2::from_shape((p, p), &at.covariance).ok();
    let loadings: Vec<f64> = match view.and_then(symmetric_eigen) {
        Some(eigen) => eigen.vectors.column(0).iter().map(|l| l.abs()).collect(),
        None => vec![1.0; p],
    };
    let largest = loadings.iter().copied().fold(0.0, f64::max);
    let named = rows.names().iter().zip(&loadings).filter(|(_, l)| **l >= TAKES_PART * largest);
    Error::Degenerate { columns: named.map(|(name, _)| name.clone()).collect() }
}

/// Expected sums over rows about the current means, and the logarithm of the likelihood there.
struct Expected {
    sum_w: f64,
    /// Σ w E(x - μ), length p.
    first: Vec<f64>,
    /// Σ w E(x - μ)(x - μ)ᵀ, upper triangle of p × p.
    second: Vec<f64>,
    log_likelihood: f64,
}

impl Expected {
    fn new(p: usize) -> Self {
        Self { sum_w: 0.0, first: vec![0.0; p], second: vec![0.0; p * p], log_likelihood: 0.0 }
    }

    fn plus(mut self, other: &Self) -> Self {
        self.sum_w += other.sum_w;
        self.log_likelihood += other.log_likelihood;
        self.first.iter_mut().zip(&other.first).for_each(|(a, b)| *a += b);
        self.second.iter_mut().zip(&other.second).for_each(|(a, b)| *a += b);
        self
    }

    /// Adds a pattern of weight w: with z its mean less μ, A its squares about μ, o the columns answered, m the others,
    ///
    /// ```text
    /// first += w F z        second += F A Fᵀ + w (S_mm - S_mo S_oo⁻¹ S_om)        F = (I, S_mo S_oo⁻¹)
    /// ```
    fn add(&mut self, pattern: &PatternMoments, at: &Normal) -> Option<()> {
        let (p, o, w) = (at.p(), pattern.observed.len(), pattern.sum_w);
        let (swept, log_det) = at.given(&pattern.observed)?;
        let z: Vec<f64> = pattern.observed.iter().zip(&pattern.mean).map(|(&j, mean)| mean - at.mean[j]).collect();
        let mut squares = if pattern.comoment.is_empty() { vec![0.0; o * o] } else { pattern.comoment.clone() };
        for (row, zi) in squares.chunks_exact_mut(o).zip(&z) {
            row.iter_mut().zip(&z).for_each(|(entry, zj)| *entry += w * zi * zj);
        }
        let mut place = vec![None; p];
        pattern.observed.iter().enumerate().for_each(|(a, &j)| place[j] = Some(a));
        let slopes = |i: usize| pattern.observed.iter().map(move |&j| (i, j));
        // F A, p × o, and F z.
        let mut mapped = vec![0.0; p * o];
        for (i, row) in mapped.chunks_exact_mut(o).enumerate() {
            if let Some(a) = place[i] {
                row.copy_from_slice(&squares[a * o..(a + 1) * o]);
                self.first[i] += w * z[a];
                continue;
            }
            for ((slope, squares), z) in slopes(i).map(|(i, j)| swept[i * p + j]).zip(squares.chunks_exact(o)).zip(&z) {
                row.iter_mut().zip(squares).for_each(|(entry, x)| *entry += slope * x);
                self.first[i] += w * slope * z;
            }
        }
        for i in 0..p {
            let row = &mapped[i * o..(i + 1) * o];
            for j in i..p {
                self.second[i * p + j] += if let Some(b) = place[j] {
                    row[b]
                } else {
                    let own = if place[i].is_none() { w * swept[i * p + j] } else { 0.0 };
                    own + row.iter().zip(slopes(j)).map(|(x, (j, k))| x * swept[j * p + k]).sum::<f64>()
                };
            }
        }
        let mahalanobis: f64 = pattern.observed.iter().enumerate().fold(0.0, |sum, (a, &i)| {
            sum - slopes(i).zip(&squares[a * o..]).map(|((i, j), x)| swept[i * p + j] * x).sum::<f64>()
        });
        self.sum_w += w;
        self.log_likelihood -= 0.5 * (w * (o as f64 * std::f64::consts::TAU.ln() + log_det) + mahalanobis);
        Some(())
    }

    fn maximise(self, at: &Normal) -> Normal {
        let (p, total) = (at.p(), self.sum_w);
        let moved: Vec<f64> = self.first.iter().map(|sum| sum / total).collect();
        let entry = |i: usize, j: usize| self.second[i.min(j) * p + i.max(j)] / total - moved[i] * moved[j];
        Normal {
            mean: at.mean.iter().zip(&moved).map(|(mean, by)| mean + by).collect(),
            covariance: (0..p * p).map(|at| entry(at / p, at % p)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{AnsweredRows, Column, Given};

    const NONE: f64 = f64::NAN;
    const STOP: Stop = Stop { max_iter: 500, tolerance: 1e-13 };

    fn prepare(columns: &[&[f64]]) -> Result<Incomplete> {
        let names: Vec<String> = ["x", "y", "z"].iter().take(columns.len()).map(ToString::to_string).collect();
        let columns: Vec<_> = columns.iter().map(|values| Column::of_f64("column", values)).collect();
        let rows = AnsweredRows::by_cell(Given::new(&columns, None), &Control::default())?.remove(0);
        Incomplete::new(rows, &names)
    }

    fn fit(columns: &[&[f64]], stop: Stop) -> Result<Em> {
        em(&prepare(columns)?, WeightType::Probability, stop, &Control::default())
    }

    #[test]
    fn one_gap_is_filled_by_the_line_of_the_others() {
        // (0, 1), (2, 3), (4, 2) and (6, none). Of the three: means 2 and 2, Sxx = 8, Sxy = 2, Syy = 2, slope 1/4, what
        // is left (2 - 4/8) / 3 = 1/2. Of all four x: mean 3, variance 5. So y: mean 2 + 1/4, variance 1/2 + 5/16,
        // covariance 5/4.
        let found = fit(&[&[0.0, 2.0, 4.0, 6.0], &[1.0, 3.0, 2.0, NONE]], STOP).unwrap().moments;
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-11, "{a} {b}");
        near(found.mean()[0], 3.0);
        near(found.mean()[1], 2.25);
        for (at, expected) in [((0, 0), 5.0), ((1, 0), 1.25), ((0, 1), 1.25), ((1, 1), 0.8125)] {
            near(found.comoment()[at] / 4.0, expected);
        }
        assert_eq!((found.n(), found.sum_w()), (4, 4.0));
    }

    #[test]
    fn the_likelihood_of_complete_rows_is_that_of_the_normal_distribution() {
        // x = 0, 2: mean 1, variance 1: log density of each -ln(2π)/2 - 1/2.
        let found = fit(&[&[0.0, 2.0]], STOP).unwrap();
        assert!((found.log_likelihood + std::f64::consts::TAU.ln() + 1.0).abs() < 1e-14);
    }

    #[test]
    fn what_cannot_be_estimated_is_named() {
        let (x, y) = ([1.0, 2.0, 4.0, NONE, NONE, NONE], [NONE, NONE, NONE, 1.0, 5.0, 2.0]);
        let expected = Error::NeverTogether { first: "x".into(), second: "y".into(), n: 0 };
        assert_eq!(fit(&[&x, &y], STOP).unwrap_err(), expected);
        let expected = Error::NoAnswers { column: "y".into(), n: 6 };
        assert_eq!(fit(&[&x, &[NONE; 6]], STOP).unwrap_err(), expected);
        let line = [3.0, 5.0, 9.0, NONE, NONE, NONE];
        let expected = Error::Degenerate { columns: vec!["x".into(), "y".into()] };
        assert_eq!(fit(&[&x, &line], STOP).unwrap_err(), expected);
        let (x, y) = ([0.0, 2.0, 4.0, 6.0, NONE], [1.0, 3.0, 2.0, NONE, 9.0]);
        let error = fit(&[&x, &y], Stop { max_iter: 1, ..STOP }).unwrap_err();
        assert!(matches!(error, Error::NotConverged { iterations: 1, .. }), "{error}");
    }
}
