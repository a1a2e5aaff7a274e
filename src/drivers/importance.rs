//! Importance of drivers and its bootstrap: what a driver is worth, and how sure that is.

use ndarray::Array2;

use crate::accumulate::{Column, CompleteRows, Moments, WeightPower, moments};
use crate::drivers::{Design, correlation, regression, subset_sums};
use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{Sampler, bootstrap};
use crate::weights::WeightType;

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
    let columns = rows.columns();
    let width = 2 * design.drivers.len() + 1;
    let inner = control.inner();
    let sampler = Sampler::new(rows.weights(), kind);
    bootstrap(n_resamples, seed, &sampler, width, control, |weights| {
        let weights = Column::of_f64("weights", weights);
        let drawn = moments(&columns, Some(&weights), WeightPower::One, None, &inner)?;
        let drawn = drawn.into_iter().next().unwrap_or_default();
        replicate(&drawn, design, kind, &inner)
    })
}

fn replicate(moments: &Moments, design: &Design<'_>, kind: WeightType, control: &Control) -> Result<Vec<f64>> {
    let fit = regression(moments, design, kind)?;
    let joint = correlation(moments, design)?.joint();
    let sums = subset_sums(joint.view(), design.drivers.len(), control)?;
    let slopes = fit.coefficients.iter().skip(usize::from(design.intercept));
    Ok(sums.lmg().into_iter().chain(slopes.copied()).chain([fit.r2]).collect())
}
