//! Linear functions of weighted means: every node of an indicator tree is one.

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
/// One respondent, or frequencies that add up to no more, gives NaN standard errors, none NaN throughout. `squared` is read for probability weights only.
pub fn composites(moments: &Moments, squared: &Moments, loadings: ArrayView2<'_, f64>, kind: WeightType) -> Composites {
    let base = moments.base();
    let n_eff = base.effective(kind);
    // A segment without a complete case holds the identity, which has no columns to multiply.
    if moments.n() == 0 {
        let nothing = Array1::from_elem(loadings.nrows(), f64::NAN);
        return Composites { estimate: nothing.clone(), std_error: nothing, base, n_eff };
    }
    let variance = mean_variance(moments, squared, base, kind);
    Composites {
        estimate: loadings.dot(&moments.mean()),
        std_error: loadings.outer_iter().map(|a| root(a.dot(&variance.dot(&a)))).collect(),
        base,
        n_eff,
    }
}

fn mean_variance(moments: &Moments, squared: &Moments, base: Base, kind: WeightType) -> Array2<f64> {
    let Base { n, sum_w, .. } = base;
    match kind {
        WeightType::Probability => about(squared, moments) * (n / positive(n - 1.0) / (sum_w * sum_w)),
        WeightType::Frequency => &moments.comoment() / (sum_w * positive(sum_w - 1.0)),
        WeightType::Precision => &moments.comoment() / (sum_w * positive(n - 1.0)),
    }
}

/// Degrees of freedom, NaN where there are none: less than one respondent must not look like no error at all.
fn positive(df: f64) -> f64 {
    if df > 0.0 { df } else { f64::NAN }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{Column, Given, moments};
    use crate::parallel::Control;
    use crate::weights::WeightPower;
    use ndarray::arr2;

    fn both(x: &[f64], y: &[f64], w: &[f64]) -> (Moments, Moments) {
        let columns = [Column::of_f64("x", x), Column::of_f64("y", y)];
        let weights = Column::of_f64("w", w);
        let scan = |power| moments(Given::new(&columns, Some(weights)), power, &Control::default()).unwrap().remove(0);
        (scan(WeightPower::One), scan(WeightPower::Two))
    }

    #[test]
    fn a_composite_is_the_weighted_mean_of_the_respondents_composites() {
        let (x, y, w) = ([8.0, 6.0, 9.0, 3.0], [7.0, 7.0, 8.0, 5.0], [1.0, 2.0, 0.5, 1.5]);
        let (moments, squared) = both(&x, &y, &w);
        let found = composites(&moments, &squared, arr2(&[[0.25, 0.75]]).view(), WeightType::Probability);
        // By hand: composites c, mean Σwc/Σw, variance n/(n-1) Σw²(c - mean)² / (Σw)².
        let c: Vec<f64> = x.iter().zip(y).map(|(x, y)| 0.25 * x + 0.75 * y).collect();
        let total: f64 = w.iter().sum();
        let mean = c.iter().zip(w).map(|(c, w)| c * w).sum::<f64>() / total;
        let spread = c.iter().zip(w).map(|(c, w)| w * w * (c - mean).powi(2)).sum::<f64>();
        assert!((found.estimate[0] - mean).abs() < 1e-13);
        assert!((found.std_error[0] - (4.0 / 3.0 * spread).sqrt() / total).abs() < 1e-13);
    }

    #[test]
    fn frequencies_equal_repeated_rows() {
        let (moments, squared) = both(&[8.0, 6.0], &[7.0, 5.0], &[2.0, 3.0]);
        let (repeated, again) = both(&[8.0, 8.0, 6.0, 6.0, 6.0], &[7.0, 7.0, 5.0, 5.0, 5.0], &[1.0; 5]);
        let loadings = arr2(&[[1.0, 0.0], [0.5, 0.5]]);
        let found = composites(&moments, &squared, loadings.view(), WeightType::Frequency);
        let expected = composites(&repeated, &again, loadings.view(), WeightType::Frequency);
        assert!((found.std_error - expected.std_error).iter().all(|d| d.abs() < 1e-13));
    }

    #[test]
    fn one_respondent_has_no_standard_error_and_none_no_estimate() {
        let (one, squared) = both(&[8.0], &[7.0], &[1.0]);
        let loadings = arr2(&[[0.5, 0.5]]);
        let found = composites(&one, &squared, loadings.view(), WeightType::Probability);
        assert!(found.estimate[0] == 7.5 && found.std_error[0].is_nan());
        let none = Moments::empty(2);
        let found = composites(&none, &none, loadings.view(), WeightType::Precision);
        assert!(found.estimate[0].is_nan() && found.std_error[0].is_nan());
    }

    #[test]
    fn frequencies_of_less_than_one_respondent_have_no_standard_error() {
        let (moments, squared) = both(&[8.0, 6.0], &[7.0, 5.0], &[0.2, 0.3]);
        let found = composites(&moments, &squared, arr2(&[[0.5, 0.5]]).view(), WeightType::Frequency);
        assert!((found.estimate[0] - 6.3).abs() < 1e-12 && found.std_error[0].is_nan());
    }

    #[test]
    fn nobody_is_nan_throughout() {
        for nobody in [Moments::default(), Moments::empty(2)] {
            for kind in [WeightType::Probability, WeightType::Frequency, WeightType::Precision] {
                let found = composites(&nobody, &nobody, arr2(&[[0.5, 0.5], [1.0, 0.0], [0.0, 1.0]]).view(), kind);
                assert_eq!((found.estimate.len(), found.std_error.len()), (3, 3));
                assert!(found.estimate.iter().chain(&found.std_error).all(|value| value.is_nan()));
                assert_eq!(found.base.n, 0.0);
            }
        }
    }
}
