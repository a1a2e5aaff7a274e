//! The labels of a column of a batch: from values to the numbers that labels have in all batches.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use std::iter::zip;

use crate::accumulate::{Column, Keys, Values};

/// Rows that are worked on at once.
pub(super) const TILE: usize = 512;

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
    /// Labels, and none.
    pub(super) fn base(&self) -> usize {
        self.numbers.len() + 1
    }

    /// The number of a label by its place, 0 behind the last.
    pub(super) fn number(&self, label: usize) -> u32 {
        self.numbers.get(label).copied().unwrap_or(0)
    }
}

/// Room for the values of a column that are no whole numbers, and for the labels of one.
pub(super) struct Room {
    values: [f64; TILE],
    labels: [u32; TILE],
}

impl Default for Room {
    fn default() -> Self {
        Self { values: [0.0; TILE], labels: [0; TILE] }
    }
}

/// The labels of some rows by their places, and as many as there are for none.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number and no label beyond")]
pub(super) fn read(column: &Numbered<'_>, start: usize, room: &mut Room, labels: &mut [u32]) {
    let count = column.numbers.len();
    let (last, len) = (count as u32, labels.len());
    if matches!(column.values, Values::F32(_) | Values::F64(_)) {
        let (values, low, end) = (&mut room.values[..len], column.low, count as f64);
        Column { name: "keys", values: column.values, na_codes: &[] }.read(start, values);
        for (label, &value) in zip(labels, &*values) {
            let step = value - low;
            *label = if step >= 0.0 && step < end { step as u32 } else { last };
        }
        return;
    }
    let keys = Keys { values: column.values, low: column.low as i64, count };
    let found = keys.read(start, &mut room.labels[..len]);
    zip(labels, found).for_each(|(label, &cell)| *label = cell.min(last));
}
