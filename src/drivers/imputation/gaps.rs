//! Where answers are missing, and what is put there.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::accumulate::Answers;
use crate::drivers::incomplete::Incomplete;
use crate::error::{Error, Result};

/// What fills the gaps of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Filled {
    /// Numbers, one a gap.
    Drawn(Vec<f64>),
    /// Answers of others: for every gap the place in the data of who lends his.
    Lent(Vec<usize>),
}

/// Which rows have no answer in a column, by column.
pub(super) struct Gaps {
    pub(super) rows: Vec<Vec<usize>>,
}

impl Gaps {
    pub(super) fn new(rows: &Incomplete) -> Self {
        let of = |column: &Vec<f64>| (0..column.len()).filter(|&row| column[row].is_nan()).collect();
        Self { rows: rows.rows().columns().iter().map(of).collect() }
    }

    /// A regression on the p - 1 others, with its intercept and a degree of freedom to spare, needs p + 1 answers.
    pub(super) fn check(&self, rows: &Incomplete) -> Result<()> {
        let needed = rows.p() as u64 + 1;
        for ((gaps, of), name) in self.rows.iter().zip(rows.answers()).zip(rows.names()) {
            if !gaps.is_empty() && of.n < needed {
                let what = format!("imputing '{name}' from the other columns");
                return Err(Error::TooFewCases { what, found: of.n, needed });
            }
        }
        Ok(())
    }

    /// The values at the gaps in the units of the columns.
    pub(super) fn drawn(&self, rows: &Incomplete, columns: &[Vec<f64>]) -> Vec<Filled> {
        let filled = self.rows.iter().zip(columns).zip(rows.answers());
        let values = |((gaps, x), of): ((&Vec<usize>, &Vec<f64>), &Answers)| {
            Filled::Drawn(gaps.iter().map(|&row| of.mean + of.sd * x[row]).collect())
        };
        filled.map(values).collect()
    }
}

pub(super) fn places(rows: &Incomplete, of: &[usize]) -> Vec<usize> {
    of.iter().map(|&row| rows.rows().places()[row]).collect()
}

pub(super) fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// The rows and columns `of` of a p × p matrix.
pub(super) fn block(matrix: &[f64], p: usize, of: &[usize]) -> Vec<f64> {
    of.iter().flat_map(|&a| of.iter().map(move |&b| matrix[a * p + b])).collect()
}
