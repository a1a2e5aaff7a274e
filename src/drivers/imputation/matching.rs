//! Predictive mean matching: whose answer a gap borrows.

use std::iter::once;
use std::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::error::Result;
use crate::parallel::{Control, each};

/// Respondents with the most similar predictions, one of whom lends.
const DONORS: usize = 5;
/// Donors of a part, about, and most parts: what fits the nearest cache, and what is written to side by side.
const PART: usize = 1 << 11;
const PARTS: usize = 1 << 10;
/// The parts lie within so many standard deviations of the mean, and the outer ones reach beyond.
const REACH: f64 = 4.0;
/// Donors of a finer part that are put in order by insertion; on average there is one.
const SHORT: usize = 16;
/// Rows that are put into parts together, and rows that are predicted together.
const ROWS: usize = 1 << 14;
const FEW: usize = 1 << 10;
/// Most donors looked at where predictions are compared one by one; of more, so many are drawn.
const MOST_DONORS: usize = 2000;

/// Prediction and row. Seven digits of a prediction tell apart what is no more alike than another answer; with the row
/// they are half as long as sixteen, and sorting them is moving them.
type Donor = (f32, u32);

/// A prediction as it is compared.
#[allow(clippy::cast_possible_truncation, reason = "seven digits are enough")]
pub(super) fn compared(prediction: f64) -> f32 {
    (prediction as f32).clamp(f32::MIN, f32::MAX)
}

/// Parts of equal width, the first and the last of which reach to the ends.
#[derive(Debug, Clone, Copy, Default)]
struct Grid {
    least: f32,
    /// Parts a unit of the predictions.
    scale: f32,
    /// Number of the last part.
    last: i32,
}

impl Grid {
    fn between(least: f32, greatest: f32, parts: usize) -> Self {
        let scale = parts as f32 / (greatest - least);
        let last = i32::try_from(parts).map_or(i32::MAX, |parts| parts - 1);
        Self { least, scale: if scale.is_finite() { scale } else { 0.0 }, last }
    }

    /// The part that a prediction is in, or would be in: it rises with the prediction.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast to the nearest there is")]
    fn part_of(self, prediction: f32) -> usize {
        (((prediction - self.least) * self.scale) as i32).clamp(0, self.last) as usize
    }

    #[allow(clippy::cast_sign_loss, reason = "there is at least one part")]
    fn parts(self) -> usize {
        self.last as usize + 1
    }
}

/// Some donors by the part they are in, in each as they were given.
#[derive(Debug, Default)]
struct Parted {
    donors: Vec<Donor>,
    /// Where every part ends.
    ends: Vec<u32>,
}

impl Parted {
    fn take(&mut self, given: &[Donor], grid: Grid) {
        self.donors.resize(given.len(), (0.0, 0));
        place(once(given), grid, &mut self.donors, &mut self.ends);
    }

    fn part(&self, part: usize) -> &[Donor] {
        let from = if part == 0 { 0 } else { self.ends[part - 1] };
        &self.donors[from as usize..self.ends[part] as usize]
    }
}

/// Puts donors into the parts of a grid, in each as they come; `ends` says where each ends.
fn place<'a>(given: impl Iterator<Item = &'a [Donor]> + Clone, grid: Grid, to: &mut [Donor], ends: &mut Vec<u32>) {
    ends.clear();
    ends.resize(grid.parts(), 0);
    for donors in given.clone() {
        for donor in donors {
            ends[grid.part_of(donor.0)] += 1;
        }
    }
    let mut start = 0;
    for end in ends.iter_mut() {
        start += std::mem::replace(end, start);
    }
    for donors in given {
        for donor in donors {
            let next = &mut ends[grid.part_of(donor.0)];
            to[*next as usize] = *donor;
            *next += 1;
        }
    }
}

/// Puts the donors of a part, given in the order of their rows, in the order of their predictions.
fn in_order<'a>(given: impl Iterator<Item = &'a [Donor]> + Clone, sorted: &mut [Donor]) {
    let (mut least, mut greatest) = (f32::INFINITY, f32::NEG_INFINITY);
    for donors in given.clone() {
        for donor in donors {
            least = if donor.0 < least { donor.0 } else { least };
            greatest = if donor.0 > greatest { donor.0 } else { greatest };
        }
    }
    let mut ends = Vec::new();
    place(given, Grid::between(least, greatest, sorted.len() + 1), sorted, &mut ends);
    let mut start = 0;
    for end in ends.into_iter().map(|end| end as usize) {
        if end - start > SHORT {
            sorted[start..end].sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        start = end;
    }
    insert(sorted);
}

/// Sorts donors that are nearly in order, whose rows rise, by insertion: a tenth of a sort that is made for any order.
fn insert(donors: &mut [Donor]) {
    for at in 1..donors.len() {
        let donor = donors[at];
        let mut here = at;
        while here > 0 && donors[here - 1].0 > donor.0 {
            donors[here] = donors[here - 1];
            here -= 1;
        }
        donors[here] = donor;
    }
}

/// The slices that end at these places, which rise.
fn split<'a, T>(mut all: &'a mut [T], ends: &[usize]) -> Vec<&'a mut [T]> {
    let (mut slices, mut start) = (Vec::with_capacity(ends.len()), 0);
    for &end in ends {
        let (slice, rest) = std::mem::take(&mut all).split_at_mut(end - start);
        slices.push(slice);
        (all, start) = (rest, end);
    }
    slices
}

/// Donors in the order of their predictions, sorted within parts of these that fit the cache: a fifth of sorting all at
/// once. Made once and filled again and again.
#[derive(Debug, Default)]
pub(super) struct Donors {
    grid: Grid,
    /// Neighbouring rows by part.
    parted: Vec<Parted>,
    /// Where every part ends.
    ends: Vec<usize>,
    /// All in order.
    sorted: Vec<Donor>,
}

impl Donors {
    /// Takes other donors: of the rows `0..count` those outside `gaps`, which rise. The predictions of a range of rows are
    /// numbers about 0 of a standard deviation near `spread`, or the sorting takes longer.
    ///
    /// # Errors
    /// [`crate::error::Error::Interrupted`].
    pub(super) fn fill(
        &mut self,
        count: usize,
        gaps: &[usize],
        spread: f64,
        predictions: impl Fn(Range<usize>) -> Vec<f64> + Sync + Send,
        control: &Control,
    ) -> Result<()> {
        let (grid, reach) = (&mut self.grid, compared(REACH * spread));
        *grid = Grid::between(-reach, reach, (count.saturating_sub(gaps.len()) / PART).clamp(1, PARTS));
        self.parted.resize_with(count.div_ceil(ROWS), Parted::default);
        let take = |(start, parted): (usize, &mut Parted)| {
            control.advance(0)?;
            let end = count.min(start + ROWS);
            let mut gaps = gaps[gaps.partition_point(|gap| *gap < start)..].iter().peekable();
            let mut given = Vec::with_capacity(end - start);
            for first in (start..end).step_by(FEW) {
                let (mut next, last) = (first, end.min(first + FEW));
                let predictions = predictions(first..last);
                let mut take = |rows: Range<usize>| {
                    let predictions = predictions[rows.start - first..rows.end - first].iter();
                    given.extend(predictions.zip(number(rows.start)..).map(|(x, row)| (compared(*x), row)));
                };
                while let Some(gap) = gaps.next_if(|gap| **gap < last) {
                    take(next..*gap);
                    next = gap + 1;
                }
                take(next..last);
            }
            parted.take(&given, *grid);
            Ok(())
        };
        let parts: Vec<_> = (0..count).step_by(ROWS).zip(&mut self.parted).collect();
        each(parts, take).into_iter().collect::<Result<()>>()?;
        self.sort(control)
    }

    /// Puts the donors of every part together, in order.
    fn sort(&mut self, control: &Control) -> Result<()> {
        let (parted, mut end) = (&self.parted, 0);
        let sizes = (0..self.grid.parts()).map(|part| parted.iter().map(|rows| rows.part(part).len()).sum::<usize>());
        self.ends.clear();
        self.ends.extend(sizes.map(|size| {
            end += size;
            end
        }));
        self.sorted.resize(end, (0.0, 0));
        let sort = |(part, sorted): (usize, &mut [Donor])| {
            control.advance(0)?;
            in_order(parted.iter().map(|rows| rows.part(part)), sorted);
            Ok(())
        };
        let parts: Vec<_> = split(&mut self.sorted, &self.ends).into_iter().enumerate().collect();
        each(parts, sort).into_iter().collect()
    }

    /// The run of up to [`DONORS`] donors nearest to `prediction`, `at` of them below it.
    fn nearest(&self, prediction: f32, at: usize) -> (usize, usize) {
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
    fn lender(&self, prediction: f32, below: usize, rng: &mut ChaCha8Rng) -> Option<u32> {
        let (from, to) = self.nearest(prediction, below);
        let at = rng.random_range(from..to.max(from + 1));
        let near = self.sorted.get(at)?;
        // Those with the same prediction lie side by side, and are nearly always few.
        let (before, after) = self.sorted.split_at(at);
        let first = start_of(before, near.0);
        let last = at + end_of(after, |prediction| prediction <= near.0);
        self.sorted.get(rng.random_range(first..last.max(first + 1))).map(|donor| donor.1)
    }

    /// For every drawn prediction the row of one of the donors nearest to it.
    ///
    /// # Errors
    /// [`crate::error::Error::Interrupted`].
    pub(super) fn lenders(&self, drawn: &[f32], rng: &mut ChaCha8Rng, control: &Control) -> Result<Vec<usize>> {
        // In the order of their predictions, as the donors are: memory is slow. Each part has a stream of its own, whoever
        // does it.
        let mut asked = Parted::default();
        asked.take(&drawn.iter().copied().zip(0..).collect::<Vec<_>>(), self.grid);
        let seeds: Vec<[u8; 32]> = asked.ends.iter().map(|_| rng.random()).collect();
        let lend = |(part, seed): (usize, [u8; 32])| {
            control.advance(0)?;
            let (gaps, rng) = (asked.part(part), &mut ChaCha8Rng::from_seed(seed));
            let mut sorted = vec![(0.0, 0); gaps.len()];
            in_order(once(gaps), &mut sorted);
            let mut below = if part == 0 { 0 } else { self.ends[part - 1] };
            let lender = |(prediction, gap): Donor| {
                below += end_of(&self.sorted[below..self.ends[part]], |other| other < prediction);
                (gap, self.lender(prediction, below, rng).unwrap_or_default())
            };
            Ok(sorted.into_iter().map(lender).collect())
        };
        let found: Vec<Vec<(u32, u32)>> =
            each(seeds.into_iter().enumerate().collect::<Vec<_>>(), lend).into_iter().collect::<Result<_>>()?;
        let mut lenders = vec![0; drawn.len()];
        found.into_iter().flatten().for_each(|(gap, lender)| lenders[gap as usize] = lender as usize);
        Ok(lenders)
    }
}

/// A row as donors have it; there are not more of them.
fn number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

/// Where those with this prediction begin, of donors that end with them: looked for in steps that double.
#[allow(clippy::float_cmp, reason = "those that are the same to the last digit")]
fn start_of(donors: &[Donor], prediction: f32) -> usize {
    let mut step = 1;
    while step <= donors.len() && donors[donors.len() - step].0 == prediction {
        step *= 2;
    }
    let from = donors.len().saturating_sub(step);
    from + donors[from..].partition_point(|donor| donor.0 < prediction)
}

/// Where those end whose predictions are so, of donors that begin with them.
fn end_of(donors: &[Donor], so: impl Fn(f32) -> bool) -> usize {
    let mut step = 1;
    while step < donors.len() && so(donors[step].0) {
        step *= 2;
    }
    donors[..step.min(donors.len())].partition_point(|donor| so(donor.0))
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
mod tests;
