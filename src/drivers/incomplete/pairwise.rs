//! Moments from all answers that every pair of columns shares.

use ndarray::Array2;

use super::Incomplete;
use super::nearest_correlation::nearest_correlation;
use crate::accumulate::{Moments, pair_sums};
use crate::error::{Error, Result};
use crate::linalg::symmetric_eigen;
use crate::parallel::Control;
use crate::weights::{Base, WeightType};

/// An eigenvalue below this is negative by more than rounding: no data have such correlations.
const NEGATIVE: f64 = -1e-10;
/// Smallest eigenvalue of a repaired matrix, so that no variance inflation factor passes 100.
const FLOOR: f64 = 0.01;

/// Moments of incomplete rows, pair by pair.
#[derive(Debug, Clone)]
pub struct Pairwise {
    /// `comoment` holds the covariances on the scale of `base`: as if that many respondents had answered everything.
    pub moments: Moments,
    /// p × p respondents who answered both columns of a pair.
    pub n: Array2<f64>,
    /// p × p sums of their weights.
    pub sum_w: Array2<f64>,
    /// Smallest eigenvalue of the correlation matrix as it was found.
    pub least_eigenvalue: f64,
    /// Largest change of a correlation by the repair; none where nothing had to be repaired.
    pub repair: Option<f64>,
}

/// Covariances of every pair of columns over the rows in which both are answered, and means over all answers.
///
/// ```text
/// cov_ij = C_ij / W_ij · n_ij / (n_ij - 1)        cor_ij = cov_ij / √(cov_ii cov_jj)
/// ```
///
/// as R's `cov(use = "pairwise.complete.obs")`: co-moments are about the means of the pair's own rows, variances are of
/// all answers of a column. Where the correlations are not positive semidefinite, because every pair has other rows,
/// they are replaced by the nearest that are (see [`nearest_correlation`]; eigenvalues at least 0.01).
///
/// The base is the harmonic mean of the numbers of rows of all pairs. Since every covariance rests on other rows there is
/// no one number that makes standard errors right; this one is for degrees of freedom.
///
/// # Errors
/// [`Error::NeverTogether`], [`Error::Interrupted`].
pub fn pairwise(rows: &Incomplete, kind: WeightType, control: &Control) -> Result<Pairwise> {
    by_weights(rows, rows.rows().weights(), kind, control)
}

/// Means and covariances of bootstrap replicates of the rows, laid out as those of [`super::bootstrap_em`].
///
/// # Errors
/// [`Error::TooManyResamples`], [`Error::Interrupted`].
pub fn bootstrap_pairwise(
    rows: &Incomplete,
    kind: WeightType,
    n_resamples: usize,
    seed: u64,
    control: &Control,
) -> Result<Array2<f64>> {
    let inner = control.inner();
    let moments = |weights: &[f64]| by_weights(rows, weights, kind, &inner).map(|found| found.moments);
    rows.replicates(kind, n_resamples, seed, control, moments)
}

fn by_weights(rows: &Incomplete, weights: &[f64], kind: WeightType, control: &Control) -> Result<Pairwise> {
    let p = rows.p();
    let sums = pair_sums(rows.rows(), weights, control)?;
    let seen = if kind == WeightType::Frequency { &sums.sum_w } else { &sums.n };
    let pairs = (0..p).flat_map(|i| (0..p).map(move |j| (i, j)));
    if let Some((i, j)) = pairs.clone().find(|pair| seen[*pair] <= 1.0 || sums.sum_w[*pair] <= 0.0) {
        let (first, second) = (rows.names()[i].clone(), rows.names()[j].clone());
        return Err(Error::NeverTogether { first, second, n: u64::from(seen[[i, j]] > 0.0) });
    }
    let covariance =
        Array2::from_shape_fn((p, p), |at| sums.comoment[at] / sums.sum_w[at] * seen[at] / (seen[at] - 1.0));
    let roots = covariance.diag().mapv(f64::sqrt);
    let correlation =
        Array2::from_shape_fn((p, p), |(i, j)| if i == j { 1.0 } else { covariance[[i, j]] / (roots[i] * roots[j]) });
    let least_eigenvalue = symmetric_eigen(correlation.view()).map_or(f64::NAN, |eigen| eigen.values[0]);
    let repaired = if least_eigenvalue < NEGATIVE { nearest_correlation(correlation.view(), FLOOR) } else { None };
    let change = |to: &Array2<f64>| (to - &correlation).iter().fold(0.0, |most: f64, d| most.max(d.abs()));
    let repair = repaired.as_ref().map(change);
    let covariance = match repaired {
        None => covariance,
        Some(r) => {
            Array2::from_shape_fn(
                (p, p),
                |(i, j)| {
                    if i == j { covariance[[i, j]] } else { r[[i, j]] * roots[i] * roots[j] }
                },
            )
        }
    };
    let (all, observations) = (rows.base(), harmonic_mean(seen));
    let share = observations / all.observations(kind);
    let base = Base { n: all.n * share, sum_w: all.sum_w * share, sum_w2: all.sum_w2 * share };
    let mean: Vec<f64> = (0..p).map(|j| mean_of(&rows.rows().columns()[j], weights)).collect();
    // Whoever divides by Σw, as moments are meant, gets the covariance that belongs to n, not to n - 1.
    let less = (observations - 1.0) / observations;
    let covariance: Vec<f64> = covariance.iter().map(|c| c * less).collect();
    Ok(Pairwise {
        moments: rows.moments(base, &mean, &covariance)?,
        n: sums.n,
        sum_w: sums.sum_w,
        least_eigenvalue,
        repair,
    })
}

/// Harmonic mean over the pairs of different columns; of the answers of a column that stands alone.
fn harmonic_mean(seen: &Array2<f64>) -> f64 {
    let p = seen.nrows();
    let pairs = (0..p).flat_map(|i| (0..i).map(move |j| (i, j)));
    let (least, most) = seen.iter().fold((f64::INFINITY, 0.0_f64), |(least, most), n| (least.min(*n), most.max(*n)));
    // Equal numbers have exactly their own mean.
    if least < most { pairs.clone().count() as f64 / pairs.map(|pair| seen[pair].recip()).sum::<f64>() } else { most }
}

fn mean_of(column: &[f64], weights: &[f64]) -> f64 {
    let given = || column.iter().zip(weights).filter(|(x, _)| !x.is_nan());
    given().map(|(x, w)| w * x).sum::<f64>() / given().map(|(_, w)| w).sum::<f64>()
}
