//! The fits of all models of some cases, each begun where smaller models, or the same ones of the sample, point to.

use std::ops::Range;

use super::cases::{Cases, Sample};
use super::likelihood::Derivatives;
use super::maximum::{Maximum, is_rising, maximise};
use super::subsets::{Subsets, members};
use crate::error::Result;
use crate::parallel::{Control, each};

/// What a last step may still be worth: its worth d is added, and errs by d^(3/2) / 3 times the root of a leverage, less
/// than 1e-10 (3e-4 in a resample, of log-likelihoods that vary by some units from resample to resample).
const EXACT: f64 = 1e-7;
const RESAMPLED: f64 = 1e-2;

/// The fits of all sets of drivers.
pub(super) struct Fits {
    pub log_likelihoods: Vec<f64>,
    /// Whether some model has a limit in place of a maximum.
    pub is_open: bool,
    /// Sets × (thresholds, covariates, drivers); 0 for drivers that are out.
    parameters: Vec<f64>,
    width: usize,
}

/// What is fitted: models of the cases, of which the first `covariates` columns are in all.
#[derive(Clone, Copy)]
pub(super) struct Models<'a> {
    pub sample: &'a Sample,
    pub subsets: &'a Subsets,
    pub covariates: usize,
    /// The columns of every driver.
    pub drivers: &'a [Range<usize>],
    /// Number of columns.
    pub columns: usize,
}

impl Fits {
    fn of(&self, set: usize) -> &[f64] {
        &self.parameters[set * self.width..][..self.width]
    }

    /// Without the thresholds that bound nothing any more.
    fn with_thresholds(&self, kept: &[usize], thresholds: usize) -> Self {
        let sets = self.parameters.chunks_exact(self.width);
        let parameters: Vec<f64> =
            sets.flat_map(|all| kept.iter().map(|&at| all[at]).chain(all[thresholds..].iter().copied())).collect();
        Self {
            parameters,
            width: self.width - thresholds + kept.len(),
            log_likelihoods: Vec::new(),
            is_open: self.is_open,
        }
    }
}

impl Models<'_> {
    /// The fits of the sample.
    ///
    /// # Errors
    /// [`crate::error::Error::NoConvergence`], also where drivers are dependent; [`crate::error::Error::Interrupted`].
    pub fn fit(&self, control: &Control) -> Result<Fits> {
        self.of(&self.sample.cases, None, control)
    }

    /// The fits under other weights of the rows, begun at those of the sample.
    ///
    /// # Errors
    /// As [`Models::fit`].
    pub fn refit(&self, weights: &[f64], known: &Fits, control: &Control) -> Result<(Cases, Fits)> {
        let (cases, kept) = self.sample.weighed(weights)?;
        let thresholds = self.sample.cases.thresholds();
        let fits = if kept.len() < thresholds {
            self.of(&cases, Some(&known.with_thresholds(&kept, thresholds)), control)?
        } else {
            self.of(&cases, Some(known), control)?
        };
        Ok((cases, fits))
    }

    fn of(&self, cases: &Cases, known: Option<&Fits>, control: &Control) -> Result<Fits> {
        let width = cases.thresholds() + self.columns;
        let sets = self.subsets.len();
        let mut fits =
            Fits { log_likelihoods: vec![0.0; sets], is_open: false, parameters: vec![0.0; sets * width], width };
        self.check(cases, known, control)?;
        for level in &self.subsets.levels {
            let found = each(level.clone(), |set| {
                let maximum = self.maximum(cases, set, self.start(cases, set, &fits, known), known, control)?;
                control.advance(1)?;
                Ok(maximum)
            });
            for (set, maximum) in level.clone().zip(found) {
                let maximum = maximum?;
                fits.log_likelihoods[set] = maximum.log_likelihood;
                fits.is_open |= maximum.is_open;
                let to = &mut fits.parameters[set * width..][..width];
                let places = (0..cases.thresholds()).chain(self.columns(set).map(|column| cases.thresholds() + column));
                places.zip(maximum.parameters).for_each(|(place, value)| to[place] = value);
            }
        }
        Ok(fits)
    }

    /// Refuses columns of which one is a combination of the others, as a regression does.
    fn check(&self, cases: &Cases, known: Option<&Fits>, control: &Control) -> Result<()> {
        let last = self.subsets.len() - 1;
        let start = known.map_or_else(|| self.without_drivers(cases), |known| known.of(last).to_vec());
        let maximum = self.maximum(cases, last, start, known, control)?;
        if maximum.is_singular { Err(self.sample.unsettled()) } else { Ok(()) }
    }

    fn columns(&self, set: usize) -> impl Iterator<Item = usize> + Clone {
        let drivers = self.drivers;
        (0..self.covariates).chain(members(self.subsets.masks[set]).flat_map(move |driver| drivers[driver].clone()))
    }

    /// The fit of a set, begun at parameters of all columns.
    fn maximum(
        &self,
        cases: &Cases,
        set: usize,
        start: Vec<f64>,
        known: Option<&Fits>,
        control: &Control,
    ) -> Result<Maximum> {
        let (m, columns): (usize, Vec<usize>) = (cases.thresholds(), self.columns(set).collect());
        let start = start[..m].iter().copied().chain(columns.iter().map(|column| start[m + column])).collect();
        let tolerance = if known.is_some() { RESAMPLED } else { EXACT };
        let found = maximise(cases, &columns, start, tolerance, &mut Derivatives::new(), control)?;
        found.ok_or_else(|| self.sample.unsettled())
    }

    fn without_drivers(&self, cases: &Cases) -> Vec<f64> {
        let mut start = cases.null_thresholds();
        start.resize(cases.thresholds() + self.columns, 0.0);
        start
    }

    /// Where a fit begins: what smaller sets say by pairs of drivers, of the parameters, or of how far they moved from
    /// those of the sample.
    fn start(&self, cases: &Cases, set: usize, fits: &Fits, known: Option<&Fits>) -> Vec<f64> {
        let value = |of: usize, i: usize| fits.of(of)[i] - known.map_or(0.0, |known| known.of(of)[i]);
        let near = &self.subsets.nearest[set];
        let Some(parent) = near.parent else {
            return known.map_or_else(|| self.without_drivers(cases), |known| known.of(set).to_vec());
        };
        let base = |i: usize| known.map_or(0.0, |known| known.of(set)[i]);
        let from_parent = || (0..fits.width).map(|i| base(i) + value(parent, i)).collect();
        if near.pairs.is_empty() {
            return from_parent();
        }
        let share = 1.0 / near.pairs.len() as f64;
        let along =
            |i: usize| -> f64 { near.pairs.iter().map(|[a, b, c]| value(*a, i) + value(*b, i) - value(*c, i)).sum() };
        let start: Vec<f64> = (0..fits.width).map(|i| base(i) + share * along(i)).collect();
        if is_rising(&start, cases.thresholds()) { start } else { from_parent() }
    }
}
