//! Which driver adds more than which: in all models, in all sizes of models, on the whole.

use ndarray::Array2;

use super::Split;
use super::subset_values::{SubsetValues, VALUES_LIMIT};
use crate::accumulate::Moments;
use crate::drivers::Samples;
use crate::error::{Error, Result};
use crate::parallel::Control;

/// Gains this near to each other are equal.
const EQUAL: f64 = 1e-12;

/// Dominance among p drivers.
#[derive(Debug, Clone, PartialEq)]
pub struct Dominance {
    /// p × p: share of the subsets of the others to which driver (row) adds more than driver (column), see
    /// [`SubsetValues::complete`]; none where they were not asked for.
    pub complete: Option<Array2<f64>>,
    /// p × p: mean gain of driver (row) on top of k others (column).
    pub conditional: Array2<f64>,
}

impl Dominance {
    /// Of the drivers of a split; `complete` holds all subsets.
    ///
    /// # Errors
    /// Those of [`Split::of`] and [`Split::all_subsets`].
    pub fn of(split: &Split<'_>, moments: &Moments, complete: bool, control: &Control) -> Result<Self> {
        if !complete {
            return Ok(Self { complete: None, conditional: split.of(moments, control)?.conditional });
        }
        let p = split.widths.len();
        if p > VALUES_LIMIT {
            return Err(Error::TooManyDrivers { what: "complete dominance", found: p, limit: VALUES_LIMIT });
        }
        let values: SubsetValues = split.all_subsets(moments, control)?;
        Ok(Self { complete: Some(values.complete()), conditional: values.conditional() })
    }

    /// Mean gain of every driver over all orders: LMG.
    pub fn general(&self) -> Vec<f64> {
        let p = self.conditional.nrows() as f64;
        self.conditional.rows().into_iter().map(|row| row.sum() / p).collect()
    }

    /// For all pairs i < j, pair after pair, whether i dominates j completely, conditionally, generally: 1, of the reverse 0,
    /// else ½. Complete dominance is NaN where it was not asked for.
    pub fn pairs(&self) -> Vec<f64> {
        let (p, general) = (self.conditional.nrows(), self.general());
        let verdict = |all: bool, none: bool| {
            if all {
                1.0
            } else if none {
                0.0
            } else {
                0.5
            }
        };
        let of_pair = |(i, j): (usize, usize)| {
            let complete =
                self.complete.as_ref().map_or(f64::NAN, |shares| verdict(shares[[i, j]] >= 1.0, shares[[i, j]] <= 0.0));
            let differences: Vec<f64> = (0..p).map(|k| self.conditional[[i, k]] - self.conditional[[j, k]]).collect();
            let conditional = verdict(differences.iter().all(|d| *d > EQUAL), differences.iter().all(|d| *d < -EQUAL));
            let general = verdict(general[i] - general[j] > EQUAL, general[j] - general[i] > EQUAL);
            [complete, conditional, general]
        };
        (0..p).flat_map(|i| (i + 1..p).map(move |j| (i, j))).flat_map(of_pair).collect()
    }
}

/// [`Dominance::pairs`] of every sample, replicates × 3 pairs; a row of NaN where it has none.
///
/// # Errors
/// [`Error::TooManyResamples`], [`Error::Interrupted`].
pub fn bootstrap_dominance(
    samples: &Samples<'_, '_>,
    split: &Split<'_>,
    complete: bool,
    control: &Control,
) -> Result<Array2<f64>> {
    let (inner, p) = (control.inner(), split.widths.len());
    let statistic = |moments: &Moments, _| Ok(Dominance::of(split, moments, complete, &inner)?.pairs());
    samples.replicates(3 * p * p.saturating_sub(1) / 2, control, statistic)
}
