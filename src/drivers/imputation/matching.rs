//! Predictive mean matching: whose answer a gap borrows.

use std::ops::Range;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::error::Result;
use crate::parallel::{Control, each, sharing};

/// Respondents with the most similar predictions, one of whom lends.
const DONORS: usize = 5;
/// Donors of a part, on average.
const PART: usize = 4;
/// Donors of a part that are put in order by insertion.
const SHORT: usize = 16;
/// Gaps between two looks at the control, where donors are sorted and where they are not.
const LOOK: usize = 1 << 13;
const FEW: usize = 1 << 8;
/// Most donors looked at where predictions are compared one by one; of more, so many are drawn.
const MOST_DONORS: usize = 2000;

/// Prediction and row.
type Donor = (f64, usize);
/// The first of some neighbours, and all of them.
type Piece<'a, T> = (&'a usize, &'a mut [T]);

/// Donors in the order of their predictions, which are found by where they lie between the least and the greatest:
/// sorting them by parts that are short costs a fifth of sorting them at once. Made once and filled again and again.
#[derive(Debug, Default)]
pub(super) struct Donors {
    /// Prediction and row, by row.
    given: Vec<Donor>,
    grid: Grid,
    /// Where every part begins, and where the last ends.
    starts: Vec<usize>,
    /// Those given, in order.
    sorted: Vec<Donor>,
}

/// Parts of equal width between the least prediction and the greatest.
#[derive(Debug, Clone, Copy, Default)]
struct Grid {
    least: f64,
    /// Parts a unit of the predictions.
    scale: f64,
    parts: usize,
}

impl Grid {
    fn of(donors: &[Donor]) -> Self {
        let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        for near in donors {
            (least, greatest) = (least.min(near.0), greatest.max(near.0));
        }
        let parts = donors.len() / PART + 1;
        let scale = parts as f64 / (greatest - least);
        Self { least, scale: if scale.is_finite() { scale } else { 0.0 }, parts }
    }

    /// The part that a prediction is in, or would be in: it rises with the prediction.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast to the nearest there is")]
    fn part_of(self, prediction: f64) -> usize {
        (((prediction - self.least) * self.scale) as usize).min(self.parts - 1)
    }

    /// Does something with the starts of the parts that donors are in, from the last donor to the first; the starts are
    /// those of the parts from `first` on.
    fn visit(
        self,
        donors: &[Donor],
        first: usize,
        starts: &mut [usize],
        control: &Control,
        mut work: impl FnMut(&mut usize, &Donor),
    ) -> Result<()> {
        for donors in donors.rchunks(LOOK) {
            control.advance(0)?;
            for donor in donors.iter().rev() {
                if let Some(start) = starts.get_mut(self.part_of(donor.0).wrapping_sub(first)) {
                    work(start, donor);
                }
            }
        }
        Ok(())
    }
}

/// The slices of what lies between neighbouring bounds, which rise.
fn split<'a, T>(mut all: &'a mut [T], bounds: &[usize]) -> Vec<&'a mut [T]> {
    let mut slices = Vec::with_capacity(bounds.len());
    for bounds in bounds.windows(2) {
        let (slice, rest) = std::mem::take(&mut all).split_at_mut(bounds[1] - bounds[0]);
        slices.push(slice);
        all = rest;
    }
    slices
}

/// Puts the donors of neighbouring parts in order, of whom the first is number `base` of all.
fn in_order(starts: &[usize], base: usize, mut donors: &mut [Donor], control: &Control) -> Result<()> {
    let ends = starts.iter().skip(1).copied().chain([base + donors.len()]);
    for (part, (start, end)) in starts.iter().zip(ends).enumerate() {
        if part % LOOK == 0 {
            control.advance(0)?;
        }
        let (part, rest) = std::mem::take(&mut donors).split_at_mut(end - start);
        if part.len() <= SHORT {
            insert(part);
        } else {
            part.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        donors = rest;
    }
    Ok(())
}

/// Sorts a few donors, whose rows rise, by insertion: a tenth of a sort that is made for many.
fn insert(donors: &mut [Donor]) {
    for at in 1..donors.len() {
        let mut here = at;
        while here > 0 && donors[here - 1].0.total_cmp(&donors[here].0).is_gt() {
            donors.swap(here - 1, here);
            here -= 1;
        }
    }
}

impl Donors {
    /// Takes other donors: of the rows `0..count` those outside `gaps`, which rise. The predictions of a range of rows
    /// are numbers.
    ///
    /// # Errors
    /// [`crate::error::Error::Interrupted`].
    pub(super) fn fill(
        &mut self,
        count: usize,
        gaps: &[usize],
        predictions: impl Fn(Range<usize>) -> Vec<f64> + Sync + Send,
        control: &Control,
    ) -> Result<()> {
        self.given.resize(count - gaps.len(), (0.0, 0));
        let take = |(rows, donors): (Range<usize>, &mut [Donor])| {
            control.advance(0)?;
            let from = gaps.partition_point(|gap| *gap < rows.start);
            let mut gaps = gaps[from..].iter().peekable();
            let near = predictions(rows.clone()).into_iter().zip(rows);
            let outside = near.filter(|near| gaps.next_if(|gap| **gap == near.1).is_none());
            donors.iter_mut().zip(outside).for_each(|(donor, near)| *donor = near);
            Ok(())
        };
        let bounds: Vec<usize> = (0..count).step_by(LOOK).chain([count]).collect();
        let donors: Vec<usize> = bounds.iter().map(|row| row - gaps.partition_point(|gap| gap < row)).collect();
        let ranges = bounds.windows(2).map(|rows| rows[0]..rows[1]);
        let parts: Vec<_> = ranges.zip(split(&mut self.given, &donors)).collect();
        each(parts, take).into_iter().collect::<Result<()>>()?;
        self.grid = Grid::of(&self.given);
        self.sort(control)
    }

    /// Puts every donor into its part, and those of a part in order: every thread some neighbouring parts.
    fn sort(&mut self, control: &Control) -> Result<()> {
        let (given, grid) = (&self.given, self.grid);
        let pieces = if given.len() < LOOK { 1 } else { sharing() };
        let bounds: Vec<usize> = (0..=pieces).map(|piece| grid.parts * piece / pieces).collect();
        self.starts.clear();
        self.starts.resize(grid.parts + 1, 0);
        let count =
            |(first, starts): Piece<'_, usize>| grid.visit(given, *first, starts, control, |start, _| *start += 1);
        let parts: Vec<_> = bounds.iter().zip(split(&mut self.starts, &bounds)).collect();
        each(parts, count).into_iter().collect::<Result<()>>()?;
        let mut end = 0;
        for start in &mut self.starts {
            end += *start;
            *start = end;
        }
        let ends: Vec<usize> = bounds.iter().map(|&part| if part == 0 { 0 } else { self.starts[part - 1] }).collect();
        self.sorted.resize(given.len(), (0.0, 0));
        let place = |((first, starts), (base, sorted)): (Piece<'_, usize>, Piece<'_, Donor>)| {
            grid.visit(given, *first, starts, control, |start, donor| {
                *start -= 1;
                sorted[*start - base] = *donor;
            })?;
            in_order(starts, *base, sorted, control)
        };
        let donors = ends.iter().zip(split(&mut self.sorted, &ends));
        let parts: Vec<_> = bounds.iter().zip(split(&mut self.starts, &bounds)).zip(donors).collect();
        each(parts, place).into_iter().collect()
    }

    fn part_of(&self, prediction: f64) -> usize {
        self.grid.part_of(prediction)
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
fn start_of(donors: &[Donor], prediction: f64) -> usize {
    let mut step = 1;
    while step <= donors.len() && donors[donors.len() - step].0 == prediction {
        step *= 2;
    }
    let from = donors.len().saturating_sub(step);
    from + donors[from..].partition_point(|donor| donor.0 < prediction)
}

/// Where they end, of donors that begin with them.
#[allow(clippy::float_cmp, reason = "those that are the same to the last digit")]
fn end_of(donors: &[Donor], prediction: f64) -> usize {
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
    let mut best: Vec<Donor> = Vec::with_capacity(DONORS + 1);
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
mod tests;
