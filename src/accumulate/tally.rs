//! The scan that makes [`ScoreCounts`]: one pass over the rows, whatever their type.
//!
//! Every row goes to a *slot* of a table: one for each point of its cell, one for "no answer", one for "weight zero",
//! and a last one, shared by all cells, for rows that do not count. The general way is [`Tile`]: read a tile, turn it
//! into slot numbers in vector code, add `[1, w, w²]` to each slot. Without weights and cells a row is no more than
//! one of a few values, and those are compared and counted in vector code (`shortcut`).

use std::iter::zip;
use std::ops::Range;

use ndarray::ArrayView1;
use pulp::{Arch, NullaryFnOnce};

use super::{Cells, Column, ScoreCounts, Values};
use crate::error::{Error, Result};
use crate::parallel::{Control, map_merge};

/// Rows between two looks at the control: well under a millisecond of work, and a whole number of [`CHUNK`]s.
const SPAN: usize = 4 * CHUNK;
/// Rows whose matches fit the byte lanes of [`count_group`]: 255 vectors, 16 KiB.
const CHUNK: usize = 255 * 64;
/// Rows of a vector of bytes, as wide as any processor has.
const LANES: usize = 128;
/// Rows turned into slot numbers at a time; the buffers stay in the first-level cache.
const TILE: usize = 1024;
/// Values counted in one pass over a chunk.
const GROUP: usize = 4;
/// Most values worth a comparison of every row with each.
const MOST_VALUES: usize = 32;
/// Most parts the rows are cut into.
const MOST_BLOCKS: usize = 64;
/// Slots of all parts together, at most: they wait for their merge side by side.
const MOST_SLOTS: usize = 1 << 22;
/// A weight above this is as bad as an infinite one: a sum of squares could overflow.
const MOST_WEIGHT: f64 = 1e100;

/// Counts the rows of `score` by cell and point of the scale `low..=high`.
///
/// Without `weights` every row weighs 1, without `cells` all rows are in one. A row whose cell code is negative, or is
/// no cell, is ignored. A row of weight zero is counted as such, whatever its score; so is one without an answer.
/// Rows are summed in an order that depends on the data alone: the result is the same to the last bit for any number
/// of threads of the pool it is called on.
///
/// # Errors
/// - [`Error::BadScale`], [`Error::Length`];
/// - for the first row at fault: [`Error::BadWeight`] (missing, negative, infinite or above 1e100),
///   [`Error::Infinite`], [`Error::OutsideScale`] (also between two points);
/// - [`Error::Interrupted`].
pub fn count(
    score: &Column,
    weights: Option<&Column>,
    cells: Option<&Cells>,
    low: i64,
    high: i64,
    control: &Control,
) -> Result<ScoreCounts> {
    let rows = score.len();
    let empty = ScoreCounts::empty(low, high, cells.map_or(1, |c| c.count))?;
    weights.map_or(Ok(()), |w| w.check_length(rows))?;
    cells.map_or(Ok(()), |c| check_codes(c, rows))?;
    let scan = Scan { score, weights, cells, low, high, points: empty.points(), count: empty.cells() };
    let size = scan.block_rows(rows);
    let part = |i: usize| scan.block(i * size..rows.min((i + 1) * size), control);
    Ok(map_merge(rows.div_ceil(size), part, |a, b| a.merge(&b))?.unwrap_or(empty))
}

fn check_codes(cells: &Cells, rows: usize) -> Result<()> {
    let found = cells.codes.len();
    if found == rows { Ok(()) } else { Err(Error::Length { column: "segment codes".into(), found, expected: rows }) }
}

/// What is counted, and the shape of the table.
struct Scan<'a, 's, 'w, 'c> {
    score: &'a Column<'s>,
    weights: Option<&'a Column<'w>>,
    cells: Option<&'a Cells<'c>>,
    low: i64,
    high: i64,
    points: usize,
    /// Number of cells.
    count: usize,
}

impl Scan<'_, '_, '_, '_> {
    /// Slots of a cell: its points, then "no answer", then "weight zero".
    fn stride(&self) -> usize {
        self.points + 2
    }

    /// Slots of the table; the last is for rows that do not count.
    fn slots(&self) -> usize {
        self.count * self.stride() + 1
    }

    /// Rows of a block: a function of the data alone, never of the threads.
    fn block_rows(&self, rows: usize) -> usize {
        let blocks = (MOST_SLOTS / self.slots()).clamp(1, MOST_BLOCKS);
        rows.div_ceil(blocks).max(self.slots()).next_multiple_of(SPAN)
    }

    fn block(&self, rows: Range<usize>, control: &Control) -> Result<ScoreCounts> {
        let mut table = Table::new(self.slots());
        let mut tile = Tile::new();
        for start in rows.clone().step_by(SPAN) {
            let span = start..rows.end.min(start + SPAN);
            if !self.shortcut(span.clone(), &mut tile, &mut table) {
                self.scatter(span.clone(), &mut tile, &mut table)?;
            }
            control.advance(span.len() as u64)?;
        }
        Ok(self.finish(&table.fold()))
    }

    /// Counts the span by comparing, if that can be done and every row is a point or missing.
    fn shortcut(&self, span: Range<usize>, tile: &mut Tile, table: &mut Table) -> bool {
        if self.weights.is_some() || self.cells.is_some() || self.points + self.score.na_codes.len() > MOST_VALUES {
            return false;
        }
        let counts = match self.score.values {
            Values::I8(view) if view.as_slice().is_some() => self.count_bytes(view, span.clone()),
            Values::U8(view) if view.as_slice().is_some() => self.count_bytes(view, span.clone()),
            _ => self.count_codes(span.clone(), tile),
        };
        let complete = counts.iter().sum::<u64>() == span.len() as u64;
        if complete {
            table.add_counts(&counts);
        }
        complete
    }

    /// Counts a span of single bytes: how many hold each point, and how many a code for "no answer".
    fn count_bytes<T: Copy + PartialEq + TryFrom<i64>>(&self, view: ArrayView1<T>, span: Range<usize>) -> Vec<u64> {
        let bytes = view.to_slice().and_then(|slice| slice.get(span)).unwrap_or_default();
        let mut counts = vec![0; self.points + 1];
        let (values, slots): (Vec<T>, Vec<usize>) = self.bytes::<T>().unzip();
        let mut found = vec![0; values.len()];
        Arch::new().dispatch(CountValues { rows: bytes, values: &values[..], totals: &mut found });
        for (slot, n) in zip(slots, found) {
            counts[slot] += n;
        }
        counts
    }

    /// The bytes that count, and the slot of each.
    fn bytes<T: TryFrom<i64>>(&self) -> impl Iterator<Item = (T, usize)> + '_ {
        let is_code = |value: i64| self.score.na_codes.contains(&(value as f64));
        let missing = self.points;
        (-128..=255_i64).filter_map(move |value| {
            let slot = if is_code(value) {
                missing
            } else if (self.low..=self.high).contains(&value) {
                (value - self.low) as usize
            } else {
                return None;
            };
            Some((T::try_from(value).ok()?, slot))
        })
    }

    fn count_codes(&self, span: Range<usize>, tile: &mut Tile) -> Vec<u64> {
        let values: Vec<u8> = (0..=self.points as u8).collect();
        let mut counts = vec![0; values.len()];
        let points = Points::new(self.low, self.points);
        for start in span.clone().step_by(TILE) {
            let len = TILE.min(span.end - start);
            Arch::new().dispatch(CodeTile {
                points,
                score: self.score,
                start,
                scores: &mut tile.scores[..len],
                codes: &mut tile.codes,
            });
            Arch::new().dispatch(CountValues { rows: &tile.codes[..len], values: &values[..], totals: &mut counts });
        }
        counts
    }

    fn scatter(&self, span: Range<usize>, tile: &mut Tile, table: &mut Table) -> Result<()> {
        let shape = Shape {
            points: Points::new(self.low, self.points),
            count: self.count as u32,
            stride: self.stride() as u32,
            mask: (table.sums.len() / table.slots - 1) as u32,
            slots: table.slots as u32,
        };
        for start in span.clone().step_by(TILE) {
            let len = TILE.min(span.end - start);
            let fault = Arch::new().dispatch(SlotTile { scan: self, shape, tile: &mut *tile, start, len });
            if fault && let Some(error) = (start..start + len).find_map(|row| self.fault(row)) {
                return Err(error);
            }
            Arch::new().dispatch(ScatterTile {
                slots: &tile.slots[..len],
                weights: &tile.weights[..len],
                sums: &mut table.sums,
            });
        }
        Ok(())
    }

    /// What is wrong with a row, if anything.
    fn fault(&self, row: usize) -> Option<Error> {
        if self
            .cells
            .is_some_and(|c| !c.codes.get(row).is_some_and(|&code| (0..self.count as i64).contains(&i64::from(code))))
        {
            return None;
        }
        if let Some(weights) = self.weights {
            let value = weights.get(row);
            if !(0.0..=MOST_WEIGHT).contains(&value) {
                return Some(Error::BadWeight { column: weights.name.into(), value, row });
            }
            if value == 0.0 {
                return None;
            }
        }
        let (value, column) = (self.score.get(row), self.score.name.to_owned());
        if value.is_infinite() {
            return Some(Error::Infinite { column, row });
        }
        let is_point = value >= self.low as f64 && value <= self.high as f64 && value.fract() == 0.0;
        (!is_point && !value.is_nan()).then(|| Error::OutsideScale {
            column,
            value,
            row,
            low: self.low,
            high: self.high,
        })
    }

    fn finish(&self, table: &[Sums]) -> ScoreCounts {
        let mut counts = ScoreCounts { low: self.low, high: self.high, ..ScoreCounts::default() };
        for cell in table.chunks_exact(self.stride()) {
            if let [answers @ .., missing, zero_weight] = cell {
                counts.n.extend(answers.iter().map(|sums| sums.0[0] as u64));
                counts.w.extend(answers.iter().map(|sums| sums.0[1]));
                counts.w2.extend(answers.iter().map(|sums| sums.0[2]));
                counts.n_missing.push(missing.0[0] as u64);
                counts.n_zero_weight.push(zero_weight.0[0] as u64);
            }
        }
        counts
    }
}

/// Sums of one slot: rows, weights, squared weights, and nothing, to fill a vector of four.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Sums([f64; 4]);

/// The sums of every slot, in as many copies as keep two neighbouring rows from waiting for the same slot.
struct Table {
    sums: Vec<Sums>,
    slots: usize,
}

const FEW_SLOTS: usize = 128;
const COPIES: usize = 4;

impl Table {
    fn new(slots: usize) -> Self {
        let copies = if slots <= FEW_SLOTS { COPIES } else { 1 };
        Self { sums: vec![Sums::default(); slots * copies], slots }
    }

    fn add_counts(&mut self, counts: &[u64]) {
        for (to, &n) in zip(&mut self.sums, counts) {
            let n = n as f64;
            add(to, &Sums([n, n, n, 0.0]));
        }
    }

    /// The sums over all copies.
    fn fold(&self) -> Vec<Sums> {
        let mut total = vec![Sums::default(); self.slots];
        for copy in self.sums.chunks_exact(self.slots) {
            zip(&mut total, copy).for_each(|(to, from)| add(to, from));
        }
        total
    }
}

#[inline(always)]
fn add(to: &mut Sums, from: &Sums) {
    zip(&mut to.0, from.0).for_each(|(to, from)| *to += from);
}

/// The buffers of a tile of rows.
struct Tile {
    scores: [f64; TILE],
    weights: [f64; TILE],
    cells: [i32; TILE],
    slots: [u32; TILE],
    codes: [u8; TILE],
}

impl Tile {
    fn new() -> Self {
        Self { scores: [0.0; TILE], weights: [1.0; TILE], cells: [0; TILE], slots: [0; TILE], codes: [0; TILE] }
    }
}

/// 1.5 · 2⁵²: adding it rounds to a whole number, which is then in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
const OUTSIDE: u32 = u32::MAX;

/// The points of a scale as vector code tells them from other numbers.
#[derive(Clone, Copy)]
struct Points {
    low: f64,
    high: f64,
    missing: u32,
    base: u32,
}

impl Points {
    fn new(low: i64, points: usize) -> Self {
        let low = low as f64;
        Self { low, high: low + points as f64 - 1.0, missing: points as u32, base: (low + ROUND).to_bits() as u32 }
    }

    /// The number of the point from 0, the number of points for a missing value, [`OUTSIDE`] for any other.
    #[inline(always)]
    fn code(self, value: f64) -> u32 {
        let shifted = value + ROUND;
        let is_point = (shifted - ROUND == value) & (value >= self.low) & (value <= self.high);
        let other = if value.is_nan() { self.missing } else { OUTSIDE };
        if is_point { (shifted.to_bits() as u32).wrapping_sub(self.base) } else { other }
    }
}

#[derive(Clone, Copy)]
struct Shape {
    points: Points,
    count: u32,
    stride: u32,
    slots: u32,
    mask: u32,
}

/// The code of each score of a tile, in a byte.
struct CodeTile<'a, 's> {
    points: Points,
    score: &'a Column<'s>,
    start: usize,
    scores: &'a mut [f64],
    codes: &'a mut [u8],
}

impl NullaryFnOnce for CodeTile<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.score.read(self.start, self.scores);
        for (code, &mut score) in zip(self.codes, self.scores) {
            *code = self.points.code(score) as u8;
        }
    }
}

struct SlotTile<'a, 's, 'w, 'c> {
    scan: &'a Scan<'a, 's, 'w, 'c>,
    shape: Shape,
    tile: &'a mut Tile,
    start: usize,
    len: usize,
}

impl NullaryFnOnce for SlotTile<'_, '_, '_, '_> {
    type Output = bool;

    #[inline(always)]
    fn call(self) -> bool {
        let Self { scan, shape, tile, start, len } = self;
        scan.score.read(start, &mut tile.scores[..len]);
        if let Some(weights) = scan.weights {
            weights.read(start, &mut tile.weights[..len]);
        }
        if let Some(cells) = scan.cells {
            read_codes(cells.codes, start, &mut tile.cells[..len]);
        }
        let mut fault = false;
        let Shape { points, count, stride, slots, mask } = shape;
        let trash = slots - 1;
        let rows = zip(zip(&tile.scores[..len], &tile.weights[..len]), zip(&tile.cells[..len], &mut tile.slots[..len]));
        for (i, ((&score, &weight), (&cell, slot))) in rows.enumerate() {
            let cell = cell as u32;
            let code = if weight == 0.0 { points.missing + 1 } else { points.code(score) };
            let used = cell < count;
            let good = (weight >= 0.0) & (weight <= MOST_WEIGHT) & (code != OUTSIDE);
            fault |= used & !good;
            let at = if used & good { cell.wrapping_mul(stride).wrapping_add(code) } else { trash };
            *slot = at + (i as u32 & mask) * slots;
        }
        fault
    }
}

struct ScatterTile<'a> {
    slots: &'a [u32],
    weights: &'a [f64],
    sums: &'a mut [Sums],
}

impl NullaryFnOnce for ScatterTile<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (&slot, &w) in zip(self.slots, self.weights) {
            if let Some(to) = self.sums.get_mut(slot as usize) {
                add(to, &Sums([1.0, w, w * w, 0.0]));
            }
        }
    }
}

/// How many rows hold each of the values.
struct CountValues<'a, T> {
    rows: &'a [T],
    values: &'a [T],
    totals: &'a mut [u64],
}

impl<T: Copy + PartialEq> NullaryFnOnce for CountValues<'_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for chunk in self.rows.chunks(CHUNK) {
            for (total, &value) in zip(self.totals.iter_mut(), self.values) {
                *total += count_equal(chunk, value);
            }
        }
    }
}

#[inline(always)]
fn read_codes(view: ArrayView1<i32>, start: usize, out: &mut [i32]) {
    if let Some(slice) = view.as_slice() {
        zip(out, slice.get(start..).unwrap_or_default()).for_each(|(to, &from)| *to = from);
    } else {
        zip(out, view.iter().skip(start)).for_each(|(to, &from)| *to = from);
    }
}

/// How many rows of a chunk hold `value`.
#[inline(always)]
fn count_equal<T: Copy + PartialEq>(chunk: &[T], value: T) -> u64 {
    let mut lanes = [0_u8; LANES];
    let vectors = chunk.chunks_exact(LANES);
    let rest = vectors.remainder().iter().filter(|&&x| x == value).count();
    for vector in vectors {
        for (lane, &x) in zip(&mut lanes, vector) {
            *lane += u8::from(x == value);
        }
    }
    lanes.iter().map(|&n| u64::from(n)).sum::<u64>() + rest as u64
}
