//! Replicates of a path model.

use ndarray::{Array2, Axis, Slice};

use super::fit::{fit_paths, needs_rows};
use super::products::{Held, Rows, Weighed};
use super::spec::Spec;
use crate::accumulate::Moments;
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::resample::Drawn;
use crate::samples::Samples;

/// What became of a replicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing happened to it.
    None = 0,
    /// Its weights did not settle.
    NotConverged = 1,
    /// An indicator, or a score, does not vary.
    NoVariance = 2,
    /// Indicators of mode B, or predecessors of a construct, depend on each other.
    Dependence = 3,
    /// It was estimated, but corrected correlations or loadings cannot be true.
    Inadmissible = 4,
}

impl Failure {
    fn of(error: &Error) -> Self {
        match error {
            Error::WeightsNotConverged { .. } => Self::NotConverged,
            Error::DependentIndicators { .. } | Error::DependentPredecessors { .. } => Self::Dependence,
            _ => Self::NoVariance,
        }
    }
}

/// Replicates of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct PathReplicates {
    /// What became of every replicate, see [`Failure`].
    pub status: Vec<i8>,
    /// Replicates × values of a fit, see [`fit_paths`]; NaN where it failed.
    pub values: Array2<f64>,
}

impl PathReplicates {
    /// Parts rows of a [`status_and_fit`] each.
    pub(super) fn of(values: &Array2<f64>) -> Self {
        let status = values.column(0).iter().map(|status| code(*status)).collect();
        Self { status, values: values.slice_axis(Axis(1), Slice::from(1..)).to_owned() }
    }
}

/// The code of a replicate; one without moments has nothing that varies.
#[allow(clippy::cast_possible_truncation, reason = "a whole number from 0 to 4")]
pub(super) fn code(status: f64) -> i8 {
    if status.is_nan() { Failure::NoVariance as i8 } else { status as i8 }
}

/// What became of a fit, and its values if there are any.
pub(super) fn status_and_fit(moments: &Moments, rows: Option<Rows<'_>>, spec: &Spec) -> Vec<f64> {
    match fit_paths(moments, rows, spec) {
        Ok(mut values) => {
            let inadmissible = spec.consistent && !spec.admissible(&values);
            values.insert(0, if inadmissible { Failure::Inadmissible as u8 } else { Failure::None as u8 }.into());
            values
        }
        Err(error) => vec![f64::from(Failure::of(&error) as u8)],
    }
}

impl Spec {
    /// Whether all stages are admissible.
    fn admissible(&self, values: &[f64]) -> bool {
        let mut end = 0;
        self.stages.iter().all(|stage| {
            end += stage.fields().iter().map(super::Field::len).sum::<usize>();
            values.get(end - 1) == Some(&1.0)
        })
    }
}

/// The model of every sample. Replicate i depends on the seed and i alone.
///
/// # Errors
/// [`Error::Arguments`] for products of scores without rows, [`Error::NoMemory`], [`Error::TooManyResamples`],
/// [`Error::Interrupted`].
pub fn resample_paths(samples: &Samples<'_, '_>, spec: &Spec, control: &Control) -> Result<PathReplicates> {
    let width = 1 + spec.width();
    match samples {
        Samples::Drawn(rows, ..) => spec.check_columns(rows.p())?,
        Samples::Given(moments) => moments.iter().try_for_each(|moments| spec.check_columns(moments.p()))?,
    }
    let values = match samples {
        _ if !spec.has_products() => {
            samples.replicates(width, control, |moments, _| Ok(status_and_fit(moments, None, spec)))?
        }
        Samples::Given(_) => return Err(needs_rows()),
        Samples::Drawn(rows, kind, resampling) => {
            let held = Held::read(spec, |column| rows.read(column), || rows.weights())?;
            let inner = control.inner();
            let fit = |drawn: Drawn<'_>| {
                let weighed = held.as_ref().map(|held| held.drawn(Some(drawn)));
                Ok(status_and_fit(&rows.moments(drawn, &inner)?, weighed.as_ref().map(Weighed::all), spec))
            };
            resampling.replicates_of((rows.len(), || rows.weights()), *kind, width, control, fit)?
        }
    };
    Ok(PathReplicates::of(&values))
}
