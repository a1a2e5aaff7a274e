//! Importance of drivers in a logit, binary or ordered: what they add to a measure of fit, over the orders they enter in.

mod cases;
mod fits;
mod likelihood;
mod maximum;
mod orders;
mod subsets;

use ndarray::Array2;

use crate::accumulate::CompleteRows;
use crate::drivers::importance::DRIVER_LIMIT;
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::resample::{Jackknife, Resampling, jackknife};
use crate::weights::WeightType;
use cases::{Cases, Sample};
use fits::{Fits, Models};
use orders::Orders;

#[cfg(test)]
mod tests;

/// What the fit of a logit is measured by; D is the deviance of a model, D₀ that without any column, n the observations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 1 − D / D₀.
    McFadden,
    /// (1 − exp((D − D₀) / n)) / (1 − exp(−D₀ / n)).
    Nagelkerke,
}

/// Orders that are drawn in place of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Random circles of the drivers, each 2p orders.
    pub circles: usize,
    /// Seed of their streams.
    pub seed: u64,
}

/// The drivers that share what they add to a measure.
#[derive(Debug, Clone, Copy)]
pub struct LogitSplit<'a> {
    /// Positions of the columns that are in every model; the others but the first are drivers.
    pub covariates: &'a [usize],
    /// What is shared.
    pub measure: Measure,
    /// Which orders, if not all.
    pub sampling: Option<Sampling>,
}

/// What p drivers add to a measure.
#[derive(Debug, Clone, PartialEq)]
pub struct LogitImportance {
    /// p importances; they sum to what all drivers add.
    pub importance: Vec<f64>,
    /// Mean gain of every driver (row) on top of k = 0..p others (column), p × p.
    pub conditional: Array2<f64>,
    /// The measure of the covariates alone.
    pub r2_covariates: f64,
    /// p standard errors of the importances that come of sampling orders.
    pub std_error: Option<Vec<f64>>,
    /// Orders that were drawn.
    pub orders: Option<usize>,
    /// Models that were fitted.
    pub models: usize,
}

/// Importances of the drivers of the complete rows: of the codes 0 to K − 1 of their categories in the first column.
///
/// ```text
/// 1/p Σ_k C(p − 1, k)⁻¹ Σ over S of k others (R²(S ∪ j) − R²(S))
/// ```
///
/// with R² the measure: general dominance, the Shapley value of the measure. Shares of `McFadden`'s are those of the
/// deviance. `control` counts models. Each is fitted by Newton's method from where smaller models point to.
///
/// Source: Azen, R. & Traxel, N. (2009), "Using dominance analysis to determine predictor importance in logistic
/// regression", *J. Educational and Behavioral Statistics* 34, 319-347.
///
/// # Errors
/// [`Error::TooManyDrivers`], [`Error::Constant`], [`Error::NoConvergence`], [`Error::Interrupted`].
pub fn logit_importance(
    rows: &CompleteRows<'_>,
    split: &LogitSplit<'_>,
    kind: WeightType,
    control: &Control,
) -> Result<LogitImportance> {
    let work = Work::of(rows, split, kind, control)?;
    let fits = work.models().fit(control)?;
    let values = work.values(&work.sample.cases, &fits);
    let gains = work.orders.gains(&values);
    Ok(LogitImportance {
        importance: gains.mean,
        conditional: gains.conditional,
        r2_covariates: values.first().copied().unwrap_or_default(),
        std_error: gains.std_error,
        orders: work.orders.sampled(),
        models: work.orders.subsets.len(),
    })
}

/// Replicates of the importances of p drivers: replicates × (p + 2).
///
/// Columns 0..p hold importances, column p what all drivers add, column p + 1 whether drivers separate the categories: the
/// likelihood then has a limit and no maximum, and the measures are those of the limit. Every model is fitted anew,
/// from where it lies in the sample. A replicate that cannot be fitted is a row of NaN.
///
/// # Errors
/// Those of [`logit_importance`], and [`Error::TooManyRespondents`].
pub fn bootstrap_logit_importance(
    rows: &CompleteRows<'_>,
    split: &LogitSplit<'_>,
    kind: WeightType,
    resampling: &Resampling,
    control: &Control,
) -> Result<Array2<f64>> {
    let inner = control.inner();
    let work = Work::of(rows, split, kind, &inner)?;
    let known = work.models().fit(&inner)?;
    let statistic = |weights: &[f64]| work.replicate(weights, &known, &inner);
    resampling.replicates(&rows.weights(), kind, work.drivers + 2, control, statistic)
}

/// The same figures with one group of complete cases left out each, see [`jackknife`].
///
/// # Errors
/// Those of [`bootstrap_logit_importance`].
pub fn jackknife_logit_importance(
    rows: &CompleteRows<'_>,
    split: &LogitSplit<'_>,
    kind: WeightType,
    control: &Control,
) -> Result<Jackknife> {
    let inner = control.inner();
    let work = Work::of(rows, split, kind, &inner)?;
    let known = work.models().fit(&inner)?;
    let statistic = |weights: &[f64]| work.replicate(weights, &known, &inner);
    jackknife(&rows.weights(), kind, work.drivers + 2, control, statistic)
}

/// A sample and the models it is asked for.
struct Work {
    sample: Sample,
    orders: Orders,
    covariates: usize,
    drivers: usize,
    measure: Measure,
}

impl Work {
    fn of(rows: &CompleteRows<'_>, split: &LogitSplit<'_>, kind: WeightType, control: &Control) -> Result<Self> {
        let others = (1..rows.p()).filter(|column| !split.covariates.contains(column));
        let columns: Vec<usize> = split.covariates.iter().copied().chain(others).collect();
        let drivers = columns.len() - split.covariates.len();
        if drivers > DRIVER_LIMIT {
            return Err(Error::TooManyDrivers { what: "dominance", found: drivers, limit: DRIVER_LIMIT });
        }
        let orders = match split.sampling {
            None => Orders::every(drivers),
            Some(Sampling { circles, seed }) => Orders::of_circles(drivers, circles, seed),
        };
        let sample = Sample::read(rows, &columns, kind, control)?;
        Ok(Self { sample, orders, covariates: split.covariates.len(), drivers, measure: split.measure })
    }

    fn models(&self) -> Models<'_> {
        Models {
            sample: &self.sample,
            subsets: &self.orders.subsets,
            covariates: self.covariates,
            drivers: self.drivers,
        }
    }

    fn replicate(&self, weights: &[f64], known: &Fits, control: &Control) -> Result<Vec<f64>> {
        let (cases, fits) = self.models().refit(weights, known, control)?;
        let gains = self.orders.gains(&self.values(&cases, &fits)).mean;
        let added = gains.iter().sum();
        Ok(gains.into_iter().chain([added, f64::from(u8::from(fits.is_open))]).collect())
    }

    /// The measure of every set of drivers.
    fn values(&self, cases: &Cases, fits: &Fits) -> Vec<f64> {
        let null = cases.null_log_likelihood();
        // Rounding must not make a measure negative, nor a likelihood more than 1.
        let value =
            |log_likelihood: &f64| self.measure.value(log_likelihood.clamp(null, 0.0), null, cases.per_observation);
        fits.log_likelihoods.iter().map(value).collect()
    }
}

impl Measure {
    fn value(self, log_likelihood: f64, null: f64, per_observation: f64) -> f64 {
        match self {
            Self::McFadden => 1.0 - log_likelihood / null,
            Self::Nagelkerke => {
                let most = (2.0 * null * per_observation).exp_m1();
                (2.0 * (null - log_likelihood) * per_observation).exp_m1() / most
            }
        }
    }
}
