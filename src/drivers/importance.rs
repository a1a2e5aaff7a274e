//! Importance of drivers and its bootstrap: what a driver is worth, and how sure that is.

mod lattice;
mod walk;

use ndarray::Array2;

use crate::accumulate::{Column, CompleteRows, moments};
use crate::drivers::{Design, correlation, regression};
use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{Sampler, bootstrap, jackknife};
use crate::weights::WeightPower;
use crate::weights::WeightType;

pub use lattice::{DRIVER_LIMIT, SubsetSums, subset_sums};

/// Bootstrap replicates of the importance of p drivers: `n_resamples` × (2p + 1).
///
/// Columns 0..p hold raw LMG importances, p..2p coefficients, 2p the R². Complete cases are drawn with replacement
/// ("pairs" bootstrap, see [`Sampler`]); a replicate that cannot be fitted is a row of NaN.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn bootstrap_importance(
    rows: &CompleteRows,
    design: &Design<'_>,
    kind: WeightType,
    n_resamples: usize,
    seed: u64,
    control: &Control,
) -> Result<Array2<f64>> {
    let sampler = Sampler::new(rows.weights(), kind);
    let (columns, inner) = (rows.columns(), control.inner());
    let statistic = |weights: &[f64]| replicate(&columns, weights, design, kind, &inner);
    bootstrap(n_resamples, seed, &sampler, width(design), control, statistic)
}

/// The same figures with one group of complete cases left out each, see [`jackknife`].
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn jackknife_importance(
    rows: &CompleteRows,
    design: &Design<'_>,
    kind: WeightType,
    control: &Control,
) -> Result<Array2<f64>> {
    let (columns, inner) = (rows.columns(), control.inner());
    let statistic = |weights: &[f64]| replicate(&columns, weights, design, kind, &inner);
    jackknife(rows.weights(), width(design), control, statistic)
}

fn width(design: &Design<'_>) -> usize {
    2 * design.drivers.len() + 1
}

fn replicate(
    columns: &[Column<'_>],
    weights: &[f64],
    design: &Design<'_>,
    kind: WeightType,
    control: &Control,
) -> Result<Vec<f64>> {
    let weights = Column::of_f64("weights", weights);
    let drawn = moments(columns, Some(&weights), WeightPower::One, None, control)?;
    let moments = &drawn.into_iter().next().unwrap_or_default();
    let fit = regression(moments, design, kind)?;
    let joint = correlation(moments, design)?.joint();
    let sums = subset_sums(joint.view(), design.drivers.len(), control)?;
    let slopes = fit.coefficients.iter().skip(usize::from(design.intercept));
    Ok(sums.lmg().into_iter().chain(slopes.copied()).chain([fit.r2]).collect())
}
