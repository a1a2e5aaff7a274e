//! Rows that come batch by batch, counted by what some columns hold together: every combination that occurs has a place
//! in the order in which it came, and sums of the rows that have it.

use std::collections::HashMap;

use super::column::with_values;
use super::{Column, Number, Values};
use crate::error::{Error, Result};

/// Rows that are worked on at once.
const TILE: usize = 1024;
/// Combinations of so many bits have a place in a table, whether they occur or not; of more, those that do are looked up.
const TABLE_BITS: u32 = 20;
/// The place of a combination that did not occur.
const NONE: u32 = u32::MAX;
/// Whole numbers below this are the same as floats.
const EXACT: f64 = 1_125_899_906_842_624.0;

/// A column whose value `low + i` is the label of number `numbers[i]`; every other value is none, number 0.
#[derive(Debug, Clone, Copy)]
pub struct Numbered<'a> {
    /// One value a row.
    pub values: Values<'a>,
    /// The value of the first label.
    pub low: f64,
    /// Numbers of the labels, the same in all batches.
    pub numbers: &'a [u32],
}

/// What was counted of a combination.
#[derive(Debug, Clone, Copy, Default)]
pub struct Slot {
    /// Rows.
    pub n: u64,
    /// Rows of weight zero.
    pub zero: u64,
    /// Sum of the weights.
    pub w: f64,
    /// Sum of the squared weights.
    pub w2: f64,
}

/// The different rows of some columns, and how often each occurs.
#[derive(Debug)]
pub struct RowTally {
    bits: Vec<u32>,
    keys: Vec<u128>,
    slots: Vec<Slot>,
    table: Vec<u32>,
    places: HashMap<u128, u32>,
    /// Rows whose weight is missing.
    pub lost: u64,
    /// The least and the largest weight.
    pub ends: (f64, f64),
}

impl Default for RowTally {
    fn default() -> Self {
        let (keys, slots, table, places) = (Vec::new(), Vec::new(), Vec::new(), HashMap::new());
        Self { bits: Vec::new(), keys, slots, table, places, lost: 0, ends: (f64::INFINITY, f64::NEG_INFINITY) }
    }
}

impl RowTally {
    /// The sums of every combination.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Counts the rows of a batch; returns the rows that are the first of their combination.
    ///
    /// # Errors
    /// [`Error::Length`] for columns of different lengths, [`Error::Arguments`] for other columns than before.
    pub fn add(&mut self, columns: &[Numbered<'_>], weights: Option<Values<'_>>) -> Result<Vec<usize>> {
        let rows = columns.first().map_or(0, |column| column.values.len());
        for found in columns.iter().map(|column| column.values.len()).chain(weights.map(|w| w.len())) {
            if found != rows {
                return Err(Error::Length { column: "keys".into(), found, expected: rows });
            }
        }
        self.make_room(columns)?;
        let weights = weights.map(|values| Column { name: "weights", values, na_codes: &[] });
        let (mut first, mut numbers) = (Vec::new(), vec![[0_u32; TILE]; columns.len()]);
        let (mut places, mut own) = ([NONE; TILE], [1.0; TILE]);
        for start in (0..rows).step_by(TILE) {
            let len = TILE.min(rows - start);
            for (column, numbers) in columns.iter().zip(&mut numbers) {
                read(column, start, &mut numbers[..len]);
            }
            self.find(&numbers, start, &mut places[..len], &mut first)?;
            match &weights {
                Some(weights) => {
                    weights.read(start, &mut own[..len]);
                    self.add_weighed(&places[..len], &own[..len]);
                }
                None => self.add_plain(&places[..len]),
            }
        }
        Ok(first)
    }

    fn add_plain(&mut self, places: &[u32]) {
        for &place in places {
            if let Some(slot) = self.slots.get_mut(place as usize) {
                slot.n += 1;
            }
        }
    }

    fn add_weighed(&mut self, places: &[u32], weights: &[f64]) {
        let (mut least, mut most) = self.ends;
        for (&place, &weight) in places.iter().zip(weights) {
            if let Some(slot) = self.slots.get_mut(place as usize) {
                slot.n += 1;
                slot.zero += u64::from(weight == 0.0);
                slot.w += weight;
                slot.w2 += weight * weight;
            }
            self.lost += u64::from(weight.is_nan());
            least = if weight < least { weight } else { least };
            most = if weight > most { weight } else { most };
        }
        self.ends = (least, most);
    }

    /// The places of the rows of a tile; combinations that are new are added.
    fn find(
        &mut self,
        numbers: &[[u32; TILE]],
        start: usize,
        places: &mut [u32],
        first: &mut Vec<usize>,
    ) -> Result<()> {
        let bits = self.bits.clone();
        if self.table.is_empty() {
            for (row, place) in places.iter_mut().enumerate() {
                let key = packed(numbers.iter().map(|column| u128::from(column[row])), &bits);
                let known = self.places.get(&key).copied();
                *place = known.map_or_else(|| self.insert(key, start + row, first), Ok)?;
            }
            return Ok(());
        }
        places.fill(0);
        for (column, &bits) in numbers.iter().zip(&bits) {
            for (key, &number) in places.iter_mut().zip(column) {
                *key = (*key << bits) | number;
            }
        }
        for (row, key) in places.iter_mut().enumerate() {
            let known = self.table.get(*key as usize).copied().unwrap_or(NONE);
            *key = if known == NONE { self.insert(u128::from(*key), start + row, first)? } else { known };
        }
        Ok(())
    }

    fn insert(&mut self, key: u128, row: usize, first: &mut Vec<usize>) -> Result<u32> {
        let found = self.keys.len();
        let place = u32::try_from(found).map_err(|_| Error::TooManyRows { found })?;
        self.keys.push(key);
        self.slots.push(Slot::default());
        first.push(row);
        self.index(key, place);
        Ok(place)
    }

    fn index(&mut self, key: u128, place: u32) {
        if self.table.is_empty() {
            self.places.insert(key, place);
        } else if let Some(at) = usize::try_from(key).ok().and_then(|key| self.table.get_mut(key)) {
            *at = place;
        }
    }

    /// Bits for the numbers of every column, one more than needed so that they are seldom made anew.
    fn make_room(&mut self, columns: &[Numbered<'_>]) -> Result<()> {
        let most = |column: &Numbered<'_>| column.numbers.iter().max().map_or(1, |most| 32 - most.leading_zeros());
        let needed: Vec<u32> = columns.iter().map(most).collect();
        if !self.bits.is_empty() && self.bits.len() != needed.len() {
            let reason = format!("{} columns before, {} now", self.bits.len(), needed.len());
            return Err(Error::Arguments { reason });
        }
        if !self.bits.is_empty() && needed.iter().zip(&self.bits).all(|(needed, room)| needed <= room) {
            return Ok(());
        }
        let before = std::mem::take(&mut self.bits);
        let grown = |(i, &needed): (usize, &u32)| before.get(i).copied().filter(|&b| b >= needed).unwrap_or(needed + 1);
        self.bits = needed.iter().enumerate().map(grown).collect();
        let total: u32 = self.bits.iter().sum();
        if total > u128::BITS {
            return Err(Error::Arguments { reason: format!("{total} bits for the keys of {} columns", needed.len()) });
        }
        self.table = if total <= TABLE_BITS { vec![NONE; 1 << total] } else { Vec::new() };
        self.places.clear();
        for (place, key) in (0_u32..).zip(std::mem::take(&mut self.keys)) {
            let key = packed(unpacked(key, &before).into_iter(), &self.bits);
            self.keys.push(key);
            self.index(key, place);
        }
        Ok(())
    }
}

fn packed(numbers: impl Iterator<Item = u128>, bits: &[u32]) -> u128 {
    numbers.zip(bits).fold(0, |key, (number, bits)| key.checked_shl(*bits).unwrap_or(0) | number)
}

fn unpacked(mut key: u128, bits: &[u32]) -> Vec<u128> {
    let mut numbers: Vec<u128> = bits
        .iter()
        .rev()
        .map(|&bits| {
            let number = key & ((1_u128 << bits) - 1);
            key >>= bits;
            number
        })
        .collect();
    numbers.reverse();
    numbers
}

/// The numbers of the labels of some rows.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be no less than 0")]
fn read(column: &Numbered<'_>, start: usize, out: &mut [u32]) {
    with_values!(column.values, view => {
        for (to, value) in out.iter_mut().zip(view.iter().skip(start)) {
            let step = value.to_f64() - column.low;
            let number = if step >= 0.0 { column.numbers.get(step as usize).copied() } else { None };
            *to = number.unwrap_or(0);
        }
    });
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
mod tests {
    use super::*;
    use ndarray::{Array1, arr1};
    use std::collections::BTreeMap;

    /// Batches of two columns that need a table at first and more numbers later, against a map of what is in them.
    #[test]
    fn combinations_are_those_of_the_rows_one_by_one() {
        for largest in [9_u32, 1 << 14] {
            let mut tally = RowTally::default();
            let mut expected: BTreeMap<(u32, u32), (u64, u64, f64)> = BTreeMap::new();
            let mut order = Vec::new();
            for batch in 1..4_u32 {
                let rows = 3000;
                let of = |step: u32| move |row: u32| (row * step + row / 7) % (largest * batch);
                let columns = [7, 13].map(|step| (0..rows).map(of(step)).collect::<Vec<u32>>());
                let weights: Vec<f64> = (0..rows).map(|row| f64::from(row % 5)).collect();
                let numbers: Vec<u32> = (1..=largest * batch).collect();
                let arrays = columns.clone().map(Array1::from);
                let weighed = Array1::from(weights.clone());
                let given = arrays.each_ref().map(|array| Numbered {
                    values: Values::U32(array.view()),
                    low: 0.0,
                    numbers: &numbers,
                });
                let first = tally.add(&given, Some(Values::F64(weighed.view()))).unwrap();
                let mut new = Vec::new();
                for (row, ((&a, &b), &w)) in columns[0].iter().zip(&columns[1]).zip(&weights).enumerate() {
                    let slot = expected.entry((a, b)).or_insert_with(|| {
                        new.push(row);
                        order.push((a, b));
                        (0, 0, 0.0)
                    });
                    *slot = (slot.0 + 1, slot.1 + u64::from(w == 0.0), slot.2 + w);
                }
                assert_eq!(first, new);
            }
            assert_eq!(tally.slots().len(), order.len());
            for (slot, key) in tally.slots().iter().zip(&order) {
                assert_eq!((slot.n, slot.zero, slot.w), expected[key]);
            }
            assert_eq!((tally.lost, tally.ends), (0, (0.0, 4.0)));
        }
    }

    #[test]
    fn whole_numbers_near_each_other_are_known_and_gaps_are_none() {
        let answers = arr1(&[3.0, f64::NAN, 10.0, -2.0]);
        assert_eq!(near(Values::F64(answers.view()), 100.0), Some((-2, 10)));
        assert_eq!(near(Values::F64(answers.view()), 11.0), None);
        for other in [0.5, f64::INFINITY, 1e300] {
            assert_eq!(near(Values::F64(arr1(&[1.0, other]).view()), 1e9), None);
        }
        assert_eq!(near(Values::F64(arr1(&[f64::NAN]).view()), 1e9), None);
        assert_eq!(near(Values::U64(arr1(&[u64::MAX, u64::MAX]).view()), 1e9), None);
        let numbers = [1, 2, 3];
        let mut out = [9; 4];
        read(&Numbered { values: Values::F64(answers.view()), low: 3.0, numbers: &numbers }, 0, &mut out);
        assert_eq!(out, [1, 0, 0, 0]);
    }
}
