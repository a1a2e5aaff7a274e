//! Predictive mean matching: whose answer a gap borrows.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Respondents with the most similar predictions, one of whom lends.
const DONORS: usize = 5;
/// Most donors looked at where predictions are compared one by one; of more, so many are drawn.
const MOST_DONORS: usize = 2000;

/// For every drawn prediction the row of one of the donors `(prediction, row)` nearest to it.
pub(super) fn by_one(
    mut donors: Vec<(f64, usize)>,
    drawn: impl Iterator<Item = f64>,
    rng: &mut ChaCha8Rng,
) -> Vec<usize> {
    donors.sort_by(|a, b| a.0.total_cmp(&b.0));
    drawn.map(|prediction| lender(&donors, prediction, rng).unwrap_or_default()).collect()
}

/// One of the [`DONORS`] nearest to `prediction` among `donors`, sorted by theirs; of several with the same prediction
/// any, or the first in the order would lend to all.
fn lender(donors: &[(f64, usize)], prediction: f64, rng: &mut ChaCha8Rng) -> Option<usize> {
    let (from, to) = nearest(donors, prediction);
    let near = donors.get(rng.random_range(from..to.max(from + 1)))?;
    let first = donors.partition_point(|donor| donor.0 < near.0);
    let last = donors.partition_point(|donor| donor.0 <= near.0);
    donors.get(rng.random_range(first..last.max(first + 1))).map(|donor| donor.1)
}

/// The run of up to [`DONORS`] sorted donors nearest to `prediction`.
fn nearest(donors: &[(f64, usize)], prediction: f64) -> (usize, usize) {
    let mut from = donors.partition_point(|donor| donor.0 < prediction);
    let mut to = from;
    while to - from < DONORS.min(donors.len()) {
        let below = if from > 0 { prediction - donors[from - 1].0 } else { f64::INFINITY };
        let above = donors.get(to).map_or(f64::INFINITY, |donor| donor.0 - prediction);
        if below < above { from -= 1 } else { to += 1 }
    }
    (from, to)
}

/// The same where a prediction is several numbers, of standardised columns: nearest by the sum of squares.
pub(super) fn by_several(
    mut rows: Vec<usize>,
    estimate: impl Fn(usize) -> Vec<f64>,
    drawn: impl Iterator<Item = Vec<f64>>,
    rng: &mut ChaCha8Rng,
) -> Vec<usize> {
    for at in 0..rows.len().min(MOST_DONORS) {
        let other = rng.random_range(at..rows.len());
        rows.swap(at, other);
    }
    rows.truncate(MOST_DONORS);
    let donors: Vec<(Vec<f64>, usize)> = rows.into_iter().map(|row| (estimate(row), row)).collect();
    drawn.map(|prediction| closest(&donors, &prediction, rng).unwrap_or_default()).collect()
}

/// One of the [`DONORS`] closest; the search starts anywhere, so that of several as close any may lend.
fn closest(donors: &[(Vec<f64>, usize)], prediction: &[f64], rng: &mut ChaCha8Rng) -> Option<usize> {
    let start = rng.random_range(0..donors.len().max(1));
    let mut best: Vec<(f64, usize)> = Vec::with_capacity(DONORS + 1);
    for (estimated, row) in donors.iter().cycle().skip(start).take(donors.len()) {
        let distance = estimated.iter().zip(prediction).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
        if best.len() == DONORS && best.last().is_some_and(|last| distance >= last.0) {
            continue;
        }
        best.insert(best.partition_point(|near| near.0 <= distance), (distance, *row));
        best.truncate(DONORS);
    }
    best.get(rng.random_range(0..best.len().max(1))).map(|near| near.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resample::stream;

    #[test]
    fn the_nearest_donors_are_a_run_around_the_prediction() {
        let donors: Vec<(f64, usize)> = [0.0, 1.0, 2.0, 3.0, 10.0, 11.0, 12.0].iter().map(|&x| (x, 0)).collect();
        assert_eq!(nearest(&donors, -5.0), (0, 5));
        assert_eq!(nearest(&donors, 2.1), (0, 5));
        assert_eq!(nearest(&donors, 9.0), (2, 7));
        assert_eq!(nearest(&donors, 99.0), (2, 7));
        assert_eq!(nearest(&donors[..2], 0.5), (0, 2));
    }

    #[test]
    fn all_with_the_same_prediction_lend_alike() {
        let donors: Vec<(f64, usize)> = (0..100).map(|row| (1.0, row)).collect();
        let rng = &mut stream(1, 0);
        let mut times = [0; 4];
        for _ in 0..4000 {
            times[lender(&donors, 1.0, rng).unwrap() / 25] += 1;
        }
        // 1000 a quarter, standard deviation 27.
        assert!(times.iter().all(|times| (880..1120).contains(times)), "{times:?}");
        assert_eq!(lender(&[], 1.0, rng), None);
    }

    #[test]
    fn several_predictions_are_matched_by_their_distance() {
        // 30 donors on a grid of 6 x 5; around (2, 2) the five nearest are itself and its four neighbours.
        let estimate = |row: usize| vec![(row % 6) as f64, (row / 6) as f64];
        let drawn = (0..500).map(|_| vec![2.0, 2.0]);
        let found = by_several((0..30).collect(), estimate, drawn, &mut stream(2, 0));
        let mut lenders = found.clone();
        lenders.sort_unstable();
        lenders.dedup();
        assert_eq!(lenders, [8, 13, 14, 15, 20]);
    }

    #[test]
    fn any_of_many_equal_donors_lends() {
        let drawn = (0..4000).map(|_| vec![1.0, 1.0]);
        let found = by_several((0..100).collect(), |_| vec![0.0, 0.0], drawn, &mut stream(3, 0));
        let mut times = [0; 4];
        for row in found {
            times[row / 25] += 1;
        }
        assert!(times.iter().all(|times| (880..1120).contains(times)), "{times:?}");
    }
}
