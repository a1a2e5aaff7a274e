//! The columns of a stage: their means and covariances, as they are and as the model works on them.

use super::spec::{Source, Spec, Stage};
use crate::accumulate::Moments;
use crate::error::{Error, Result};

/// A spread of this share of the size of the values is rounding, not variation.
const ROUNDING: f64 = 1e-13;

/// Means of p columns and their covariances, p × p in row order.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub(super) mean: Vec<f64>,
    pub(super) covariance: Vec<f64>,
}

impl Columns {
    pub(super) fn of(moments: &Moments) -> Self {
        let sum_w = moments.sum_w();
        Self {
            mean: moments.mean().to_vec(),
            covariance: moments.comoment().iter().map(|product| product / sum_w).collect(),
        }
    }

    pub(super) fn p(&self) -> usize {
        self.mean.len()
    }

    /// The columns that are these combinations; those that are scores have mean 0.
    pub(super) fn made(&self, stage: &Stage, rows: &[Vec<f64>]) -> Self {
        let made: Vec<Vec<f64>> = rows.iter().map(|row| self.times(row)).collect();
        let sources = stage.sources.as_deref().unwrap_or_default();
        let mean = |(at, row): (usize, &Vec<f64>)| match sources.get(at) {
            Some(Source::Score(_)) => 0.0,
            _ => dot(row, &self.mean),
        };
        Self {
            mean: rows.iter().enumerate().map(mean).collect(),
            covariance: rows.iter().flat_map(|row| made.iter().map(move |other| dot(row, other))).collect(),
        }
    }

    /// These columns and one more after them, of this mean, covariances with those before and variance.
    pub(super) fn with(&self, mean: f64, covariances: &[f64], variance: f64) -> Self {
        let p = self.p();
        let rows = self.covariance.chunks_exact(p).zip(covariances);
        let covariance = rows.flat_map(|(row, last)| row.iter().chain([last])).copied();
        Self {
            mean: self.mean.iter().copied().chain([mean]).collect(),
            covariance: covariance.chain(covariances.iter().copied()).chain([variance]).collect(),
        }
    }

    /// The covariances of all columns with a combination of them.
    pub(super) fn times(&self, coefficients: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.p()];
        for (row, &coefficient) in self.covariance.chunks_exact(self.p()).zip(coefficients) {
            if coefficient != 0.0 {
                sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += coefficient * value);
            }
        }
        sums
    }

    /// Standard deviations, all above zero.
    ///
    /// # Errors
    /// [`Error::ConstantIndicator`].
    pub(super) fn deviations(&self, spec: &Spec, index: usize, n: u64) -> Result<Vec<f64>> {
        let (stage, p) = (&spec.stages[index], self.p());
        let deviation = |column: usize| {
            let sd = self.covariance[column * p + column].sqrt();
            if sd > self.mean[column].abs() * ROUNDING {
                return Ok(sd);
            }
            let before = index.checked_sub(1).and_then(|before| spec.stages.get(before));
            Err(Error::ConstantIndicator {
                indicator: stage.column_name(column, &spec.indicators, before),
                construct: construct_of(stage, column),
                n,
            })
        };
        (0..p).map(deviation).collect()
    }

    /// The correlations of the columns, p × p.
    pub(super) fn correlations(&self, sd: &[f64]) -> Vec<f64> {
        let p = self.p();
        let entry = |at: usize| {
            let (i, j) = (at / p, at % p);
            if i == j { 1.0 } else { self.covariance[at] / (sd[i] * sd[j]) }
        };
        (0..p * p).map(entry).collect()
    }
}

impl Stage {
    /// Its columns as combinations of `all` columns, of which the products come last. `scores` are the combinations that
    /// are the scores of the stage before.
    pub(super) fn combinations(&self, all: usize, scores: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let unit = |at: usize| (0..all).map(|column| f64::from(u8::from(column == at))).collect();
        let Some(sources) = &self.sources else { return (0..self.p()).map(unit).collect() };
        let combination = |source: &Source| match *source {
            Source::Column(at) => unit(at),
            Source::Score(at) => scores[at].iter().copied().chain(std::iter::repeat(0.0)).take(all).collect(),
        };
        sources.iter().map(combination).chain((all - self.products.len()..all).map(unit)).collect()
    }
}

fn construct_of(stage: &Stage, column: usize) -> String {
    let at = stage.blocks.iter().position(|block| block.contains(&column));
    at.map(|at| stage.names[at].clone()).unwrap_or_default()
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
