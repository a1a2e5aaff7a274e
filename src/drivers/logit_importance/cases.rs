//! The rows of a cell as many small fits read them: sorted by category, so that a run of rows shares its thresholds.

use std::ops::Range;

use crate::accumulate::{CompleteRows, Moments};
use crate::error::{Error, Result, zeros};
use crate::parallel::Control;
use crate::weights::WeightType;

/// The complete rows of a sample, which resamples weigh anew.
pub(super) struct Sample {
    pub cases: Cases,
    /// The row of every case.
    order: Vec<u32>,
    outcome: String,
    kind: WeightType,
    /// Number of rows, which are the observations of precision weights.
    rows: usize,
}

/// Weighted rows, category after category.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cases {
    pub rows: usize,
    /// q × rows: drivers about their means in standard deviations of the sample, column after column.
    pub columns: Vec<f64>,
    /// They sum to the number of rows.
    pub weights: Vec<f64>,
    /// The categories that occur, in order.
    pub blocks: Vec<Block>,
    /// What makes a log-likelihood one per observation.
    pub per_observation: f64,
}

/// The rows of a category.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub rows: Range<usize>,
    /// Their weights.
    pub share: f64,
}

impl Sample {
    /// Reads the rows of which these are the moments: the codes of their categories, then these columns.
    pub fn read(
        rows: &CompleteRows<'_>,
        moments: &Moments,
        read: &[usize],
        kind: WeightType,
        control: &Control,
    ) -> Result<Self> {
        let (names, weights) = (rows.names(), rows.weights());
        let codes = rows.read(0)?;
        let mut order: Vec<u32> = (0..).take(codes.len()).collect();
        order.sort_by(|a, b| codes[*a as usize].total_cmp(&codes[*b as usize]));
        let mut columns = Vec::new();
        for &driver in read {
            control.advance(0)?;
            let (mean, square) = (moments.mean()[driver], moments.comoment()[[driver, driver]]);
            if square <= 0.0 {
                return Err(Error::Constant { column: names[driver].clone(), n: moments.n() });
            }
            let (values, scale) = (rows.read(driver)?, (moments.sum_w() / square).sqrt());
            columns.extend(order.iter().map(|&row| (values[row as usize] - mean) * scale));
        }
        let outcome = names.into_iter().next().unwrap_or_default();
        let sorted: Vec<f64> = order.iter().map(|&row| codes[row as usize]).collect();
        let blocks = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).scan(0, |start, run| {
            *start += run.len();
            Some(Block { rows: *start - run.len()..*start, share: 0.0 })
        });
        let cases = Cases {
            rows: order.len(),
            columns,
            weights: Vec::new(),
            blocks: blocks.collect(),
            per_observation: f64::NAN,
        };
        let sample = Self { cases, rows: order.len(), order, outcome, kind };
        let (cases, _) = sample.weighed(&weights)?;
        Ok(Self { cases, ..sample })
    }

    /// The cases under other weights, one a row, and which of the thresholds are left: one that bounds nothing is not.
    pub fn weighed(&self, weights: &[f64]) -> Result<(Cases, Vec<usize>)> {
        let weight = |&row: &u32| weights.get(row as usize).copied().unwrap_or_default();
        let all: Vec<f64> = self.order.iter().map(weight).collect();
        let kept: Vec<usize> = (0..all.len()).filter(|&case| all[case] > 0.0).collect();
        let total: f64 = all.iter().sum();
        let scale = kept.len() as f64 / total;
        let mut columns = zeros(self.cases.columns.len() / self.order.len().max(1) * kept.len())?;
        let pairs = self.cases.columns.chunks_exact(self.order.len().max(1));
        for (to, from) in columns.chunks_exact_mut(kept.len().max(1)).zip(pairs) {
            to.iter_mut().zip(&kept).for_each(|(to, &case)| *to = from[case]);
        }
        let (mut blocks, mut codes, mut start) = (Vec::new(), Vec::new(), 0);
        for (code, block) in self.cases.blocks.iter().enumerate() {
            let end = kept.partition_point(|case| *case < block.rows.end);
            if end > start {
                let share: f64 = kept[start..end].iter().map(|&case| all[case]).sum();
                blocks.push(Block { rows: start..end, share: share * scale });
                codes.push(code);
            }
            start = end;
        }
        if blocks.len() < 2 {
            return Err(self.unsettled());
        }
        // The threshold above a category, as the sample has it.
        codes.pop();
        let rows = kept.len() as f64;
        let per_observation =
            if self.kind == WeightType::Precision { total / rows / self.rows as f64 } else { 1.0 / rows };
        let weights = kept.iter().map(|&case| all[case] * scale).collect();
        Ok((Cases { rows: kept.len(), columns, weights, blocks, per_observation }, codes))
    }

    /// The error of a fit that comes to no end.
    pub fn unsettled(&self) -> Error {
        Error::NoConvergence { what: format!("a logit of '{}'", self.outcome), steps: super::maximum::MOST_STEPS }
    }
}

impl Cases {
    pub fn thresholds(&self) -> usize {
        self.blocks.len() - 1
    }

    pub fn column(&self, index: usize) -> &[f64] {
        &self.columns[index * self.rows..][..self.rows]
    }

    /// Log-likelihood without any driver.
    pub fn null_log_likelihood(&self) -> f64 {
        let total: f64 = self.blocks.iter().map(|block| block.share).sum();
        self.blocks.iter().map(|block| block.share * (block.share / total).ln()).sum()
    }

    /// The thresholds there.
    pub fn null_thresholds(&self) -> Vec<f64> {
        let total: f64 = self.blocks.iter().map(|block| block.share).sum();
        let below = self.blocks.iter().scan(0.0, |sum, block| {
            *sum += block.share;
            Some(*sum)
        });
        below.take(self.thresholds()).map(|sum| (sum / (total - sum)).ln()).collect()
    }
}
