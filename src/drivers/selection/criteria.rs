//! What the models of a walk are compared by.

use std::f64::consts::PI;

use crate::accumulate::Moments;
use crate::weights::{Base, WeightType};

/// By what a walk decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judge {
    /// p-values of the terms.
    PValue,
    /// Akaike's criterion.
    Aic,
    /// Akaike's criterion corrected for small samples.
    Aicc,
    /// Schwarz's criterion.
    Bic,
    /// Adjusted R².
    AdjustedR2,
}

/// What the criteria need to know of the sample beside the fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// Observations: Σw for frequency weights, else the rows.
    pub(super) n: f64,
    /// −2 log L of a model that explains nothing, Σ log w left out; minus infinity where there is nothing to explain.
    deviance: f64,
}

impl Sample {
    /// Of `n` rows that have these moments, the outcome first; `log_weights` is Σ log w of precision weights.
    pub(super) fn of(moments: &Moments, n: u64, kind: WeightType, log_weights: f64) -> Self {
        let base = Base { n: n as f64, sum_w: moments.sum_w(), sum_w2: moments.sum_w2() };
        let squares = moments.comoment().get([0, 0]).copied().unwrap_or_default();
        // Only the ratios of probability weights matter: they are taken with mean 1.
        let relative = kind == WeightType::Probability && base.sum_w > 0.0;
        let (n, tss) = (base.observations(kind), if relative { squares * base.n / base.sum_w } else { squares });
        let constant = if tss > 0.0 { (2.0 * PI * tss / n).ln() + 1.0 } else { f64::NEG_INFINITY };
        Self { n, deviance: n * constant - log_weights }
    }

    /// The criterion of a model with k coefficients that leaves the share `left` = 1 − R²; NaN for p-values.
    pub(super) fn value(&self, judge: Judge, left: f64, k: f64) -> f64 {
        // The residual variance is a parameter, too.
        let (n, parameters) = (self.n, k + 1.0);
        let deviance = n * left.ln() + self.deviance;
        let aic = deviance + 2.0 * parameters;
        match judge {
            Judge::PValue => f64::NAN,
            Judge::AdjustedR2 => 1.0 - left * (n - 1.0) / (n - k),
            Judge::Bic => deviance + n.ln() * parameters,
            Judge::Aic => aic,
            Judge::Aicc => {
                let spare = n - parameters - 1.0;
                // A model without room for its parameters is no better for leaving nothing unexplained.
                if spare > 0.0 { aic + 2.0 * parameters * (parameters + 1.0) / spare } else { f64::INFINITY }
            }
        }
    }
}

/// F of the `df` coefficients that explain the share `gain` of the outcome's variation where `left` stays.
///
/// Infinite if nothing stays; 0 if nothing is gained either.
pub(super) fn f_statistic(gain: f64, left: f64, df: f64, df_resid: f64) -> f64 {
    if gain > 0.0 { gain / df / (left / df_resid) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statistic_by_hand_and_at_its_ends() {
        // 3 of 4 explained by 2 coefficients with 10 degrees of freedom left: (3 / 2) / (1 / 10).
        assert!((f_statistic(0.75, 0.25, 2.0, 10.0) - 15.0).abs() < 1e-14);
        assert_eq!(f_statistic(0.5, 0.0, 1.0, 3.0), f64::INFINITY);
        assert_eq!(f_statistic(0.0, 0.0, 1.0, 3.0), 0.0);
    }

    #[test]
    fn a_model_without_room_is_the_worst_and_a_perfect_one_the_best() {
        let base = Base { n: 8.0, sum_w: 8.0, sum_w2: 8.0 };
        let moments = Moments::of_parts(base, vec![0.0], vec![2.0]).unwrap();
        let sample = Sample::of(&moments, 8, WeightType::Probability, 0.0);
        assert_eq!(sample.value(Judge::Aic, 0.0, 2.0), f64::NEG_INFINITY);
        assert_eq!(sample.value(Judge::Aicc, 0.0, 6.0), f64::INFINITY, "8 observations, 7 parameters");
        // RSS 1: 8 (log 2π/8 + 1) + 2 x 3.
        let expected = 8.0 * ((PI / 4.0).ln() + 1.0) + 6.0;
        assert!((sample.value(Judge::Aic, 0.5, 2.0) - expected).abs() < 1e-12);
    }
}
