//! Newton's method for one cell: what to try next, given the derivatives at what was tried.

use ndarray::{Array1, Array2};

use super::likelihood::Derivatives;
use crate::linalg::Spd;

/// A step below this, in logits per standard deviation of a driver, is the last: the information it was found with is that
/// of the maximum to nine digits or more, and the next step would be one of about 1e-18.
pub(super) const TOLERANCE: f64 = 1e-9;
/// Steps after which a fit is given up. One that takes more than ten has outliers for drivers, or categories that overlap
/// by a hair.
pub(super) const MOST_STEPS: u32 = 200;
/// Times a step is halved before it is given up.
const MOST_HALVINGS: i32 = 40;
/// Share of a log-likelihood that is rounding of its sum.
const ROUNDING: f64 = 1e-11;
/// Steps that a correction by a sample is worth.
const SHORT: f64 = 1e-7;
const LONG: f64 = 0.3;
/// Steps before a fit that does not settle is suspected of having no maximum.
const PATIENCE: u32 = 6;

/// A search for the maximum of a concave log-likelihood.
#[derive(Debug, Clone)]
pub(super) struct Newton {
    /// Where the next scan is wanted.
    pub point: Array1<f64>,
    thresholds: usize,
    tolerance: f64,
    best: Option<Best>,
    halvings: i32,
    pub steps: u32,
}

/// The best point seen, and the full step from it.
#[derive(Debug, Clone)]
struct Best {
    point: Array1<f64>,
    log_likelihood: f64,
    step: Array1<f64>,
    information: Spd,
}

/// What became of a search.
pub(super) enum Progress {
    /// Scan at the new point.
    Again,
    /// Steps along this direction do not become smaller: there may be no maximum. The search can go on.
    Suspect(Array1<f64>),
    /// The maximum, and the inverse of the information there.
    Done { maximum: Array1<f64>, inverse: Array2<f64> },
    /// The last direction, and no way on.
    Failed(Option<Array1<f64>>),
}

impl Newton {
    pub fn new(start: Array1<f64>, thresholds: usize, tolerance: f64) -> Self {
        Self { point: start, thresholds, tolerance, best: None, halvings: 0, steps: 0 }
    }

    /// Takes note of the derivatives at the point.
    pub fn advance(&mut self, found: &Derivatives) -> Progress {
        if let Some(best) = &self.best {
            let uphill = found.gradient.dot(&best.step) >= 0.0;
            let slack = ROUNDING * best.log_likelihood.abs();
            let better = found.log_likelihood >= best.log_likelihood - slack || uphill;
            if !(better && found.log_likelihood.is_finite()) {
                return self.halve();
            }
        }
        let last = self.best.take().map(|best| best.step);
        let Some(factor) = Spd::factor(found.information.view()) else {
            return Progress::Failed(last);
        };
        let step = factor.solve(found.gradient.view());
        let size = largest(&step);
        if size <= self.tolerance {
            return Progress::Done { maximum: &self.point + &step, inverse: factor.inverse() };
        }
        self.steps += 1;
        if !size.is_finite() || self.steps > MOST_STEPS {
            return Progress::Failed(last.or(Some(step)));
        }
        let persists = last.is_some_and(|last| size > 0.5 * largest(&last));
        self.best = Some(Best {
            point: self.point.clone(),
            log_likelihood: found.log_likelihood,
            step: step.clone(),
            information: factor,
        });
        self.halvings = 0;
        self.point += &step;
        if !is_rising(&self.point, self.thresholds) {
            return self.halve();
        }
        if persists && self.steps > PATIENCE { Progress::Suspect(step) } else { Progress::Again }
    }

    /// The point the last step was made from.
    pub fn before(&self) -> Option<&Array1<f64>> {
        self.best.as_ref().map(|best| &best.point)
    }

    /// Whether the last step was a full one, so short that the gradient bends little along it, and not too short to matter.
    pub fn is_bent(&self) -> bool {
        let size = self.best.as_ref().map_or(f64::NAN, |best| largest(&best.step));
        self.halvings == 0 && (SHORT..LONG).contains(&size)
    }

    /// Moves the point, given derivatives of a sample before and after the last step, as if they were those of all rows.
    pub fn correct(&mut self, before: &Derivatives, after: &Derivatives) {
        let Some(best) = &self.best else { return };
        let bend = &after.gradient - &before.gradient + before.information.dot(&best.step);
        let correction = best.information.solve(bend.view());
        let corrected = &self.point + &correction;
        if largest(&correction) < 0.5 * largest(&best.step) && is_rising(&corrected, self.thresholds) {
            self.point = corrected;
        }
    }

    /// Goes half as far from the best point, further back until the thresholds are in order.
    fn halve(&mut self) -> Progress {
        let Some(best) = &self.best else { return Progress::Failed(None) };
        while self.halvings < MOST_HALVINGS {
            self.halvings += 1;
            self.point = &best.point + &best.step * 0.5_f64.powi(self.halvings);
            if is_rising(&self.point, self.thresholds) {
                return Progress::Again;
            }
        }
        Progress::Failed(Some(best.step.clone()))
    }
}

/// Whether the thresholds, the first of the parameters, are in order.
pub(super) fn is_rising(point: &Array1<f64>, thresholds: usize) -> bool {
    let thresholds = point.iter().take(thresholds);
    thresholds.clone().zip(thresholds.skip(1)).all(|(a, b)| a < b)
}

fn largest(step: &Array1<f64>) -> f64 {
    step.iter().fold(0.0, |most: f64, x| if x.is_nan() { f64::NAN } else { most.max(x.abs()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{arr1, arr2};

    /// −ln cosh x, whose Newton steps from beyond 1.09 diverge without halving.
    fn at(x: f64) -> Derivatives {
        Derivatives {
            log_likelihood: -x.cosh().ln(),
            gradient: arr1(&[-x.tanh()]),
            information: arr2(&[[x.cosh().powi(-2)]]),
        }
    }

    #[test]
    fn halving_brings_a_step_that_is_too_long_back() {
        let mut newton = Newton::new(arr1(&[3.0]), 0, TOLERANCE);
        for _ in 0..60 {
            let found = at(newton.point[0]);
            match newton.advance(&found) {
                Progress::Done { maximum, inverse } => {
                    assert!(maximum[0].abs() < 1e-15 && (inverse[[0, 0]] - 1.0).abs() < 1e-15);
                    return;
                }
                Progress::Again => {}
                _ => panic!("gave up at {}", newton.point),
            }
        }
        panic!("does not end");
    }

    #[test]
    fn thresholds_never_cross() {
        // A quadratic with its maximum at (1, 0): the full step from (0, 1) would put the second below the first.
        let mut newton = Newton::new(arr1(&[0.0, 1.0]), 2, TOLERANCE);
        let found = Derivatives {
            log_likelihood: 0.0,
            gradient: arr1(&[1.0, -1.0]),
            information: arr2(&[[1.0, 0.0], [0.0, 1.0]]),
        };
        assert!(matches!(newton.advance(&found), Progress::Again));
        assert_eq!(newton.point, arr1(&[0.25, 0.75]));
    }

    #[test]
    fn a_singular_information_ends_the_search() {
        let mut newton = Newton::new(arr1(&[0.0]), 0, TOLERANCE);
        let found = Derivatives { log_likelihood: 0.0, gradient: arr1(&[1.0]), information: arr2(&[[0.0]]) };
        assert!(matches!(newton.advance(&found), Progress::Failed(None)));
    }
}
