//! Importance of drivers and its bootstrap: what a driver is worth, and how sure that is.

mod closed_forms;
mod dominance;
mod gradient;
mod lattice;
mod owen;
mod pmvd;
mod split;
mod subset_values;
mod walk;

use ndarray::Array2;

use crate::accumulate::{CompleteRows, Moments};
use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{Drawn, Jackknife, jackknife};
use crate::samples::Samples;
use crate::weights::WeightType;

pub use dominance::{Dominance, bootstrap_dominance};
pub use gradient::INFLUENCE_LIMIT;
pub use lattice::{BLOCK_LIMIT, DRIVER_LIMIT, SubsetSums, subset_sums, subset_sums_of};
pub use split::{Importance, Sharing, Split};
pub use subset_values::{SubsetValues, VALUES_LIMIT};

/// Replicates of the importances of p drivers by some methods: replicates × (methods · p + 1).
///
/// The last column is what all drivers add to R². A replicate that cannot be fitted is a row of NaN.
///
/// # Errors
/// [`crate::error::Error::Interrupted`], [`crate::error::Error::TooManyRespondents`].
pub fn bootstrap_importance(
    samples: &Samples<'_, '_>,
    split: &Split<'_>,
    methods: &[Sharing],
    kind: WeightType,
    control: &Control,
) -> Result<Array2<f64>> {
    let inner = control.inner();
    let statistic = |moments: &Moments, _| replicate(moments, split, methods, kind, &inner);
    samples.replicates(width(split, methods), control, statistic)
}

/// The same figures with one group of complete cases left out each, see [`jackknife`].
///
/// # Errors
/// [`crate::error::Error::Interrupted`], [`crate::error::Error::TooManyRespondents`].
pub fn jackknife_importance(
    rows: &CompleteRows<'_>,
    split: &Split<'_>,
    methods: &[Sharing],
    kind: WeightType,
    control: &Control,
) -> Result<Jackknife> {
    let inner = control.inner();
    let statistic =
        |weights: &[f64]| replicate(&rows.moments(Drawn::Weights(weights), &inner)?, split, methods, kind, &inner);
    jackknife(&rows.weights(), kind, width(split, methods), control, statistic)
}

fn width(split: &Split<'_>, methods: &[Sharing]) -> usize {
    split.widths.len() * methods.len() + 1
}

fn replicate(
    moments: &Moments,
    split: &Split<'_>,
    methods: &[Sharing],
    kind: WeightType,
    control: &Control,
) -> Result<Vec<f64>> {
    check_cases(split, moments, kind)?;
    split.values(moments, methods, control)
}

/// Refuses a resample of no more observations than the regression of the drivers has coefficients: it fits exactly, whatever
/// the drivers are worth.
fn check_cases(split: &Split<'_>, moments: &Moments, kind: WeightType) -> Result<()> {
    let coefficients = split.design.drivers.len() + 1;
    if moments.base().observations(kind) > coefficients as f64 {
        Ok(())
    } else {
        Err(split.design.too_few(moments.n()))
    }
}
