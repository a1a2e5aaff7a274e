//! Predictive mean matching: whose answer a gap borrows.

use std::cmp::Ordering;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::error::Result;
use crate::parallel::Control;

/// Respondents with the most similar predictions, one of whom lends.
const DONORS: usize = 5;
/// Gaps between two looks at the control, where donors are sorted and where they are not.
const LOOK: usize = 1 << 13;
const FEW: usize = 1 << 8;
/// Most donors looked at where predictions are compared one by one; of more, so many are drawn.
const MOST_DONORS: usize = 2000;

/// For every drawn prediction the row of one of the donors `(prediction, row)`, given by row, nearest to it.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub(super) fn by_one(
    mut donors: Vec<(f64, usize)>,
    drawn: impl Iterator<Item = f64>,
    rng: &mut ChaCha8Rng,
    control: &Control,
) -> Result<Vec<usize>> {
    let order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    donors.par_sort_unstable_by(|a, b| if control.is_stopped() { Ordering::Equal } else { order(a, b) });
    let drawn: Vec<f64> = drawn.collect();
    let mut lenders = Vec::with_capacity(drawn.len());
    for drawn in drawn.chunks(LOOK) {
        control.advance(0)?;
        lenders.extend(drawn.iter().map(|&prediction| lender(&donors, prediction, rng).unwrap_or_default()));
    }
    Ok(lenders)
}

/// One of the [`DONORS`] nearest to `prediction` among `donors`, sorted by theirs; of several with the same prediction
/// any, or the first in the order would lend to all.
fn lender(donors: &[(f64, usize)], prediction: f64, rng: &mut ChaCha8Rng) -> Option<usize> {
    let (from, to) = nearest(donors, prediction);
    let at = rng.random_range(from..to.max(from + 1));
    let near = donors.get(at)?;
    // Those with the same prediction lie side by side, and are nearly always few.
    let (before, after) = donors.split_at(at);
    let first = start_of(before, near.0);
    let last = at + end_of(after, near.0);
    donors.get(rng.random_range(first..last.max(first + 1))).map(|donor| donor.1)
}

/// Where those with this prediction begin, of donors that end with them: looked for in steps that double.
#[allow(clippy::float_cmp, reason = "those that are the same to the last digit")]
fn start_of(donors: &[(f64, usize)], prediction: f64) -> usize {
    let mut step = 1;
    while step <= donors.len() && donors[donors.len() - step].0 == prediction {
        step *= 2;
    }
    let from = donors.len().saturating_sub(step);
    from + donors[from..].partition_point(|donor| donor.0 < prediction)
}

/// Where they end, of donors that begin with them.
#[allow(clippy::float_cmp, reason = "those that are the same to the last digit")]
fn end_of(donors: &[(f64, usize)], prediction: f64) -> usize {
    let mut step = 1;
    while step < donors.len() && donors[step].0 == prediction {
        step *= 2;
    }
    donors[..step.min(donors.len())].partition_point(|donor| donor.0 <= prediction)
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
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub(super) fn by_several(
    mut rows: Vec<usize>,
    estimate: impl Fn(usize) -> Vec<f64>,
    drawn: impl Iterator<Item = Vec<f64>>,
    rng: &mut ChaCha8Rng,
    control: &Control,
) -> Result<Vec<usize>> {
    for at in 0..rows.len().min(MOST_DONORS) {
        let other = rng.random_range(at..rows.len());
        rows.swap(at, other);
    }
    rows.truncate(MOST_DONORS);
    let donors: Vec<(Vec<f64>, usize)> = rows.into_iter().map(|row| (estimate(row), row)).collect();
    let lender = |(at, prediction): (usize, Vec<f64>)| {
        // One takes some microseconds.
        if at % FEW == 0 {
            control.advance(0)?;
        }
        Ok(closest(&donors, &prediction, rng).unwrap_or_default())
    };
    drawn.enumerate().map(lender).collect()
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
    fn those_with_one_prediction_are_found_from_any_of_them() {
        for (before, alike, after) in [(0, 1, 0), (3, 1, 5), (0, 7, 2), (4, 100, 0), (9, 33, 9)] {
            let counts = [(1.0, before), (2.0, alike), (3.0, after)];
            let donors: Vec<_> = counts.iter().flat_map(|&(x, count)| std::iter::repeat_n((x, 0), count)).collect();
            for at in before..before + alike {
                assert_eq!(start_of(&donors[..at], 2.0), before);
                assert_eq!(at + end_of(&donors[at..], 2.0), before + alike);
            }
        }
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
        let found = by_several((0..30).collect(), estimate, drawn, &mut stream(2, 0), &Control::default()).unwrap();
        let mut lenders = found.clone();
        lenders.sort_unstable();
        lenders.dedup();
        assert_eq!(lenders, [8, 13, 14, 15, 20]);
    }

    #[test]
    fn any_of_many_equal_donors_lends() {
        let drawn = (0..4000).map(|_| vec![1.0, 1.0]);
        let found =
            by_several((0..100).collect(), |_| vec![0.0, 0.0], drawn, &mut stream(3, 0), &Control::default()).unwrap();
        let mut times = [0; 4];
        for row in found {
            times[row / 25] += 1;
        }
        assert!(times.iter().all(|times| (880..1120).contains(times)), "{times:?}");
    }
}
