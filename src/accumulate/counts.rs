//! `ScoreCounts`: the weighted tally of every scale point in every cell.

use serde::{Deserialize, Serialize};

use super::Enveloped;
use crate::error::{Error, GIB, Result, resize};
use crate::weights::Base;

/// Most steps from the lowest to the highest point of a scale: a `UnitEntry` numbers points by 16 bits.
pub const SCALE_LIMIT: i64 = 65_000;

/// Bytes of a point of a cell.
const SLOT: f64 = 24.0;
/// Bytes that a tally may have: for every row, and however few rows there are. While rows are counted there is as much
/// again, or half as much again.
const MOST_A_ROW: f64 = 512.0;
const MOST: f64 = 268_435_456.0;

/// Bounds beyond this are no scale points either: up to it every whole number has its own `f64`, with room to add.
const BOUND_LIMIT: u64 = 1 << 50;

/// The weighted tally of every scale point in every cell: all that any score is computed from.
///
/// For point `k` of cell `c`, over the rows `i` of `c` that have a weight above zero and an answer,
///
/// ```text
/// n[c, k]  = Σ 1[xᵢ = low + k]
/// w[c, k]  = Σ wᵢ  1[xᵢ = low + k]
/// w2[c, k] = Σ wᵢ² 1[xᵢ = low + k]
/// ```
///
/// Tables are row-major, cells × points. Tallies of different rows are added by [`ScoreCounts::merge`], whose identity
/// is `ScoreCounts::default()`: no scale and no cells.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ScoreCounts {
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) n: Vec<u64>,
    pub(super) w: Vec<f64>,
    pub(super) w2: Vec<f64>,
    pub(super) n_missing: Vec<u64>,
    pub(super) n_zero_weight: Vec<u64>,
}

impl ScoreCounts {
    /// The tally of no rows over `cells` cells of the scale `low..=high`.
    ///
    /// # Errors
    /// [`Error::BadScale`] unless `low < high <= low + 65,000`, [`Error::NoMemory`].
    pub fn empty(low: i64, high: i64, cells: usize) -> Result<Self> {
        let mut counts = Self { low, high, ..Self::default() };
        if !is_scale(low, high) {
            return Err(Error::BadScale { low, high, limit: SCALE_LIMIT });
        }
        counts.extend_to(cells)?;
        Ok(counts)
    }

    /// Refuses a tally of so many cells that is out of all proportion to the `rows` it is of.
    ///
    /// # Errors
    /// [`Error::BadScale`], [`Error::TooManyCells`].
    pub fn check_size(low: i64, high: i64, cells: usize, rows: usize) -> Result<()> {
        let points = Self::empty(low, high, 0)?.points();
        let (bytes, limit) = (cells as f64 * points as f64 * SLOT, (rows as f64 * MOST_A_ROW).max(MOST));
        if bytes <= limit {
            return Ok(());
        }
        Err(Error::TooManyCells { cells, points, rows, gib: bytes / GIB, limit: limit / GIB })
    }

    /// Lowest point of the scale; 0 in the identity.
    pub fn low(&self) -> i64 {
        self.low
    }

    /// Highest point of the scale; 0 in the identity.
    pub fn high(&self) -> i64 {
        self.high
    }

    /// Number of points of the scale, `high - low + 1`; 0 in the identity.
    pub fn points(&self) -> usize {
        let points = if is_scale(self.low, self.high) { self.high - self.low + 1 } else { 0 };
        usize::try_from(points).unwrap_or_default()
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.n_missing.len()
    }

    /// Answers at each point of `cell`; empty when there is no such cell.
    pub fn n(&self, cell: usize) -> &[u64] {
        row(&self.n, cell, self.points())
    }

    /// Sum of weights at each point of `cell`; empty when there is no such cell.
    pub fn w(&self, cell: usize) -> &[f64] {
        row(&self.w, cell, self.points())
    }

    /// Sum of squared weights at each point of `cell`; empty when there is no such cell.
    pub fn w2(&self, cell: usize) -> &[f64] {
        row(&self.w2, cell, self.points())
    }

    /// Rows of `cell` with a weight above zero and no answer; 0 when there is no such cell.
    pub fn n_missing(&self, cell: usize) -> u64 {
        self.n_missing.get(cell).copied().unwrap_or_default()
    }

    /// Rows of `cell` with weight zero, answered or not; 0 when there is no such cell.
    pub fn n_zero_weight(&self, cell: usize) -> u64 {
        self.n_zero_weight.get(cell).copied().unwrap_or_default()
    }

    /// Answers, cells × points, row-major.
    pub fn all_n(&self) -> &[u64] {
        &self.n
    }

    /// Sums of weights, cells × points, row-major.
    pub fn all_w(&self) -> &[f64] {
        &self.w
    }

    /// Sums of squared weights, cells × points, row-major.
    pub fn all_w2(&self) -> &[f64] {
        &self.w2
    }

    /// Rows with a weight above zero and no answer, one number a cell.
    pub fn all_n_missing(&self) -> &[u64] {
        &self.n_missing
    }

    /// Rows with weight zero, one number a cell.
    pub fn all_n_zero_weight(&self) -> &[u64] {
        &self.n_zero_weight
    }

    /// Rows of `cell`, whether they count or not; 0 when there is no such cell.
    pub fn rows_of(&self, cell: usize) -> u64 {
        sum(self.n(cell).iter().chain([&self.n_missing(cell), &self.n_zero_weight(cell)]))
    }

    /// Rows of all cells, whether they count or not.
    pub fn rows(&self) -> u64 {
        sum(self.n.iter().chain(&self.n_missing).chain(&self.n_zero_weight))
    }

    /// The given cells, in the given order; one that is not there is empty.
    ///
    /// # Errors
    /// [`Error::NoMemory`].
    pub fn take(&self, cells: &[usize]) -> Result<Self> {
        let mut taken = Self { low: self.low, high: self.high, ..Self::default() };
        taken.extend_to(cells.len())?;
        for (to, &from) in cells.iter().enumerate() {
            taken.add_cell(to, self, from);
        }
        Ok(taken)
    }

    /// The tally of the rows of both: counts exactly, sums of weights in floating point.
    ///
    /// Cells are numbered by appending, so the side with fewer cells has none of the rows of the others.
    ///
    /// # Errors
    /// [`Error::Incompatible`] when both have a scale and the scales differ, or the sums of both overflow;
    /// [`Error::NoMemory`].
    pub fn merge(mut self, other: &Self) -> Result<Self> {
        if self.is_identity() {
            return Ok(other.clone());
        }
        if other.is_identity() {
            return Ok(self);
        }
        if (self.low, self.high) != (other.low, other.high) {
            return Err(scales_differ(&self, other));
        }
        self.extend_to(other.cells())?;
        (0..other.cells()).for_each(|cell| self.add_cell(cell, other, cell));
        if self.w.iter().chain(&self.w2).all(|sum| sum.is_finite()) {
            return Ok(self);
        }
        Err(Error::Incompatible { reason: "the sums of weights of both parts together overflow".into() })
    }

    /// The tally with cell c counted in cell `to[c]` of `cells`; a cell sent to a negative one is left out.
    ///
    /// # Errors
    /// [`Error::BadScale`] for the identity, which has no scale; [`Error::Incompatible`] unless `to` has a number for every
    /// cell, below `cells`; [`Error::TooManyCells`], [`Error::NoMemory`].
    pub fn regroup(&self, to: &[i32], cells: usize) -> Result<Self> {
        if to.len() != self.cells() {
            let reason = format!("to has {} numbers for the {} cells of the tally", to.len(), self.cells());
            return Err(Error::Incompatible { reason });
        }
        if let Some(beyond) = to.iter().find(|to| usize::try_from(**to).is_ok_and(|to| to >= cells)) {
            return Err(Error::Incompatible { reason: format!("to names cell {beyond} of {cells} (from 0)") });
        }
        Self::check_size(self.low, self.high, cells, self.cells())?;
        let mut counts = Self::empty(self.low, self.high, cells)?;
        for (from, to) in to.iter().enumerate() {
            if let Ok(to) = usize::try_from(*to) {
                counts.add_cell(to, self, from);
            }
        }
        Ok(counts)
    }

    fn is_identity(&self) -> bool {
        self.points() == 0
    }

    fn extend_to(&mut self, cells: usize) -> Result<()> {
        let cells = cells.max(self.cells());
        let slots = cells.saturating_mul(self.points());
        resize(&mut self.n, slots)?;
        resize(&mut self.w, slots)?;
        resize(&mut self.w2, slots)?;
        resize(&mut self.n_missing, cells)?;
        resize(&mut self.n_zero_weight, cells)
    }

    /// Adds cell `from` of another tally of the same scale to cell `to`; one that is not there has nothing to add.
    fn add_cell(&mut self, to: usize, other: &Self, from: usize) {
        let slots = to * self.points()..(to + 1) * self.points();
        add_counts(&mut self.n[slots.clone()], other.n(from));
        add_sums(&mut self.w[slots.clone()], other.w(from));
        add_sums(&mut self.w2[slots], other.w2(from));
        add_counts(&mut self.n_missing[to..=to], &[other.n_missing(from)]);
        add_counts(&mut self.n_zero_weight[to..=to], &[other.n_zero_weight(from)]);
    }
}

/// Whether `low..=high` is a scale a table can be made for.
fn is_scale(low: i64, high: i64) -> bool {
    let bounded = low.unsigned_abs() <= BOUND_LIMIT && high.unsigned_abs() <= BOUND_LIMIT;
    bounded && low < high && high - low <= SCALE_LIMIT
}

fn row<T>(table: &[T], cell: usize, points: usize) -> &[T] {
    let start = cell.saturating_mul(points);
    table.get(start..start.saturating_add(points)).unwrap_or_default()
}

/// A sum that stays at the highest number instead of beginning anew.
fn sum<'a>(counts: impl Iterator<Item = &'a u64>) -> u64 {
    counts.fold(0, |sum, &n| sum.saturating_add(n))
}

fn add_counts(to: &mut [u64], from: &[u64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = to.saturating_add(*from);
    }
}

fn add_sums(to: &mut [f64], from: &[f64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

fn scales_differ(a: &ScoreCounts, b: &ScoreCounts) -> Error {
    let reason = format!("one side counts the scale {}..{}, the other {}..{}", a.low, a.high, b.low, b.high);
    Error::Incompatible { reason }
}

impl Enveloped for ScoreCounts {
    const KIND: u8 = 1;
    const NAME: &'static str = "ScoreCounts";

    fn validate(&self) -> std::result::Result<(), String> {
        if !is_scale(self.low, self.high) && *self != Self::default() {
            return Err(format!("{}..{} is not a scale", self.low, self.high));
        }
        self.validate_lengths()?;
        self.validate_sums()
    }
}

impl ScoreCounts {
    fn validate_lengths(&self) -> std::result::Result<(), String> {
        let cells = self.cells();
        let slots = cells.checked_mul(self.points());
        let tables = [self.n.len(), self.w.len(), self.w2.len()];
        if tables.iter().any(|&len| Some(len) != slots) || self.n_zero_weight.len() != cells {
            return Err(format!("its tables do not all have {cells} cells of {} points", self.points()));
        }
        Ok(())
    }

    fn validate_sums(&self) -> std::result::Result<(), String> {
        if self.w.iter().chain(&self.w2).any(|sum| !(0.0..=f64::MAX).contains(sum)) {
            return Err("a sum of weights is negative or not finite".into());
        }
        let unfounded = |(&n, (&w, &w2)): (&u64, (&f64, &f64))| n == 0 && (w > 0.0 || w2 > 0.0);
        if self.n.iter().zip(self.w.iter().zip(&self.w2)).any(unfounded) {
            return Err("a point without answers has weight".into());
        }
        for (&n, (&sum_w, &sum_w2)) in self.n.iter().zip(self.w.iter().zip(&self.w2)) {
            Base { n: n as f64, sum_w, sum_w2 }.validate(0.0)?;
        }
        let counts = self.n.iter().chain(&self.n_missing).chain(&self.n_zero_weight);
        if counts.copied().try_fold(0, u64::checked_add).is_none() {
            return Err("it counts more than 2^64 rows".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
