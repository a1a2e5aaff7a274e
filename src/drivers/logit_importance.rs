//! Importance of drivers in a logit, binary or ordered: what they add to a measure of fit, over the orders they enter in.

mod cases;
mod fits;
mod likelihood;
mod maximum;
mod orders;
mod subsets;

use std::ops::Range;

use ndarray::Array2;

use crate::accumulate::CompleteRows;
use crate::drivers::importance::DRIVER_LIMIT;
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::resample::{Drawn, Jackknife, Resampling, jackknife};
use crate::weights::WeightType;
use cases::{Cases, Sample};
use fits::{Fits, Models};
use orders::Orders;

#[cfg(test)]
mod tests;

/// Drivers of which all sets are fitted and held, and circles that are drawn, at most.
const EXACT_LIMIT: usize = 20;
const MOST_CIRCLES: usize = 4096;

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
    /// Positions of the columns of the drivers, one driver after the other.
    pub columns: &'a [usize],
    /// How many columns each has.
    pub widths: &'a [usize],
    /// Positions of the columns that are in every model.
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
    /// p: what the measure gains per unit of deviance an observation when a driver enters, the mean over the orders. A
    /// column of noise takes 1 off the deviance.
    pub slope: Vec<f64>,
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
    let values = work.values(&work.sample.cases, &fits, Measure::value);
    let gains = work.orders.gains(&values);
    Ok(LogitImportance {
        importance: gains.mean,
        conditional: gains.conditional,
        r2_covariates: values.first().copied().unwrap_or_default(),
        slope: work.orders.before(&work.values(&work.sample.cases, &fits, Measure::slope)),
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
    resampling.replicates(&rows.weights(), kind, work.drivers.len() + 2, control, statistic)
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
    jackknife(&rows.weights(), kind, work.drivers.len() + 2, control, statistic)
}

/// A sample and the models it is asked for.
struct Work {
    sample: Sample,
    orders: Orders,
    covariates: usize,
    /// The columns of every driver, in order after the covariates.
    drivers: Vec<Range<usize>>,
    measure: Measure,
}

impl Work {
    fn of(rows: &CompleteRows<'_>, split: &LogitSplit<'_>, kind: WeightType, control: &Control) -> Result<Self> {
        let drivers = split.widths.len();
        let limit = if split.sampling.is_some() { DRIVER_LIMIT } else { EXACT_LIMIT };
        if drivers > limit {
            return Err(Error::TooManyDrivers { what: "dominance", found: drivers, limit });
        }
        let orders = match split.sampling {
            None => Orders::every(drivers),
            Some(Sampling { circles, seed }) => Orders::of_circles(drivers, circles.min(MOST_CIRCLES), seed),
        };
        let moments = rows.moments(Drawn::Weights(&rows.weights()), &control.inner())?;
        // A covariate that is the same for all says nothing, such as a level that nobody here has.
        let varies = |column: &usize| moments.comoment().get([*column, *column]).is_some_and(|square| *square > 0.0);
        let mut columns: Vec<usize> = split.covariates.iter().copied().filter(varies).collect();
        let (covariates, measure) = (columns.len(), split.measure);
        columns.extend(split.columns);
        let sample = Sample::read(rows, &moments, &columns, kind, control)?;
        let ends = split.widths.iter().scan(covariates, |start, width| {
            *start += width;
            Some(*start - width..*start)
        });
        Ok(Self { sample, orders, covariates, drivers: ends.collect(), measure })
    }

    fn models(&self) -> Models<'_> {
        Models {
            sample: &self.sample,
            subsets: &self.orders.subsets,
            covariates: self.covariates,
            drivers: &self.drivers,
            columns: self.drivers.last().map_or(self.covariates, |last| last.end),
        }
    }

    fn replicate(&self, weights: &[f64], known: &Fits, control: &Control) -> Result<Vec<f64>> {
        let (cases, fits) = self.models().refit(weights, known, control)?;
        let gains = self.orders.gains(&self.values(&cases, &fits, Measure::value)).mean;
        let added = gains.iter().sum();
        Ok(gains.into_iter().chain([added, f64::from(u8::from(fits.is_open))]).collect())
    }

    /// The measure of every set of drivers, or what is told of it.
    fn values(&self, cases: &Cases, fits: &Fits, told: impl Fn(Measure, f64, f64) -> f64) -> Vec<f64> {
        let deviance = |log_likelihood: f64| -2.0 * log_likelihood * cases.per_observation;
        let null = cases.null_log_likelihood();
        // Rounding must not make a measure negative, nor a likelihood more than 1.
        let value =
            |log_likelihood: &f64| told(self.measure, deviance(log_likelihood.clamp(null, 0.0)), deviance(null));
        fits.log_likelihoods.iter().map(value).collect()
    }
}

impl Measure {
    /// Of deviances an observation.
    fn value(self, deviance: f64, null: f64) -> f64 {
        match self {
            Self::McFadden => 1.0 - deviance / null,
            Self::Nagelkerke => (deviance - null).exp_m1() / (-null).exp_m1(),
        }
    }

    /// Less its derivative by the deviance.
    fn slope(self, deviance: f64, null: f64) -> f64 {
        match self {
            Self::McFadden => null.recip(),
            Self::Nagelkerke => -(deviance - null).exp() / (-null).exp_m1(),
        }
    }
}
