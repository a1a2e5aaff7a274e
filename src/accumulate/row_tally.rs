//! Rows that come batch by batch, counted by what some columns hold together: every combination that occurs has a place
//! in the order in which it came, and sums of the rows that have it.
//!
//! What a batch can hold is mostly little: then every combination of its values has a slot of a table, as long as batches
//! hold the same values one table for all of them. Otherwise the combination of every row is looked up.

mod dense;
mod places;

use super::{Column, Values};
use crate::error::{Error, Result};
use crate::parallel::Control;

use self::dense::Dense;
use self::places::Places;

/// Rows that are worked on at once.
const TILE: usize = 512;
/// The place of a combination that did not occur.
const NONE: u32 = u32::MAX;
/// Whole numbers below this are the same as floats.
const EXACT: f64 = 1_125_899_906_842_624.0;

/// A column whose value `low + i` is the label of number `numbers[i]`; every other value is none, number 0.
#[derive(Debug, Clone, Copy)]
pub struct Numbered<'a> {
    /// One value a row.
    pub values: Values<'a>,
    /// The value of the first label, a whole number.
    pub low: f64,
    /// Numbers of the labels, the same in all batches.
    pub numbers: &'a [u32],
}

impl Numbered<'_> {
    /// The number of a label by its place, 0 behind the last.
    fn number(&self, label: usize) -> u32 {
        self.numbers.get(label).copied().unwrap_or(0)
    }
}

/// What was counted of a combination: rows, those of weight zero, the sum of the weights and of their squares.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
pub struct Slot([f64; 4]);

impl Slot {
    /// Adds a row: a vector of four at once.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]
    fn add(&mut self, w: f64) {
        self.merge(&Self([1.0, f64::from(w == 0.0), w, w * w]));
    }

    /// Adds the rows of another.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]
    fn merge(&mut self, other: &Self) {
        std::iter::zip(&mut self.0, other.0).for_each(|(to, from)| *to += from);
    }

    /// Rows.
    pub fn n(&self) -> f64 {
        self.0[0]
    }

    /// Rows of weight zero.
    pub fn zero(&self) -> f64 {
        self.0[1]
    }

    /// Sum of the weights.
    pub fn w(&self) -> f64 {
        self.0[2]
    }

    /// Sum of the squared weights.
    pub fn w2(&self) -> f64 {
        self.0[3]
    }
}

/// The weights there were.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Rows whose weight is missing.
    pub lost: u64,
    /// The least and the largest.
    pub ends: (f64, f64),
}

impl Default for Seen {
    fn default() -> Self {
        Self { lost: 0, ends: (f64::INFINITY, f64::NEG_INFINITY) }
    }
}

impl Seen {
    fn merge(&mut self, other: Self) {
        self.lost += other.lost;
        self.ends = (self.ends.0.min(other.ends.0), self.ends.1.max(other.ends.1));
    }
}

/// The different rows of some columns, and how often each occurs.
#[derive(Debug, Default)]
pub struct RowTally {
    places: Places,
    slots: Vec<Slot>,
    dense: Dense,
    seen: Seen,
}

impl RowTally {
    /// Number of combinations.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there were no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sums of every combination.
    pub fn slots(&mut self) -> &[Slot] {
        self.dense.flush(&mut self.slots);
        &self.slots
    }

    /// The weights there were.
    pub fn seen(&self) -> Seen {
        self.seen
    }

    /// Counts the rows of a batch; returns the rows that are the first of their combination.
    ///
    /// # Errors
    /// [`Error::Length`] for columns of different lengths, [`Error::Arguments`] for other columns than before;
    /// [`Error::Interrupted`], after which the tally is of no use.
    pub fn add(
        &mut self,
        columns: &[Numbered<'_>],
        weights: Option<Values<'_>>,
        control: &Control,
    ) -> Result<Vec<usize>> {
        let rows = columns.first().map_or(0, |column| column.values.len());
        for found in columns.iter().map(|column| column.values.len()).chain(weights.map(|w| w.len())) {
            if found != rows {
                return Err(Error::Length { column: "keys".into(), found, expected: rows });
            }
        }
        self.places.make_room(columns)?;
        let weights = weights.map(|values| Column { name: "weights", values, na_codes: &[] });
        if !dense::is_worth_it(columns, rows) {
            return self.add_listed(columns, weights.as_ref(), rows, control);
        }
        if !self.dense.is_of(columns) {
            self.dense.flush(&mut self.slots);
            self.dense = Dense::new(columns);
        }
        self.seen.merge(self.dense.count(columns, weights.as_ref(), rows, control)?);
        let first = self.dense.settle(columns, rows, &mut self.places)?;
        self.slots.resize(self.places.len(), Slot::default());
        Ok(first)
    }

    /// Looks the combination of every row up.
    fn add_listed(
        &mut self,
        columns: &[Numbered<'_>],
        weights: Option<&Column<'_>>,
        rows: usize,
        control: &Control,
    ) -> Result<Vec<usize>> {
        let (mut first, mut room, mut own) = (Vec::new(), dense::Room::default(), [1.0; TILE]);
        let mut labels = vec![[0_u32; TILE]; columns.len()];
        for start in (0..rows).step_by(TILE) {
            let len = TILE.min(rows - start);
            for (column, labels) in columns.iter().zip(&mut labels) {
                dense::read(column, start, &mut room, &mut labels[..len]);
            }
            if let Some(weights) = weights {
                weights.read(start, &mut own[..len]);
                self.seen.merge(dense::seen(&own[..len]));
            }
            for (row, &weight) in own[..len].iter().enumerate() {
                let numbers = columns.iter().zip(&labels).map(|(column, labels)| column.number(labels[row] as usize));
                let (place, is_new) = self.places.of(numbers)?;
                if is_new {
                    first.push(start + row);
                    self.slots.push(Slot::default());
                }
                if let Some(slot) = self.slots.get_mut(place as usize) {
                    slot.add(weight);
                }
            }
            control.advance(len as u64)?;
        }
        Ok(first)
    }
}

/// The least and the largest value of a column of whole numbers no further apart than `most`, besides missing ones; none
/// for any other column.
#[allow(clippy::cast_possible_truncation, reason = "whole numbers of some 50 bits")]
pub fn near(values: Values<'_>, most: f64) -> Option<(i64, i64)> {
    let (column, rows) = (Column { name: "keys", values, na_codes: &[] }, values.len());
    let (mut tile, mut least, mut largest) = ([0.0_f64; TILE], f64::INFINITY, f64::NEG_INFINITY);
    for start in (0..rows).step_by(TILE) {
        let tile = &mut tile[..TILE.min(rows - start)];
        column.read(start, tile);
        let mut whole = true;
        for &value in &*tile {
            whole &= value.is_nan() | (value.trunc().to_bits() == value.to_bits());
            least = if value < least { value } else { least };
            largest = if value > largest { value } else { largest };
        }
        if !whole || largest - least > most || least < -EXACT || largest > EXACT {
            return None;
        }
    }
    (least <= largest).then_some((least as i64, largest as i64))
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::float_cmp)]
mod tests;
