//! The bootstrap: seeded streams, replicate weights and the replicates of any statistic. Knows no statistic itself.

mod jackknife;
mod multinomial;
mod units;

use std::cell::Cell;
use std::ops::AddAssign;

use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::parallel::{Control, one_of};
use crate::weights::WeightType;

pub use jackknife::{JACKKNIFE_GROUPS, Jackknife, jackknife};
pub use multinomial::{Multinomial, binomial, respondents};
pub use units::DesignUnits;

/// Rows drawn between two looks at the control: about a millisecond.
const LOOK: usize = 1 << 14;

/// The random stream of replicate `index`: counter based, so it depends on the seed and the index alone.
pub fn stream(seed: u64, index: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(index);
    rng
}

/// How the respondents of a sample are drawn again: with replacement, as many as there are.
#[derive(Debug, Clone)]
pub struct Sampler<'a> {
    weights: &'a [f64],
    /// Chances of rows that are several respondents each; none where a row is one.
    respondents: Option<Multinomial>,
}

impl<'a> Sampler<'a> {
    /// Rows are drawn with equal chances and keep their weights; a row of frequency weight w is w respondents.
    ///
    /// # Errors
    /// [`Error::TooManyRespondents`].
    pub fn new(weights: &'a [f64], kind: WeightType) -> Result<Self> {
        let respondents = (kind == WeightType::Frequency).then(|| Multinomial::new(weights)).transpose()?;
        Ok(Self { weights, respondents })
    }

    /// Draws the weights of one replicate.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the caller stops.
    pub fn draw(&self, rng: &mut ChaCha8Rng, out: &mut Vec<f64>, control: &Control) -> Result<()> {
        out.clear();
        out.resize(self.weights.len(), 0.0);
        if let Some(respondents) = &self.respondents {
            return respondents.draw(respondents.times, rng, out, control);
        }
        draw_rows(out.len(), rng, out, control)?;
        out.iter_mut().zip(self.weights).for_each(|(count, weight)| *count *= weight);
        Ok(())
    }
}

/// Draws so many rows with equal chances and counts how often each came.
fn draw_rows<T: AddAssign + From<u8>>(
    times: usize,
    rng: &mut ChaCha8Rng,
    counts: &mut [T],
    control: &Control,
) -> Result<()> {
    let rows = counts.len();
    for drawn in 0..times {
        if drawn % LOOK == 0 {
            control.advance(0)?;
        }
        if let Some(count) = counts.get_mut(rng.random_range(0..rows)) {
            *count += T::from(1);
        }
    }
    Ok(())
}

thread_local! {
    /// Replicate weights of the worker, kept so that a replicate allocates nothing of the size of the data.
    static WEIGHTS: Cell<Vec<f64>> = const { Cell::new(Vec::new()) };
    /// The same where it is known how often rows were drawn.
    static TIMES: Cell<Vec<u32>> = const { Cell::new(Vec::new()) };
}

/// What the rows weigh in one replicate.
#[derive(Debug, Clone, Copy)]
pub enum Drawn<'a> {
    /// As much as in the sample, so many times.
    Times(&'a [u32]),
    /// So much.
    Weights(&'a [f64]),
}

impl Drawn<'_> {
    /// What rows of these weights in the sample weigh.
    pub fn weights(&self, sample: &[f64]) -> Vec<f64> {
        match self {
            Self::Times(times) => sample.iter().zip(*times).map(|(weight, times)| weight * f64::from(*times)).collect(),
            Self::Weights(weights) => weights.to_vec(),
        }
    }
}

/// Where the weights of the replicates of some rows come from.
#[derive(Debug, Clone)]
pub enum Resampling {
    /// Respondents drawn again with equal chances, see [`Sampler`].
    Respondents {
        /// Replicates.
        count: usize,
        /// Seed of their streams.
        seed: u64,
    },
    /// Units of a sampling design drawn again, see [`DesignUnits::factors`].
    Units {
        /// Replicates.
        count: usize,
        /// Seed of their streams.
        seed: u64,
        /// The units of the whole sample, of which the rows may be some.
        units: DesignUnits,
        /// Unit of every row.
        unit_of_row: Vec<u32>,
    },
    /// Weights that were made before: replicates × rows.
    Given(Vec<Vec<f64>>),
}

impl Resampling {
    /// Number of replicates.
    pub fn count(&self) -> usize {
        match self {
            Self::Respondents { count, .. } | Self::Units { count, .. } => *count,
            Self::Given(columns) => columns.len(),
        }
    }

    /// The same for the rows at these places; of all rows without places.
    #[must_use]
    pub fn at(self, places: Option<&[u32]>) -> Self {
        let Some(places) = places else { return self };
        let take = |column: Vec<f64>| {
            places.iter().map(|&row| column.get(row as usize).copied().unwrap_or_default()).collect()
        };
        match self {
            Self::Units { count, seed, units, unit_of_row } => {
                let unit = |&row: &u32| unit_of_row.get(row as usize).copied().unwrap_or(u32::MAX);
                Self::Units { count, seed, units, unit_of_row: places.iter().map(unit).collect() }
            }
            Self::Given(columns) => Self::Given(columns.into_iter().map(take).collect()),
            respondents @ Self::Respondents { .. } => respondents,
        }
    }

    /// [`Resampling::count`] × `width` values of `statistic` under the replicates of the `weights`.
    ///
    /// Replicate i uses [`stream`]`(seed, i)`: it is the same for any number of threads and of replicates. A replicate
    /// for which the statistic has no value (say a driver constant among the rows drawn) is a row of NaN.
    ///
    /// # Errors
    /// Those of [`replicates`], and [`Error::TooManyRespondents`].
    pub fn replicates(
        &self,
        weights: &[f64],
        kind: WeightType,
        width: usize,
        control: &Control,
        statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
    ) -> Result<Array2<f64>> {
        let sampler = match self {
            Self::Respondents { .. } => Some(Sampler::new(weights, kind)?),
            _ => None,
        };
        let reweight = |index: usize, out: &mut Vec<f64>| match (self, &sampler) {
            (Self::Respondents { seed, .. }, Some(sampler)) => {
                sampler.draw(&mut stream(*seed, index as u64), out, control)
            }
            (Self::Units { seed, units, unit_of_row, .. }, _) => {
                let factors = units.factors(&mut stream(*seed, index as u64), control)?;
                let factor = |unit: &u32| factors.get(*unit as usize).copied().unwrap_or(1.0);
                out.clear();
                out.extend(weights.iter().zip(unit_of_row).map(|(weight, unit)| weight * factor(unit)));
                Ok(())
            }
            (Self::Given(columns), _) => {
                out.clear();
                out.extend_from_slice(columns.get(index).map_or(&[], |column| column));
                Ok(())
            }
            (Self::Respondents { .. }, None) => Ok(()),
        };
        replicates(self.count(), width, control, reweight, statistic)
    }

    /// The same for a statistic that looks the weights of so many `rows` up itself where they are multiplied only, so that
    /// a replicate takes four bytes a row; `weights` reads them where they are needed.
    ///
    /// # Errors
    /// Those of [`Resampling::replicates`].
    pub fn replicates_of(
        &self,
        (rows, weights): (usize, impl Fn() -> Vec<f64>),
        kind: WeightType,
        width: usize,
        control: &Control,
        statistic: impl Fn(Drawn<'_>) -> Result<Vec<f64>> + Sync,
    ) -> Result<Array2<f64>> {
        let (Self::Respondents { count, seed }, WeightType::Probability | WeightType::Precision) = (self, kind) else {
            return self.replicates(&weights(), kind, width, control, |weights| statistic(Drawn::Weights(weights)));
        };
        values(*count, width, control, |index| {
            let mut times = TIMES.take();
            times.clear();
            times.resize(rows, 0);
            draw_rows(rows, &mut stream(*seed, index as u64), &mut times, control)?;
            let values = statistic(Drawn::Times(&times));
            TIMES.set(times);
            values
        })
    }
}

/// `count` × `width` values of `statistic` under the weights that `reweight` makes for every index.
///
/// An index for which the statistic has no value is a row of NaN.
///
/// # Errors
/// [`Error::TooManyResamples`] when they do not fit in memory, [`Error::Interrupted`] when the caller stops.
pub fn replicates(
    count: usize,
    width: usize,
    control: &Control,
    reweight: impl Fn(usize, &mut Vec<f64>) -> Result<()> + Sync,
    statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f64>> {
    values(count, width, control, |index| {
        // A worker waiting inside a statistic may pick up another replicate, so the buffer is taken, not borrowed.
        let mut buffer = WEIGHTS.take();
        reweight(index, &mut buffer)?;
        let values = statistic(&buffer);
        WEIGHTS.set(buffer);
        values
    })
}

/// `count` × `width` values of every index; one without values is a row of NaN.
///
/// # Errors
/// As for [`replicates`].
pub fn values(
    count: usize,
    width: usize,
    control: &Control,
    of: impl Fn(usize) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f64>> {
    let mut replicates = no_values(count, width)?;
    replicates.par_chunks_mut(width.max(1)).enumerate().try_for_each(|(index, row)| {
        match one_of(count, || of(index)) {
            Ok(values) => row.iter_mut().zip(values).for_each(|(to, value)| *to = value),
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            Err(_) => {}
        }
        control.advance(1)
    })?;
    let found = replicates.len();
    Array2::from_shape_vec((count, width), replicates).map_err(|_| Error::Length {
        column: "replicates".into(),
        found,
        expected: count * width,
    })
}

/// Room for the replicates, all NaN. A number of them that nobody has the memory for must not take the process down.
fn no_values(n_resamples: usize, width: usize) -> Result<Vec<f64>> {
    let (mut values, len) = (Vec::new(), n_resamples.saturating_mul(width));
    // Of no values there are no more resamples either.
    let room = n_resamples.saturating_mul(width.max(1));
    values.try_reserve_exact(room).map_err(|_| Error::TooManyResamples { found: n_resamples })?;
    values.resize(len, f64::NAN);
    Ok(values)
}

#[cfg(test)]
mod tests;
