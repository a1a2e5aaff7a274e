//! Incomplete rows made ready for estimation: standardised, sorted by which columns are answered, moments by pattern.

mod em;
mod em_information;
mod nearest_correlation;
mod pairwise;

use ndarray::Array2;
use rayon::prelude::*;

use crate::accumulate::{AnsweredRows, Answers, Column, Moments, Pattern, moments_under};
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::resample::Resampling;
use crate::weights::{Base, WeightType};

pub(super) use em::replicate;
pub use em::{Em, Normal, Stop, bootstrap_em, em};
pub use em_information::em_variance;
pub use nearest_correlation::nearest_correlation;
pub use pairwise::{Pairwise, bootstrap_pairwise, pairwise};

/// Fewest respondents who must have answered both columns of a pair.
const FEWEST_TOGETHER: u64 = 2;

/// The answered rows of a cell, every column standardised by its own answers.
#[derive(Debug, Clone)]
pub struct Incomplete {
    names: Vec<String>,
    rows: AnsweredRows,
    answers: Vec<Answers>,
    patterns: Vec<Pattern>,
}

/// Moments of the rows of a pattern, in the columns answered there.
#[derive(Debug, Clone)]
pub(super) struct PatternMoments {
    /// The o columns answered.
    pub observed: Vec<usize>,
    /// Sum of the weights.
    pub sum_w: f64,
    /// o means.
    pub mean: Vec<f64>,
    /// o × o co-moments; empty, standing for zeros, of a single row.
    pub comoment: Vec<f64>,
}

impl Incomplete {
    /// Prepares `rows`, whose columns are called `names`.
    ///
    /// # Errors
    /// [`Error::NoAnswers`], [`Error::Constant`] for a column whose answers are all the same, [`Error::NeverTogether`]
    /// for two columns that fewer than two respondents answered both of.
    pub fn new(rows: AnsweredRows, names: &[String]) -> Result<Self> {
        let answers = rows.answers();
        for (column, of) in names.iter().zip(&answers) {
            if of.n == 0 {
                return Err(Error::NoAnswers { column: column.clone(), n: rows.len() as u64 + rows.n_unanswered() });
            }
            if !of.vary() {
                return Err(Error::Constant { column: column.clone(), n: of.n });
            }
        }
        let (rows, patterns) = rows.standardised(&answers).by_pattern();
        let prepared = Self { names: names.to_vec(), rows, answers, patterns };
        prepared.check_pairs()?;
        Ok(prepared)
    }

    fn check_pairs(&self) -> Result<()> {
        let p = self.p();
        let mut together = vec![0_u64; p * p];
        for pattern in &self.patterns {
            for &i in &pattern.observed {
                for &j in pattern.observed.iter().filter(|&&j| j > i) {
                    together[i * p + j] += (pattern.end - pattern.start) as u64;
                }
            }
        }
        let pairs = (0..p).flat_map(|i| (i + 1..p).map(move |j| (i, j)));
        match pairs.map(|(i, j)| (together[i * p + j], i, j)).find(|(n, _, _)| *n < FEWEST_TOGETHER) {
            Some((n, i, j)) => {
                Err(Error::NeverTogether { first: self.names[i].clone(), second: self.names[j].clone(), n })
            }
            None => Ok(()),
        }
    }

    /// Number of columns.
    pub fn p(&self) -> usize {
        self.answers.len()
    }

    /// Names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The rows, standardised and sorted by pattern.
    pub fn rows(&self) -> &AnsweredRows {
        &self.rows
    }

    /// What is known of every column by itself, in its own units.
    pub fn answers(&self) -> &[Answers] {
        &self.answers
    }

    /// The patterns, the rows without gaps first.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Rows, sums of weights and of squared weights.
    pub fn base(&self) -> Base {
        self.rows.base()
    }

    /// What turns sums of weights into numbers of respondents, for likelihoods and degrees of freedom.
    pub fn per_weight(&self, kind: WeightType) -> f64 {
        let base = self.base();
        base.observations(kind) / base.sum_w
    }

    /// Moments of every pattern under `weights`, one a row; patterns without weight are left out.
    pub(super) fn pattern_moments(&self, weights: &[f64], control: &Control) -> Result<Vec<PatternMoments>> {
        let found: Vec<Result<PatternMoments>> =
            self.patterns.par_iter().map(|pattern| self.moments_of(pattern, weights, control)).collect();
        let mut kept = Vec::with_capacity(found.len());
        for moments in found {
            let moments = moments?;
            if moments.sum_w > 0.0 {
                kept.push(moments);
            }
        }
        Ok(kept)
    }

    fn moments_of(&self, pattern: &Pattern, weights: &[f64], control: &Control) -> Result<PatternMoments> {
        let (from, to) = (pattern.start, pattern.end);
        let values = |&j: &usize| &self.rows.columns()[j][from..to];
        let observed = pattern.observed.clone();
        if to - from == 1 {
            let mean = observed.iter().map(|j| values(j)[0]).collect();
            return Ok(PatternMoments { observed, sum_w: weights[from], mean, comoment: Vec::new() });
        }
        let columns: Vec<Column<'_>> = observed.iter().map(|j| Column::of_f64("answers", values(j))).collect();
        let found = moments_under(&columns, &weights[from..to], &control.inner())?;
        let comoment = found.comoment().iter().copied().collect();
        Ok(PatternMoments { observed, sum_w: found.sum_w(), mean: found.mean().to_vec(), comoment })
    }

    /// Moments in the units of the columns that have these means and covariances (divided by Σw) in standard units.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for numbers that are not finite.
    pub fn moments(&self, base: Base, mean: &[f64], covariance: &[f64]) -> Result<Moments> {
        let p = self.p();
        let means = mean.iter().zip(&self.answers).map(|(z, of)| of.mean + of.sd * z).collect();
        let scale = |at: usize| base.sum_w * self.answers[at / p].sd * self.answers[at % p].sd;
        Moments::of_parts(base, means, covariance.iter().enumerate().map(|(at, c)| c * scale(at)).collect())
    }

    /// What `estimate` makes of the weights of every bootstrap sample: p means, then the p × p covariances (divided by
    /// Σw).
    pub(super) fn replicates(
        &self,
        kind: WeightType,
        count: usize,
        seed: u64,
        control: &Control,
        estimate: impl Fn(&[f64]) -> Result<Moments> + Sync,
    ) -> Result<Array2<f64>> {
        let (draws, width) = (Resampling::Respondents { count, seed }, self.p() * (1 + self.p()));
        draws.replicates(self.rows.weights(), kind, width, control, |weights| {
            let moments = estimate(weights)?;
            let covariances = moments.comoment().iter().map(|c| c / moments.sum_w()).collect::<Vec<_>>();
            Ok(moments.mean().iter().copied().chain(covariances).collect())
        })
    }
}
