//! Importance of drivers and its bootstrap: what a driver is worth, and how sure that is.

mod lattice;
mod split;
mod walk;

use ndarray::Array2;

use crate::accumulate::CompleteRows;
use crate::drivers::regression;
use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{Drawn, Jackknife, Resampling, jackknife};
use crate::weights::WeightType;

pub use lattice::{DRIVER_LIMIT, SubsetSums, subset_sums};
pub use split::{Importance, Split};

/// Replicates of the importance of p drivers: replicates × (p + 1).
///
/// Columns 0..p hold raw LMG importances, column p what all drivers add to R². Complete cases are resampled ("pairs"
/// bootstrap); a replicate that cannot be fitted is a row of NaN.
///
/// # Errors
/// [`crate::error::Error::Interrupted`], [`crate::error::Error::TooManyRespondents`].
pub fn bootstrap_importance(
    rows: &CompleteRows<'_>,
    split: &Split<'_>,
    kind: WeightType,
    resampling: &Resampling,
    control: &Control,
) -> Result<Array2<f64>> {
    let inner = control.inner();
    let statistic = |drawn: Drawn<'_>| replicate(rows, drawn, split, kind, &inner);
    resampling.replicates_of((rows.len(), || rows.weights()), kind, width(split), control, statistic)
}

/// The same figures with one group of complete cases left out each, see [`jackknife`].
///
/// # Errors
/// [`crate::error::Error::Interrupted`], [`crate::error::Error::TooManyRespondents`].
pub fn jackknife_importance(
    rows: &CompleteRows<'_>,
    split: &Split<'_>,
    kind: WeightType,
    control: &Control,
) -> Result<Jackknife> {
    let inner = control.inner();
    let statistic = |weights: &[f64]| replicate(rows, Drawn::Weights(weights), split, kind, &inner);
    jackknife(&rows.weights(), kind, width(split), control, statistic)
}

fn width(split: &Split<'_>) -> usize {
    split.design.drivers.len() + 1
}

fn replicate(
    rows: &CompleteRows<'_>,
    drawn: Drawn<'_>,
    split: &Split<'_>,
    kind: WeightType,
    control: &Control,
) -> Result<Vec<f64>> {
    let moments = &rows.moments(drawn, control)?;
    // Without covariates a replicate has a value where its regression has.
    let r2 = if split.covariates.is_empty() { Some(regression(moments, &split.design, kind)?.r2) } else { None };
    let gains = split.of(moments, control)?.lmg;
    let added = r2.unwrap_or_else(|| gains.iter().sum());
    Ok(gains.into_iter().chain([added]).collect())
}
