//! Weighted composites of indicator means: every node of an indicator tree is one.

use ndarray::{Array1, Array2, ArrayView2};

use crate::accumulate::Moments;
use crate::weights::{Base, WeightType};

/// k composites and their standard errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Composites {
    /// k values, in the units of the loadings times the indicators.
    pub estimate: Array1<f64>,
    /// k standard errors.
    pub std_error: Array1<f64>,
    /// Rows, sums of weights and squared weights.
    pub base: Base,
    /// Effective base.
    pub n_eff: f64,
}

/// Composites `A · mean` of p indicator means with loadings `A` (k × p), and their standard errors.
///
/// The variance of composite a is `a' V a` with V the variance matrix of the p weighted means; with m the means, C the
/// co-moments and C₂, m₂, W₂ those under squared weights (`squared`),
///
/// ```text
/// probability  V = n/(n-1) · (C₂ + W₂ (m₂ - m)(m₂ - m)') / W²      (Taylor linearisation, as in R survey)
/// frequency    V = C / (W (W - 1))
/// precision    V = C / (W (n - 1))
/// ```
///
/// One respondent gives NaN standard errors, none NaN throughout. `squared` is read for probability weights only.
pub fn composites(moments: &Moments, squared: &Moments, loadings: ArrayView2<'_, f64>, kind: WeightType) -> Composites {
    let base = Base { n: moments.n() as f64, sum_w: moments.sum_w(), sum_w2: moments.sum_w2() };
    let variance = mean_variance(moments, squared, base, kind);
    let missing = if moments.n() == 0 { f64::NAN } else { 0.0 };
    Composites {
        estimate: loadings.dot(&moments.mean()) + missing,
        std_error: loadings.outer_iter().map(|a| root(a.dot(&variance.dot(&a))) + missing).collect(),
        base,
        n_eff: base.effective(kind),
    }
}

fn mean_variance(moments: &Moments, squared: &Moments, base: Base, kind: WeightType) -> Array2<f64> {
    let Base { n, sum_w, .. } = base;
    match kind {
        WeightType::Probability => about(squared, moments) * (n / (n - 1.0) / (sum_w * sum_w)),
        WeightType::Frequency => &moments.comoment() / (sum_w * (sum_w - 1.0)),
        WeightType::Precision => &moments.comoment() / (sum_w * (n - 1.0)),
    }
}

/// Square root of a variance that rounding may have left a hair below zero; NaN stays NaN.
fn root(variance: f64) -> f64 {
    if variance < 0.0 { 0.0 } else { variance.sqrt() }
}

/// The co-moments of `squared` about the means of `moments`.
fn about(squared: &Moments, moments: &Moments) -> Array2<f64> {
    let shift = &squared.mean() - &moments.mean();
    let column = shift.view().insert_axis(ndarray::Axis(1));
    &squared.comoment() + &(column.dot(&column.t()) * squared.sum_w())
}
