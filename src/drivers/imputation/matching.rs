//! Predictive mean matching: whose answer a gap borrows.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::error::Result;
use crate::parallel::Control;

/// Respondents with the most similar predictions, one of whom lends.
const DONORS: usize = 5;
/// Donors of a part, on average.
const PART: usize = 4;
/// Gaps between two looks at the control, where donors are sorted and where they are not.
const LOOK: usize = 1 << 13;
const FEW: usize = 1 << 8;
/// Most donors looked at where predictions are compared one by one; of more, so many are drawn.
const MOST_DONORS: usize = 2000;

/// Donors in the order of their predictions, which are found by where they lie between the least and the greatest:
/// sorting them by parts that are short costs a fifth of sorting them at once. Made once and filled again and again.
#[derive(Debug, Default)]
pub(super) struct Donors {
    /// Prediction and row, by row.
    given: Vec<(f64, usize)>,
    least: f64,
    /// Parts a unit of the predictions.
    scale: f64,
    /// Where every part begins, and where the last ends.
    starts: Vec<usize>,
    /// Those given, in order.
    sorted: Vec<(f64, usize)>,
}

impl Donors {
    /// Takes other donors, by row; the predictions are numbers.
    ///
    /// # Errors
    /// [`crate::error::Error::Interrupted`].
    pub(super) fn fill(&mut self, predicted: impl Iterator<Item = (f64, usize)>, control: &Control) -> Result<()> {
        self.given.clear();
        self.given.extend(predicted);
        let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        for near in &self.given {
            (least, greatest) = (least.min(near.0), greatest.max(near.0));
        }
        let parts = self.given.len() / PART + 1;
        let scale = parts as f64 / (greatest - least);
        (self.least, self.scale) = (least, if scale.is_finite() { scale } else { 0.0 });
        self.place(parts);
        for part in 0..parts {
            if part % LOOK == 0 {
                control.advance(0)?;
            }
            let (from, to) = self.part(part);
            if to - from > 1 {
                self.sorted[from..to].sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            }
        }
        Ok(())
    }

    /// Puts every donor into its part.
    fn place(&mut self, parts: usize) {
        self.starts.clear();
        self.starts.resize(parts + 1, 0);
        self.sorted.resize(self.given.len(), (0.0, 0));
        for at in 0..self.given.len() {
            let part = self.part_of(self.given[at].0);
            self.starts[part] += 1;
        }
        let mut end = 0;
        for start in &mut self.starts {
            end += *start;
            *start = end;
        }
        for at in (0..self.given.len()).rev() {
            let part = self.part_of(self.given[at].0);
            self.starts[part] -= 1;
            self.sorted[self.starts[part]] = self.given[at];
        }
    }

    /// The part that a prediction is in, or would be in: it rises with the prediction.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast to the nearest there is")]
    fn part_of(&self, prediction: f64) -> usize {
        (((prediction - self.least) * self.scale) as usize).min(self.starts.len() - 2)
    }

    fn part(&self, part: usize) -> (usize, usize) {
        (self.starts[part], self.starts[part + 1])
    }

    /// How many of the donors of a part and before it have a lower prediction.
    fn below(&self, (from, to): (usize, usize), prediction: f64) -> usize {
        from + self.sorted[from..to].partition_point(|donor| donor.0 < prediction)
    }

    /// The run of up to [`DONORS`] donors nearest to `prediction`, `at` of them below it.
    fn nearest(&self, prediction: f64, at: usize) -> (usize, usize) {
        let donors = &self.sorted;
        let run = DONORS.min(donors.len());
        let (first, last) = (at.saturating_sub(run), at.min(donors.len() - run));
        // A run lies too low as long as the donor above it is as near as its first.
        let too_low = |from: &usize| prediction - donors[*from].0 >= donors[from + run].0 - prediction;
        let from = first + (first..last).filter(too_low).count();
        (from, from + run)
    }

    /// The row of one of the [`DONORS`] nearest to `prediction`; of several with the same prediction any, or the first
    /// in the order would lend to all.
    fn lender(&self, prediction: f64, below: usize, rng: &mut ChaCha8Rng) -> Option<usize> {
        let (from, to) = self.nearest(prediction, below);
        let at = rng.random_range(from..to.max(from + 1));
        let near = self.sorted.get(at)?;
        // Those with the same prediction lie side by side, and are nearly always few.
        let (before, after) = self.sorted.split_at(at);
        let first = start_of(before, near.0);
        let last = at + end_of(after, near.0);
        self.sorted.get(rng.random_range(first..last.max(first + 1))).map(|donor| donor.1)
    }

    /// For every drawn prediction the row of one of the donors nearest to it.
    ///
    /// # Errors
    /// [`crate::error::Error::Interrupted`].
    pub(super) fn lenders(&self, drawn: &[f64], rng: &mut ChaCha8Rng, control: &Control) -> Result<Vec<usize>> {
        let mut lenders = Vec::with_capacity(drawn.len());
        for drawn in drawn.chunks(FEW) {
            control.advance(0)?;
            // Memory is slow, and what does not depend on one another is looked up side by side.
            let parts: Vec<_> = drawn.iter().map(|&prediction| self.part(self.part_of(prediction))).collect();
            let below: Vec<_> =
                parts.iter().zip(drawn).map(|(&part, &prediction)| self.below(part, prediction)).collect();
            let lender = |(&prediction, below)| self.lender(prediction, below, rng).unwrap_or_default();
            lenders.extend(drawn.iter().zip(below).map(lender));
        }
        Ok(lenders)
    }
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

    fn donors(predictions: &[f64]) -> Donors {
        let mut donors = Donors::default();
        donors.fill([(7.0, 1), (-1e9, 2)].into_iter(), &Control::default()).unwrap(); // as if used before
        donors.fill(predictions.iter().copied().zip(0..), &Control::default()).unwrap();
        donors
    }

    fn below(donors: &Donors, prediction: f64) -> usize {
        donors.below(donors.part(donors.part_of(prediction)), prediction)
    }

    fn nearest(donors: &Donors, prediction: f64) -> (usize, usize) {
        donors.nearest(prediction, below(donors, prediction))
    }

    #[test]
    fn donors_are_in_the_order_of_prediction_and_row_however_they_lie() {
        let spread = |i: u32| f64::from(i * 7919 % 101).powi(5);
        for predictions in [
            (0..500).map(spread).collect::<Vec<_>>(),
            (0..500).map(|i| if i == 77 { 1e300 } else { spread(i) }).collect(),
            (0..500).map(|i| f64::from(i % 3) * f64::MAX - f64::MAX).collect(),
            vec![4.0; 300],
        ] {
            let found = donors(&predictions);
            let mut sorted: Vec<(f64, usize)> = predictions.iter().zip(0..).map(|(&x, row)| (x, row)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert_eq!(found.sorted, sorted);
            for prediction in predictions.iter().flat_map(|x| [*x, x.next_up(), x.next_down(), -*x]) {
                assert_eq!(below(&found, prediction), sorted.partition_point(|donor| donor.0 < prediction));
            }
        }
    }

    #[test]
    fn the_nearest_donors_are_a_run_around_the_prediction() {
        let donors = donors(&[0.0, 1.0, 2.0, 3.0, 10.0, 11.0, 12.0]);
        assert_eq!(nearest(&donors, -5.0), (0, 5));
        assert_eq!(nearest(&donors, 2.1), (0, 5));
        assert_eq!(nearest(&donors, 9.0), (2, 7));
        assert_eq!(nearest(&donors, 99.0), (2, 7));
        assert_eq!(nearest(&super::tests::donors(&[0.0, 1.0]), 0.5), (0, 2));
        assert_eq!(nearest(&super::tests::donors(&[]), 0.5), (0, 0));
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
        let alike = donors(&[1.0; 100]);
        let rng = &mut stream(1, 0);
        let mut times = [0; 4];
        for _ in 0..4000 {
            times[alike.lender(1.0, below(&alike, 1.0), rng).unwrap() / 25] += 1;
        }
        // 1000 a quarter, standard deviation 27.
        assert!(times.iter().all(|times| (880..1120).contains(times)), "{times:?}");
        assert_eq!(donors(&[]).lender(1.0, 0, rng), None);
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
