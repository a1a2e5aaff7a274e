//! The scan that makes [`ScoreCounts`]: one pass over the rows, whatever their type.
//!
//! Every row goes to a *slot* of a table: its cell has one for each point, one for "no answer", one for "outside", one
//! for rows of weight zero. The general way turns a tile of rows into slot numbers and adds `[1, w, w²]`, or without
//! weights 1, to each slot. Without weights and cells a row is no more than one of a few bytes, and those are counted
//! many rows at a time: by looking them up in the tables of `shuffle` where the processor can, else by comparing.

mod ahead;
mod by_key;
mod code;
mod kernel;
#[cfg(target_arch = "x86_64")]
mod shuffle;
mod table;

use std::ops::Range;

use pulp::Arch;

use self::ahead::Ahead;
use self::code::{Bytes, Coder, Scale};
use self::kernel::{MOST_WEIGHT, ReadBytes, Scatter, TILE, Tile};
use self::table::{Slot, Sums, Table};
use super::{Column, Keys, ScoreCounts};
use crate::error::{Error, Result};
use crate::parallel::{Control, map_merge};

pub use self::by_key::{KeyColumn, count_by_key};

/// Rows between two looks at the control: well under a millisecond of work.
const SPAN: usize = 1 << 17;
/// Rows of a block are a multiple of this.
const LEAST_BLOCK: usize = 1 << 14;
/// Most values worth looking for in every row.
const MOST_VALUES: usize = 32;
/// Most parts the rows are cut into.
const MOST_BLOCKS: usize = 64;
/// Parts there are at least, if there are rows enough for them.
const FEW_BLOCKS: usize = 4;
/// Rows of a part for every slot of its table: making and merging a slot costs as much as several rows.
const LEAST_ROWS_A_SLOT: usize = 8;
/// The same for more parts than a few.
const ROWS_A_SLOT: usize = 256;
/// Slots of all parts together, at most: they wait for their merge side by side.
const MOST_SLOTS: usize = 1 << 22;

/// Counts the rows of `score` by cell and point of the scale `low..=high`.
///
/// Without `weights` every row weighs 1, without `keys` all rows are in one cell; with several columns of them every
/// combination is a cell, of which the last column runs fastest. A row of another key is ignored. A row of weight zero counts in `n_zero_weight` whatever its score is; a row of another weight
/// and no answer in `n_missing`. Sums are taken in an order that depends on the data alone: the result is the same to
/// the last bit for any number of threads of the pool this is called on.
///
/// # Errors
/// - [`Error::BadScale`], [`Error::Length`];
/// - for the first row at fault: [`Error::BadWeight`] (missing, negative, infinite or above [`LARGEST`](crate::weights::LARGEST)),
///   [`Error::Infinite`], [`Error::OutsideScale`] (also between two points);
/// - [`Error::Interrupted`].
pub fn count(
    score: &Column,
    weights: Option<&Column>,
    keys: &[Keys],
    low: i64,
    high: i64,
    control: &Control,
) -> Result<ScoreCounts> {
    let rows = score.len();
    let cells = keys.iter().fold(1, |cells: usize, keys| cells.saturating_mul(keys.count));
    ScoreCounts::check_size(low, high, cells, rows)?;
    let empty = ScoreCounts::empty(low, high, cells)?;
    weights.map_or(Ok(()), |w| w.check_length(rows))?;
    keys.iter().try_for_each(|keys| keys.check_length(rows))?;
    let coder = Coder::new(score, Scale::new(low, empty.points()));
    let mut ahead = Ahead::default();
    ahead.add(score.values);
    if let Some(weights) = weights {
        ahead.add(weights.values);
    }
    for keys in keys {
        ahead.add(keys.values);
    }
    let scan = Scan { coder, weights, keys, ahead, empty: &empty };
    if weights.is_some() { scan.run::<Sums>(rows, control) } else { scan.run::<u64>(rows, control) }
}

/// What is counted.
struct Scan<'a, 's, 'w, 'k> {
    coder: Coder<'a, 's>,
    weights: Option<&'a Column<'w>>,
    keys: &'a [Keys<'k>],
    ahead: Ahead<'a>,
    /// The tally of no rows: the shape of the result.
    empty: &'a ScoreCounts,
}

impl Scan<'_, '_, '_, '_> {
    fn run<S: Slot>(&self, rows: usize, control: &Control) -> Result<ScoreCounts> {
        let size = self.block_rows(rows);
        let part = |i: usize| self.block::<S>(i * size..rows.min((i + 1) * size), control);
        let table = map_merge(rows.div_ceil(size), part, |a, b| Ok(a.merge(&b)))?;
        Ok(table.map_or_else(|| self.empty.clone(), |table| self.tally(&table)))
    }

    /// Rows of a block: a function of the data alone, never of the threads.
    fn block_rows(&self, rows: usize) -> usize {
        let slots = (self.empty.cells() * self.coder.scale.codes()).max(1);
        let few = (rows / (LEAST_ROWS_A_SLOT * slots)).clamp(1, FEW_BLOCKS);
        let blocks = (rows / (ROWS_A_SLOT * slots)).clamp(few, MOST_BLOCKS).min(MOST_SLOTS / slots).max(1);
        rows.max(1).div_ceil(blocks).next_multiple_of(LEAST_BLOCK)
    }

    fn block<S: Slot>(&self, rows: Range<usize>, control: &Control) -> Result<Table<S>> {
        let mut table = Table::<S>::new(self.coder.scale.codes(), self.empty.cells())?;
        let mut tile = Tile::new();
        let mut counts = vec![0; self.coder.scale.codes()];
        let values = self.values();
        for start in rows.clone().step_by(SPAN) {
            let span = start..rows.end.min(start + SPAN);
            if values.as_ref().is_some_and(|values| self.count_span(span.clone(), values, &mut tile, &mut counts)) {
                table.add_counts(&counts);
            } else {
                self.scatter(span.clone(), rows.start, &mut tile, &mut table)?;
            }
            control.advance(span.len() as u64)?;
        }
        table.fold();
        if table.by_cell().any(|(codes, _)| codes.last().is_some_and(|outside| outside.n() > 0)) {
            self.check(rows)?;
        }
        Ok(table)
    }

    /// The bytes to look for and the code of each, where that is possible and pays.
    fn values(&self) -> Option<Vec<(u8, u32)>> {
        let values: Vec<(u8, u32)> = match self.coder.bytes {
            Bytes::Other => (0..=u8::MAX).zip(0..self.coder.scale.outside()).collect(),
            _ => (0..=u8::MAX).zip(self.coder.of_byte).filter(|value| value.1 != self.coder.scale.outside()).collect(),
        };
        let pays = self.weights.is_none() && self.keys.is_empty() && values.len() <= MOST_VALUES;
        pays.then_some(values)
    }

    /// Counts the rows of a span by code, many at a time, and tells whether every one is a point or missing.
    fn count_span(&self, span: Range<usize>, values: &[(u8, u32)], tile: &mut Tile, counts: &mut [u64]) -> bool {
        counts.fill(0);
        let rows = span.len() as u64;
        match self.coder.bytes.rows() {
            Some(bytes) => count_bytes(bytes.get(span).unwrap_or_default(), values, counts),
            None => self.count_codes(span, values, tile, counts),
        }
        counts.iter().sum::<u64>() == rows
    }

    fn count_codes(&self, span: Range<usize>, values: &[(u8, u32)], tile: &mut Tile, counts: &mut [u64]) {
        for (start, len) in tiles(span) {
            Arch::new().dispatch(ReadBytes { coder: &self.coder, start, len, tile: &mut *tile });
            count_bytes(&tile.bytes[..len], values, counts);
        }
    }

    /// Adds a span to the table, row by row; `first` is the first row of the table.
    fn scatter<S: Slot>(&self, span: Range<usize>, first: usize, tile: &mut Tile, table: &mut Table<S>) -> Result<()> {
        let (coder, ahead) = (&self.coder, &self.ahead);
        let (weights, keys) = (self.weights, self.keys);
        for (start, len) in tiles(span) {
            let (tile, table) = (&mut *tile, &mut *table);
            let good = Arch::new().dispatch(Scatter { coder, weights, keys, ahead, start, len, tile, table });
            // The bad weight may be that of a row that is ignored; if not, an earlier row may be outside the scale.
            if !good && self.check(start..start + len).is_err() {
                return self.check(first..start + len);
            }
        }
        Ok(())
    }

    /// Refuses the first row that counts and cannot.
    fn check(&self, mut rows: Range<usize>) -> Result<()> {
        rows.try_for_each(|row| self.check_row(row))
    }

    fn check_row(&self, row: usize) -> Result<()> {
        if self.is_ignored(row) || self.weight(row)? == 0.0 {
            return Ok(());
        }
        let (column, value) = (self.coder.column.name, self.coder.column.get(row));
        if value.is_infinite() {
            return Err(Error::Infinite { column: column.into(), row });
        }
        if self.coder.scale.code(value) == self.coder.scale.outside() {
            let (low, high) = (self.empty.low(), self.empty.high());
            return Err(Error::OutsideScale { column: column.into(), value, row, low, high });
        }
        Ok(())
    }

    fn is_ignored(&self, row: usize) -> bool {
        !self.keys.iter().all(|keys| keys.holds(row))
    }

    fn weight(&self, row: usize) -> Result<f64> {
        let Some(weights) = self.weights else { return Ok(1.0) };
        let value = weights.get(row);
        let is_weight = (0.0..=MOST_WEIGHT).contains(&value);
        if is_weight { Ok(value) } else { Err(Error::BadWeight { column: weights.name.into(), value, row }) }
    }

    /// The tally in a folded table.
    fn tally<S: Slot>(&self, table: &Table<S>) -> ScoreCounts {
        let mut counts = ScoreCounts { low: self.empty.low(), high: self.empty.high(), ..ScoreCounts::default() };
        for (codes, zero) in table.by_cell() {
            if let [points @ .., missing, _] = codes {
                counts.n.extend(points.iter().map(|slot| slot.n()));
                counts.w.extend(points.iter().map(|slot| slot.w()));
                counts.w2.extend(points.iter().map(|slot| slot.w2()));
                counts.n_missing.push(missing.n());
                counts.n_zero_weight.push(zero.n());
            }
        }
        counts
    }
}

fn tiles(span: Range<usize>) -> impl Iterator<Item = (usize, usize)> {
    span.clone().step_by(TILE).map(move |start| (start, TILE.min(span.end - start)))
}

/// Adds to `counts[code]`, for every `(byte, code)`, how many rows hold the byte.
fn count_bytes(rows: &[u8], values: &[(u8, u32)], counts: &mut [u64]) {
    #[cfg(target_arch = "x86_64")]
    if shuffle::count_bytes(rows, values, counts) {
        return;
    }
    kernel::count_bytes(rows, values, counts);
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers")]
mod tests;
