//! The places of combinations of numbers, in the order in which they came.

use std::collections::HashMap;

use super::{NONE, Numbered};
use crate::error::{Error, Result};

/// Combinations of so many bits have a place in a table, whether they occur or not; of more, those that do are looked up.
const TABLE_BITS: u32 = 20;

/// A combination is a key of as many bits as the numbers of all columns take.
#[derive(Debug, Default)]
pub(super) struct Places {
    bits: Vec<u32>,
    keys: Vec<u128>,
    table: Vec<u32>,
    listed: HashMap<u128, u32>,
}

impl Places {
    /// Combinations so far.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The place of a combination, and whether it is a new one.
    pub(super) fn of(&mut self, numbers: impl Iterator<Item = u32>) -> Result<(u32, bool)> {
        let key = packed(numbers.map(u128::from), &self.bits);
        if let Some(place) = self.known(key) {
            return Ok((place, false));
        }
        let found = self.keys.len();
        let place = u32::try_from(found).map_err(|_| Error::TooManyRows { found })?;
        self.keys.push(key);
        self.index(key, place);
        Ok((place, true))
    }

    /// The place of a combination that has one.
    pub(super) fn get(&self, numbers: impl Iterator<Item = u32>) -> Option<u32> {
        self.known(packed(numbers.map(u128::from), &self.bits))
    }

    fn known(&self, key: u128) -> Option<u32> {
        if self.table.is_empty() {
            return self.listed.get(&key).copied();
        }
        usize::try_from(key).ok().and_then(|key| self.table.get(key)).copied().filter(|&place| place != NONE)
    }

    fn index(&mut self, key: u128, place: u32) {
        if self.table.is_empty() {
            self.listed.insert(key, place);
        } else if let Some(at) = usize::try_from(key).ok().and_then(|key| self.table.get_mut(key)) {
            *at = place;
        }
    }

    /// Bits for the numbers of every column, one more than needed so that they are seldom made anew.
    pub(super) fn make_room(&mut self, columns: &[Numbered<'_>]) -> Result<()> {
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
        self.listed.clear();
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
