//! The one estimator of all scores: the weighted mean of a value given to every scale point.

use super::base::{carriers, informativeness};
use crate::accumulate::ScoreCounts;
use crate::weights::{Base, WeightType};

/// The score of one cell, in units of the values, and what its intervals need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Weighted mean of the values.
    pub estimate: f64,
    /// Linearised standard error of the estimate, every row a unit of its own.
    pub std_error: f64,
    /// Weighted variance of the values, `Σ w (x - m)² / Σw`.
    pub variance: f64,
    /// Rows, sums of weights and squared weights.
    pub base: Base,
    /// Effective base.
    pub n_eff: f64,
    /// How many respondents carry the error, see [`carriers`].
    pub carriers: f64,
    /// How far the weights depend on the answers, see [`informativeness`].
    pub informative: f64,
}

/// The score of every cell; `values` holds the value of every point of the scale, from its lowest.
///
/// NPS gives 1 to promoters, 0 to passives and -1 to detractors; a box score gives 1 to the points in the box; a mean
/// gives every point itself. With x the value of an answer and m its weighted mean, the variance is
///
/// ```text
/// probability  Σ w² (x - m)² / (Σw)²          frequency  Σ w (x - m)² / (Σw)²
/// precision    Σ w (x - m)² / (n Σw)          unweighted, all three: Σ (x - m)² / n²
/// ```
///
/// with n and not n - 1 below the line, as the variance of an NPS is defined: (P + D - (P - D)²) / n. A cell without
/// answers gives NaN throughout.
pub fn scores(counts: &ScoreCounts, values: &[f64], kind: WeightType) -> Vec<Score> {
    (0..counts.cells()).map(|cell| score(counts, cell, values, kind)).collect()
}

fn score(counts: &ScoreCounts, cell: usize, values: &[f64], kind: WeightType) -> Score {
    let (w, w2) = (counts.w(cell), counts.w2(cell));
    let base = base(counts, cell);
    // Rounding does not take the mean away from answers that are all equal: their spread is 0, not 1e-32.
    let estimate = only_value(w, values).unwrap_or_else(|| dot(w, values, |x| x) / base.sum_w);
    let spread = |mass: &[f64]| dot(mass, values, |x| (x - estimate).powi(2));
    let (numerator, denominator) = match kind {
        WeightType::Probability => (spread(w2), base.sum_w * base.sum_w),
        WeightType::Frequency => (spread(w), base.sum_w * base.sum_w),
        WeightType::Precision => (spread(w), base.n * base.sum_w),
    };
    let std_error = (numerator / denominator).sqrt();
    let n: Vec<f64> = counts.n(cell).iter().map(|&n| n as f64).collect();
    let carriers = match kind {
        WeightType::Frequency => carriers(w, w, values, estimate),
        _ => carriers(w2, &n, values, estimate),
    };
    let informative = if kind == WeightType::Probability { informativeness(&n, w, w2) } else { 0.0 };
    let (variance, n_eff) = (spread(w) / base.sum_w, base.effective(kind));
    Score { estimate, std_error, variance, base, n_eff, carriers, informative }
}

/// Weighted shares of the answers of every cell that have each of the values `classes`: cells × classes.
#[allow(clippy::float_cmp, reason = "a class is one of the values")]
pub fn class_shares(counts: &ScoreCounts, values: &[f64], classes: &[f64]) -> Vec<f64> {
    let shares = |cell: usize| {
        let (w, all) = (counts.w(cell), base(counts, cell).sum_w);
        classes.iter().map(move |class| dot(w, values, |x| f64::from(u8::from(x == *class))) / all)
    };
    (0..counts.cells()).flat_map(shares).collect()
}

/// Rows and sums of weights of a cell.
pub(super) fn base(counts: &ScoreCounts, cell: usize) -> Base {
    // As numbers that cannot overflow: a tally that was read may hold any counts.
    let n = counts.n(cell).iter().map(|&n| n as f64).sum();
    Base { n, sum_w: counts.w(cell).iter().sum(), sum_w2: counts.w2(cell).iter().sum() }
}

/// The value of all answers, if it is one.
fn only_value(w: &[f64], values: &[f64]) -> Option<f64> {
    let mut answered = w.iter().zip(values).filter(|(w, _)| **w > 0.0).map(|(_, x)| *x);
    let first = answered.next()?;
    answered.all(|x| x.to_bits() == first.to_bits()).then_some(first)
}

fn dot(mass: &[f64], values: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    mass.iter().zip(values).map(|(mass, x)| mass * of(*x)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{Column, count};
    use crate::parallel::Control;
    use proptest::prelude::*;

    const NPS: [f64; 11] = [-1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, 0.0, 0.0, 1.0, 1.0];

    fn tally(scores: &[f64], weights: &[f64]) -> ScoreCounts {
        let (scores, weights) = (Column::of_f64("score", scores), Column::of_f64("w", weights));
        count(&scores, Some(&weights), &[], 0, 10, &Control::default()).unwrap()
    }

    fn nps(counts: &ScoreCounts, kind: WeightType) -> Score {
        scores(counts, &NPS, kind)[0]
    }

    #[test]
    fn the_textbook_case() {
        // 5 detractors, 12 passives, 19 promoters of 36: NPS 14/36, variance (24/36 - (14/36)²) / 36.
        let scores: Vec<f64> = [vec![3.0; 5], vec![7.0; 12], vec![9.0; 19]].concat();
        let found = nps(&tally(&scores, &[1.0; 36]), WeightType::Probability);
        assert!((found.estimate - 14.0 / 36.0).abs() < 1e-15);
        let variance = 24.0 / 36.0 - (14.0_f64 / 36.0).powi(2);
        assert!((found.variance - variance).abs() < 1e-15);
        assert!((found.std_error - (variance / 36.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn an_empty_cell_is_nan() {
        let found = nps(&tally(&[f64::NAN], &[1.0]), WeightType::Probability);
        assert!(found.estimate.is_nan() && found.std_error.is_nan() && found.variance.is_nan());
        assert_eq!(found.base.n, 0.0);
    }

    #[test]
    fn equal_answers_have_no_spread_whatever_their_weights() {
        let points: Vec<f64> = (0..=10).map(f64::from).collect();
        for i in 1..200 {
            let weights: Vec<f64> = (1..7).map(|j| f64::from(i * j).sqrt()).collect();
            let found = scores(&tally(&[7.0; 6], &weights), &points, WeightType::Probability)[0];
            assert_eq!((found.estimate, found.variance, found.std_error), (7.0, 0.0, 0.0));
        }
    }

    #[test]
    fn counts_that_no_survey_has_do_not_wrap() {
        let mut counts = ScoreCounts::empty(0, 10, 1).unwrap();
        for _ in 0..70 {
            counts = counts.clone().merge(&counts).unwrap().merge(&tally(&[1.0, 9.0], &[1.0; 2])).unwrap();
        }
        assert!(nps(&counts, WeightType::Precision).n_eff >= 2.0 * u64::MAX as f64);
    }

    proptest! {
        #[test]
        fn mirrored_answers_mirror_the_score_and_scaled_weights_change_nothing(
            rows in prop::collection::vec((0..=10_u8, 0.1..5.0_f64), 1..60), factor in 0.01..100.0_f64,
        ) {
            let answers: Vec<f64> = rows.iter().map(|(s, _)| f64::from(*s)).collect();
            let mirrored: Vec<f64> = answers.iter().map(|s| 10.0 - s).collect();
            let weights: Vec<f64> = rows.iter().map(|(_, w)| *w).collect();
            let scaled: Vec<f64> = weights.iter().map(|w| w * factor).collect();
            let found = nps(&tally(&answers, &weights), WeightType::Probability);
            let values: Vec<f64> = NPS.iter().rev().map(|x| -x).collect();
            let mirror = scores(&tally(&mirrored, &weights), &values, WeightType::Probability)[0];
            let same = nps(&tally(&answers, &scaled), WeightType::Probability);
            prop_assert!((found.estimate + mirror.estimate).abs() < 1e-12);
            prop_assert!((found.std_error - mirror.std_error).abs() < 1e-12);
            prop_assert!((found.estimate - same.estimate).abs() < 1e-12);
            prop_assert!((found.std_error - same.std_error).abs() < 1e-12);
        }

        #[test]
        fn frequencies_equal_repeated_rows(rows in prop::collection::vec((0..=10_u8, 1..4_u8), 1..40)) {
            let answers: Vec<f64> = rows.iter().map(|(s, _)| f64::from(*s)).collect();
            let weights: Vec<f64> = rows.iter().map(|(_, w)| f64::from(*w)).collect();
            let repeated: Vec<f64> =
                rows.iter().flat_map(|(s, w)| vec![f64::from(*s); usize::from(*w)]).collect();
            let found = nps(&tally(&answers, &weights), WeightType::Frequency);
            let expected = nps(&tally(&repeated, &vec![1.0; repeated.len()]), WeightType::Frequency);
            prop_assert!((found.estimate - expected.estimate).abs() < 1e-12);
            prop_assert!((found.std_error - expected.std_error).abs() < 1e-12);
            prop_assert!((found.n_eff - expected.n_eff).abs() < 1e-9);
        }
    }
}
