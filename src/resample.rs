//! The bootstrap: seeded streams, replicate weights and the replicates of any statistic. Knows no statistic itself.

mod units;

use std::cell::RefCell;

use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::weights::WeightType;

pub use units::DesignUnits;

/// Respondents drawn between two looks at the control: about a millisecond.
const LOOK: u64 = 1 << 16;

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
    /// Running sums of frequency weights; none where a row is one respondent.
    running: Option<Vec<f64>>,
}

impl<'a> Sampler<'a> {
    /// Rows are drawn with equal chances and keep their weights; a row of frequency weight w is w respondents.
    pub fn new(weights: &'a [f64], kind: WeightType) -> Self {
        let sums = weights.iter().scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { weights, running: (kind == WeightType::Frequency).then(|| sums.collect()) }
    }

    /// Draws the weights of one replicate.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the caller stops.
    pub fn draw(&self, rng: &mut ChaCha8Rng, out: &mut Vec<f64>, control: &Control) -> Result<()> {
        out.clear();
        out.resize(self.weights.len(), 0.0);
        let rows = out.len() as f64;
        let times = self.running.as_ref().map_or(rows, |sums| sums.last().copied().unwrap_or_default()).round();
        draw_among(times, self.running.as_deref(), rng, out, control)?;
        if self.running.is_none() {
            out.iter_mut().zip(self.weights).for_each(|(count, weight)| *count *= weight);
        }
        Ok(())
    }
}

/// Draws so many times and counts how often each came: with equal chances, or with those that have the running sums.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of draws, at least 0")]
fn draw_among(
    times: f64,
    running: Option<&[f64]>,
    rng: &mut ChaCha8Rng,
    counts: &mut [f64],
    control: &Control,
) -> Result<()> {
    let (rows, total) = (counts.len(), running.and_then(<[f64]>::last).copied().unwrap_or_default());
    draw_times(times as u64, counts, control, || match running {
        None => rng.random_range(0..rows),
        Some(sums) => {
            let point = rng.random::<f64>() * total;
            sums.partition_point(|sum| *sum <= point)
        }
    })
}

/// Draws a row so many times and counts how often each came. Frequencies can add up to billions, so it can be stopped.
fn draw_times(times: u64, counts: &mut [f64], control: &Control, mut row: impl FnMut() -> usize) -> Result<()> {
    for drawn in 0..times {
        if drawn % LOOK == 0 {
            control.advance(0)?;
        }
        if let Some(count) = counts.get_mut(row()) {
            *count += 1.0;
        }
    }
    Ok(())
}

thread_local! {
    /// Replicate weights of the worker, kept so that a replicate allocates nothing of the size of the data.
    static SCRATCH: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
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

    /// The same for the rows at these places.
    #[must_use]
    pub fn at(self, places: &[usize]) -> Self {
        let take = |column: Vec<f64>| places.iter().map(|&row| column.get(row).copied().unwrap_or_default()).collect();
        match self {
            Self::Units { count, seed, units, unit_of_row } => {
                let unit = |&row: &usize| unit_of_row.get(row).copied().unwrap_or(u32::MAX);
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
    /// Those of [`replicates`].
    pub fn replicates(
        &self,
        weights: &[f64],
        kind: WeightType,
        width: usize,
        control: &Control,
        statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
    ) -> Result<Array2<f64>> {
        let sampler = Sampler::new(weights, kind);
        let reweight = |index: usize, out: &mut Vec<f64>| match self {
            Self::Respondents { seed, .. } => sampler.draw(&mut stream(*seed, index as u64), out, control),
            Self::Units { seed, units, unit_of_row, .. } => {
                let factors = units.factors(&mut stream(*seed, index as u64), control)?;
                let factor = |unit: &u32| factors.get(*unit as usize).copied().unwrap_or(1.0);
                out.clear();
                out.extend(weights.iter().zip(unit_of_row).map(|(weight, unit)| weight * factor(unit)));
                Ok(())
            }
            Self::Given(columns) => {
                out.clone_from(&columns[index]);
                Ok(())
            }
        };
        replicates(self.count(), width, control, reweight, statistic)
    }
}

/// Most groups that [`jackknife`] leaves out in turn.
pub const JACKKNIFE_GROUPS: usize = 200;

/// `groups` × `width` values of `statistic` with one group of rows left out each.
///
/// Up to [`JACKKNIFE_GROUPS`] rows each is a group of its own; of more, row i is in group i modulo that number. The skewness
/// of these values gives the acceleration of a `BCa` interval (Efron, B., 1987, "Better bootstrap confidence intervals",
/// *Journal of the American Statistical Association* 82).
///
/// # Errors
/// [`Error::Interrupted`] when the caller stops.
pub fn jackknife(
    weights: &[f64],
    width: usize,
    control: &Control,
    statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f64>> {
    let groups = weights.len().min(JACKKNIFE_GROUPS);
    let leave_out = |group: usize, out: &mut Vec<f64>| {
        out.clear();
        out.extend_from_slice(weights);
        out.iter_mut().skip(group).step_by(groups).for_each(|weight| *weight = 0.0);
        Ok(())
    };
    replicates(groups, width, control, leave_out, statistic)
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
        let mut buffer = SCRATCH.take();
        reweight(index, &mut buffer)?;
        let values = statistic(&buffer);
        SCRATCH.set(buffer);
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
        match of(index) {
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
    values.try_reserve_exact(len).map_err(|_| Error::TooManyResamples { found: n_resamples })?;
    values.resize(len, f64::NAN);
    Ok(values)
}

#[cfg(test)]
mod tests;
