//! A fitted cumulative logit.

use ndarray::{Array1, Array2};

use super::model::Model;
use crate::weights::Base;

/// A fitted cumulative logit of the categories that occur; k terms: thresholds (the intercept if there are two
/// categories), then the p slopes.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeLogit {
    /// k coefficients.
    pub coefficients: Array1<f64>,
    /// k × k inverse of the observed information.
    pub covariance: Array2<f64>,
    /// Logarithm of the likelihood; probability weights are scaled to a mean of 1.
    pub log_likelihood: f64,
    /// The same of a model without drivers.
    pub null_log_likelihood: f64,
    /// Largest derivative of the log-likelihood by a parameter of the centred and scaled drivers, before the last step.
    pub gradient: f64,
    /// Newton steps on all rows.
    pub iterations: u32,
    /// Rows used and their weights.
    pub base: Base,
    /// Codes of the categories that occur, in order.
    pub observed: Vec<usize>,
    /// Rows by code, K.
    pub n_by_category: Vec<u64>,
    /// Sums of weights by code, K.
    pub w_by_category: Vec<f64>,
    /// Coefficient of discrimination of two categories: mean probability of the second among its cases less that among
    /// the others; NaN for more categories.
    pub tjur_r2: f64,
    /// What further scans of the same rows need.
    pub scaled: Parameters,
}

/// The parameters of a fit on the scale of its centred and scaled drivers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parameters {
    pub(super) model: Model,
    pub(super) values: Array1<f64>,
    /// k × k inverse of the information.
    pub(super) inverse: Array2<f64>,
    /// What weights are multiplied by.
    pub(super) factor: f64,
}

impl Parameters {
    /// k × k: what a score adds to the coefficients, on the scale of the data.
    pub(super) fn influence(&self) -> Array2<f64> {
        self.model.map().dot(&self.inverse) * self.factor
    }
}
