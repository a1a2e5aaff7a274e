//! Products of scores, as moderation needs them: no function of moments, so the rows are scored once more.

use std::ops::Range;

use super::columns::{Columns, dot};
use super::spec::Spec;
use crate::error::Result;
use crate::resample::Drawn;

/// Answers of some rows, column by column, and what the rows weigh.
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    /// One slice a column of the moments.
    pub columns: Vec<&'a [f64]>,
    /// One number a row.
    pub weights: &'a [f64],
}

/// Rows that are scored in every replicate.
pub(super) struct Held {
    columns: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

impl Held {
    /// Reads them, if the model has products.
    ///
    /// # Errors
    /// [`crate::error::Error::NoMemory`].
    pub(super) fn read(
        spec: &Spec,
        column: impl Fn(usize) -> Result<Vec<f64>>,
        weights: impl FnOnce() -> Vec<f64>,
    ) -> Result<Option<Self>> {
        if !spec.has_products() {
            return Ok(None);
        }
        let columns = (0..spec.indicators.len()).map(column).collect::<Result<_>>()?;
        Ok(Some(Self { columns, weights: weights() }))
    }

    /// The rows as a resample weighs them; as they are without one.
    pub(super) fn drawn(&self, drawn: Option<Drawn<'_>>) -> Weighed<'_> {
        let weights = drawn.map_or_else(|| self.weights.clone(), |drawn| drawn.weights(&self.weights));
        Weighed { columns: &self.columns, weights }
    }
}

/// Rows in a replicate.
pub(super) struct Weighed<'a> {
    columns: &'a [Vec<f64>],
    weights: Vec<f64>,
}

impl Weighed<'_> {
    /// Some rows that are neighbours.
    pub(super) fn part(&self, rows: Range<usize>) -> Rows<'_> {
        let columns = self.columns.iter().map(|column| &column[rows.clone()]).collect();
        Rows { columns, weights: &self.weights[rows] }
    }

    /// All rows.
    pub(super) fn all(&self) -> Rows<'_> {
        self.part(0..self.weights.len())
    }
}

/// The rows and the products that were made of them.
pub(super) struct Products<'a> {
    rows: Rows<'a>,
    made: Vec<Vec<f64>>,
}

impl<'a> Products<'a> {
    pub(super) fn new(rows: Rows<'a>) -> Self {
        Self { rows, made: Vec::new() }
    }

    /// The columns and after them the product of two of the `scores`, which are combinations of the columns.
    ///
    /// ```text
    /// xᵢ = yᵢₐ yᵢᵦ        mean = Σ wᵢ xᵢ / Σ wᵢ        covariances about it; scores have mean 0 and variance 1
    /// ```
    ///
    /// Source: Henseler, J. & Chin, W. W. (2010), "A comparison of approaches for the analysis of interaction effects
    /// between latent variables using partial least squares path modeling", *Structural Equation Modeling* 17, 82–109.
    pub(super) fn multiply(&mut self, columns: Columns, scores: &[Vec<f64>], (a, b): (usize, usize)) -> Columns {
        let (first, second) = (self.score(&columns, &scores[a]), self.score(&columns, &scores[b]));
        let product: Vec<f64> = first.iter().zip(&second).map(|(a, b)| a * b).collect();
        let (weights, sum_w) = (self.rows.weights, self.rows.weights.iter().sum::<f64>());
        let mean = dot(&product, weights) / sum_w;
        let weighted: Vec<f64> = product.iter().zip(weights).map(|(x, w)| w * (x - mean) / sum_w).collect();
        let about = |x: &[f64], center: f64| x.iter().zip(&weighted).map(|(x, w)| w * (x - center)).sum::<f64>();
        let covariances: Vec<f64> = self.columns().zip(&columns.mean).map(|(x, center)| about(x, *center)).collect();
        let variance = about(&product, mean);
        self.made.push(product);
        columns.with(mean, &covariances, variance)
    }

    fn columns(&self) -> impl Iterator<Item = &[f64]> {
        self.rows.columns.iter().copied().chain(self.made.iter().map(Vec::as_slice))
    }

    fn score(&self, columns: &Columns, combination: &[f64]) -> Vec<f64> {
        let mut score = vec![0.0; self.rows.weights.len()];
        for ((x, center), &weight) in self.columns().zip(&columns.mean).zip(combination) {
            if weight != 0.0 {
                score.iter_mut().zip(x).for_each(|(sum, x)| *sum += weight * (x - center));
            }
        }
        score
    }
}
