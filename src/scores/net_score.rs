//! Net scores: the share of the high answers minus the share of the low ones. NPS is the best known.

use crate::accumulate::ScoreCounts;
use crate::weights::{Base, WeightType};

/// Pseudo-respondents of the adjusted Wald interval: 3/4 low, 3/2 middle, 3/4 high (Rocks 2016).
const PSEUDO_TAIL: f64 = 0.75;
const PSEUDO_TOTAL: f64 = 3.0;

/// A net score of one cell, in shares (multiply by 100 for points), and what its intervals need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetScore {
    /// Weighted share of answers at or above the upper cut.
    pub high: f64,
    /// Weighted share between the cuts.
    pub middle: f64,
    /// Weighted share at or below the lower cut.
    pub low: f64,
    /// `high - low`.
    pub estimate: f64,
    /// Linearised standard error of the estimate.
    pub std_error: f64,
    /// Centre of the adjusted Wald interval.
    pub adjusted_estimate: f64,
    /// Standard error of the adjusted Wald interval.
    pub adjusted_std_error: f64,
    /// Rows, sums of weights and squared weights.
    pub base: Base,
    /// Effective base.
    pub n_eff: f64,
}

/// The net score of one cell: answers `>= high_from` count +1, answers `<= low_to` count -1.
///
/// With x the count of an answer and m its weighted mean, the variance is
///
/// ```text
/// probability  Σ w² (x - m)² / (Σw)²          frequency  Σ w (x - m)² / (Σw)²
/// precision    Σ w (x - m)² / (n Σw)          unweighted, all three: (P + D - (P - D)²) / n
/// ```
///
/// The adjusted interval adds 3 respondents (3/4 high, 3/4 low) to the effective base and takes the Wald interval of
/// the result: Rocks, B. (2016), "Interval estimation for the Net Promoter Score", The American Statistician 70(4).
/// A cell without answers gives NaN throughout.
pub fn net_score(counts: &ScoreCounts, cell: usize, low_to: i64, high_from: i64, kind: WeightType) -> NetScore {
    let tally = Tally::of(counts, cell, low_to, high_from);
    let base = Base { n: tally.n, sum_w: sum(tally.w), sum_w2: sum(tally.w2) };
    let [low, middle, high] = tally.w.map(|w| w / base.sum_w);
    let estimate = high - low;
    let n_eff = base.effective(kind);
    let total = n_eff + PSEUDO_TOTAL;
    let (adjusted_high, adjusted_low) = ((n_eff * high + PSEUDO_TAIL) / total, (n_eff * low + PSEUDO_TAIL) / total);
    NetScore {
        high,
        middle,
        low,
        estimate,
        std_error: (spread(&tally, estimate, kind) / divisor(base, kind)).sqrt(),
        adjusted_estimate: adjusted_high - adjusted_low,
        adjusted_std_error: ((adjusted_high + adjusted_low - (adjusted_high - adjusted_low).powi(2)) / total).sqrt(),
        base,
        n_eff,
    }
}

/// Sums over the low, middle and high answers of a cell.
struct Tally {
    n: f64,
    w: [f64; 3],
    w2: [f64; 3],
}

impl Tally {
    fn of(counts: &ScoreCounts, cell: usize, low_to: i64, high_from: i64) -> Self {
        // As numbers that cannot overflow: a tally that was read may hold any counts.
        let n = counts.n(cell).iter().map(|&n| n as f64).sum();
        let mut tally = Self { n, w: [0.0; 3], w2: [0.0; 3] };
        for (point, (w, w2)) in (counts.low()..).zip(counts.w(cell).iter().zip(counts.w2(cell))) {
            let class = 1 - usize::from(point <= low_to) + usize::from(point >= high_from);
            tally.w[class] += w;
            tally.w2[class] += w2;
        }
        tally
    }
}

fn sum(values: [f64; 3]) -> f64 {
    values.iter().sum()
}

/// Σ v (x - m)² over the classes, v being w² for probability weights and w otherwise.
fn spread(tally: &Tally, mean: f64, kind: WeightType) -> f64 {
    let masses = if kind == WeightType::Probability { tally.w2 } else { tally.w };
    masses.iter().zip([-1.0, 0.0, 1.0]).map(|(mass, x)| mass * (x - mean).powi(2)).sum()
}

fn divisor(base: Base, kind: WeightType) -> f64 {
    match kind {
        WeightType::Probability | WeightType::Frequency => base.sum_w * base.sum_w,
        WeightType::Precision => base.n * base.sum_w,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{Column, count};
    use crate::parallel::Control;
    use proptest::prelude::*;

    fn tally(scores: &[f64], weights: &[f64]) -> ScoreCounts {
        let (scores, weights) = (Column::of_f64("score", scores), Column::of_f64("w", weights));
        count(&scores, Some(&weights), None, 0, 10, &Control::default()).unwrap()
    }

    fn nps(counts: &ScoreCounts, kind: WeightType) -> NetScore {
        net_score(counts, 0, 6, 9, kind)
    }

    #[test]
    fn the_textbook_case() {
        // 5 detractors, 12 passives, 19 promoters of 36: NPS 14/36, variance (24/36 - (14/36)²) / 36.
        let scores: Vec<f64> = [vec![3.0; 5], vec![7.0; 12], vec![9.0; 19]].concat();
        let found = nps(&tally(&scores, &[1.0; 36]), WeightType::Probability);
        assert!((found.estimate - 14.0 / 36.0).abs() < 1e-15);
        let variance = (24.0 / 36.0 - (14.0_f64 / 36.0).powi(2)) / 36.0;
        assert!((found.std_error - variance.sqrt()).abs() < 1e-15);
        // 3 respondents more: 19.75 promoters and 5.75 detractors of 39.
        assert!((found.adjusted_estimate - 14.0 / 39.0).abs() < 1e-15);
        let variance = (25.5 / 39.0 - (14.0_f64 / 39.0).powi(2)) / 39.0;
        assert!((found.adjusted_std_error - variance.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn an_empty_cell_is_nan() {
        let found = nps(&tally(&[f64::NAN], &[1.0]), WeightType::Probability);
        assert!(found.estimate.is_nan() && found.std_error.is_nan() && found.adjusted_estimate.is_nan());
        assert_eq!(found.base.n, 0.0);
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
            let scores: Vec<f64> = rows.iter().map(|(s, _)| f64::from(*s)).collect();
            let mirrored: Vec<f64> = scores.iter().map(|s| 10.0 - s).collect();
            let weights: Vec<f64> = rows.iter().map(|(_, w)| *w).collect();
            let scaled: Vec<f64> = weights.iter().map(|w| w * factor).collect();
            let found = nps(&tally(&scores, &weights), WeightType::Probability);
            let mirror = net_score(&tally(&mirrored, &weights), 0, 1, 4, WeightType::Probability);
            let same = nps(&tally(&scores, &scaled), WeightType::Probability);
            prop_assert!((found.estimate + mirror.estimate).abs() < 1e-12);
            prop_assert!((found.std_error - mirror.std_error).abs() < 1e-12);
            prop_assert!((found.estimate - same.estimate).abs() < 1e-12);
            prop_assert!((found.adjusted_std_error - same.adjusted_std_error).abs() < 1e-12);
        }

        #[test]
        fn frequencies_equal_repeated_rows(rows in prop::collection::vec((0..=10_u8, 1..4_u8), 1..40)) {
            let scores: Vec<f64> = rows.iter().map(|(s, _)| f64::from(*s)).collect();
            let weights: Vec<f64> = rows.iter().map(|(_, w)| f64::from(*w)).collect();
            let repeated: Vec<f64> =
                rows.iter().flat_map(|(s, w)| vec![f64::from(*s); usize::from(*w)]).collect();
            let found = nps(&tally(&scores, &weights), WeightType::Frequency);
            let expected = nps(&tally(&repeated, &vec![1.0; repeated.len()]), WeightType::Frequency);
            prop_assert!((found.estimate - expected.estimate).abs() < 1e-12);
            prop_assert!((found.std_error - expected.std_error).abs() < 1e-12);
            prop_assert!((found.n_eff - expected.n_eff).abs() < 1e-9);
        }
    }
}
