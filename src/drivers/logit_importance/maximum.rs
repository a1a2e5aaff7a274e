//! Newton's method for one small model, begun near its end.

use super::cases::Cases;
use super::likelihood::Derivatives;
use crate::drivers::packed::triangle;
use crate::error::Result;
use crate::parallel::Control;

/// Looks at the likelihood after which a fit is given up.
pub(super) const MOST_STEPS: u32 = 200;
/// Times a step is halved before it is given up.
const MOST_HALVINGS: i32 = 40;
/// Share of a log-likelihood that is rounding of its sum.
const ROUNDING: f64 = 1e-11;
/// A parameter of which others leave less than this share of the information is not moved.
const NOTHING: f64 = 1e-12;
/// Newton's steps square what is left, so that the last is worth next to nothing of the one before. Where after so many
/// looks it is worth more than this share of it, the likelihood has a limit, not a maximum: each step leaves 1/e.
const OPEN: f64 = 0.1;
const SETTLING: u32 = 4;

/// Where a log-likelihood has its maximum or comes near its limit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Maximum {
    pub log_likelihood: f64,
    pub parameters: Vec<f64>,
    /// Whether it has no maximum: the drivers separate the categories.
    pub is_open: bool,
    /// Whether at its start a column was a combination of the others, so that it had no say.
    pub is_singular: bool,
}

/// Goes uphill until the next step is worth at most half of `tolerance`; the worth of that step is added.
///
/// With d = g'H⁻¹g a log-likelihood is ℓ + d/2 at its maximum, but for terms of the third order, d^(3/2) times the root
/// of the largest leverage. A likelihood that has no maximum comes as near to its limit: each step halves, or more than
/// halves, what is left. `None` if it does not settle.
pub(super) fn maximise(
    cases: &Cases,
    columns: &[usize],
    start: Vec<f64>,
    tolerance: f64,
    found: &mut Derivatives,
    control: &Control,
) -> Result<Option<Maximum>> {
    let (mut point, mut best) = (start, None::<Best>);
    let (mut halvings, mut singular, mut last) = (0, None, f64::INFINITY);
    for look in 0..MOST_STEPS {
        found.find(cases, columns, &point, control)?;
        if let Some(best) = best.as_ref().filter(|best| !best.is_bettered(found)) {
            match best.nearer(&mut halvings, cases.thresholds()) {
                Some(nearer) => point = nearer,
                None => return Ok(None),
            }
            continue;
        }
        let Step { along: step, worth, is_singular } = solve(&mut found.information, &found.gradient);
        let singular = *singular.get_or_insert(is_singular);
        if worth <= tolerance {
            point.iter_mut().zip(&step).for_each(|(x, step)| *x += step);
            return Ok(Some(Maximum {
                log_likelihood: found.log_likelihood + 0.5 * worth,
                parameters: point,
                is_open: look >= SETTLING && worth > OPEN * last,
                is_singular: singular,
            }));
        }
        last = worth;
        let here = best.insert(Best { point: point.clone(), log_likelihood: found.log_likelihood, step });
        halvings = -1;
        match here.nearer(&mut halvings, cases.thresholds()) {
            Some(next) => point = next,
            None => return Ok(None),
        }
    }
    Ok(None)
}

/// The best point seen, and the full step from it.
struct Best {
    point: Vec<f64>,
    log_likelihood: f64,
    step: Vec<f64>,
}

impl Best {
    /// Whether a point after the step is better, or the likelihood still rises there.
    fn is_bettered(&self, found: &Derivatives) -> bool {
        let rise: f64 = found.gradient.iter().zip(&self.step).map(|(g, step)| g * step).sum();
        let least = self.log_likelihood - ROUNDING * self.log_likelihood.abs();
        found.log_likelihood.is_finite() && (found.log_likelihood >= least || rise >= 0.0)
    }

    /// Half as far along the step as before, and further back until the thresholds are in order.
    fn nearer(&self, halvings: &mut i32, thresholds: usize) -> Option<Vec<f64>> {
        while *halvings < MOST_HALVINGS {
            *halvings += 1;
            let part = 0.5_f64.powi(*halvings);
            let point: Vec<f64> = self.point.iter().zip(&self.step).map(|(x, step)| x + part * step).collect();
            if is_rising(&point, thresholds) {
                return Some(point);
            }
        }
        None
    }
}

/// Whether the thresholds, the first of the parameters, are in order.
pub(super) fn is_rising(point: &[f64], thresholds: usize) -> bool {
    point.iter().zip(point.iter().skip(1)).take(thresholds.saturating_sub(1)).all(|(a, b)| a < b)
}

struct Step {
    along: Vec<f64>,
    /// g'H⁻¹g.
    worth: f64,
    is_singular: bool,
}

/// H⁻¹ g by Cholesky's factor, which takes the place of H (a packed lower triangle).
fn solve(h: &mut [f64], gradient: &[f64]) -> Step {
    let k = gradient.len();
    let (mut step, mut is_singular) = (gradient.to_vec(), false);
    for i in 0..k {
        let (before, rest) = h.split_at_mut(triangle(i));
        let line = &mut rest[..=i];
        let diagonal = line[i];
        for j in 0..i {
            let other = &before[triangle(j)..][..=j];
            let product: f64 = line[..j].iter().zip(other).map(|(a, b)| a * b).sum();
            line[j] = (line[j] - product) / other[j];
        }
        let left = diagonal - line[..i].iter().map(|a| a * a).sum::<f64>();
        let is_left = left > NOTHING * diagonal;
        is_singular |= !is_left;
        line[i] = if is_left { left.sqrt() } else { f64::INFINITY };
        let known: f64 = line[..i].iter().zip(&step).map(|(a, y)| a * y).sum();
        step[i] = (step[i] - known) / line[i];
    }
    let worth = step.iter().map(|y| y * y).sum();
    for i in (0..k).rev() {
        let line = &h[triangle(i)..][..=i];
        step[i] /= line[i];
        let value = step[i];
        step.iter_mut().zip(&line[..i]).for_each(|(x, a)| *x -= a * value);
    }
    Step { along: step, worth, is_singular }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_by_hand_and_one_with_a_column_twice() {
        // [4 2; 2 5] x = [8; 8] has x = [1.5; 1], and g'x = 20.
        let found = solve(&mut [4.0, 2.0, 5.0], &[8.0, 8.0]);
        assert!((found.along[0] - 1.5).abs() < 1e-15 && (found.along[1] - 1.0).abs() < 1e-15);
        assert!((found.worth - 20.0).abs() < 1e-14 && !found.is_singular);
        let twice = solve(&mut [4.0, 4.0, 4.0], &[8.0, 8.0]);
        assert!((twice.along[0] - 2.0).abs() < 1e-15 && twice.along[1] == 0.0 && twice.is_singular);
        assert!((twice.worth - 16.0).abs() < 1e-14);
    }

    #[test]
    fn thresholds_rise_or_not() {
        assert!(is_rising(&[1.0, 2.0, 0.0], 2) && !is_rising(&[2.0, 2.0], 2) && is_rising(&[5.0, 1.0], 1));
    }
}
