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
use super::{Cells, Column, Keys, ScoreCounts};
use crate::error::{Error, Result};
use crate::parallel::{Control, map_merge};

pub use self::by_key::count_by_key;

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
/// Without `weights` every row weighs 1, without `cells` all rows are in one. A row whose cell code is negative, or is
/// no cell, is ignored. A row of weight zero counts in `n_zero_weight` whatever its score is; a row of another weight
/// and no answer in `n_missing`. Sums are taken in an order that depends on the data alone: the result is the same to
/// the last bit for any number of threads of the pool this is called on.
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
    count_in(score, weights, cells.map(Keys::from).as_ref(), low, high, control)
}

/// As [`count`], with the cells named by whole numbers of any type.
///
/// # Errors
/// Those of [`count`].
pub fn count_in(
    score: &Column,
    weights: Option<&Column>,
    cells: Option<&Keys>,
    low: i64,
    high: i64,
    control: &Control,
) -> Result<ScoreCounts> {
    let rows = score.len();
    let empty = ScoreCounts::empty(low, high, cells.map_or(1, |c| c.count))?;
    weights.map_or(Ok(()), |w| w.check_length(rows))?;
    cells.map_or(Ok(()), |c| c.check_length(rows))?;
    let coder = Coder::new(score, Scale::new(low, empty.points()));
    let mut ahead = Ahead::default();
    ahead.add(score.values);
    if let Some(weights) = weights {
        ahead.add(weights.values);
    }
    if let Some(cells) = cells {
        ahead.add(cells.values);
    }
    let scan = Scan { coder, weights, cells, ahead, empty: &empty };
    if weights.is_some() { scan.run::<Sums>(rows, control) } else { scan.run::<u64>(rows, control) }
}

/// What is counted.
struct Scan<'a, 's, 'w, 'k> {
    coder: Coder<'a, 's>,
    weights: Option<&'a Column<'w>>,
    cells: Option<&'a Keys<'k>>,
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
        let mut table = Table::<S>::new(self.coder.scale.codes(), self.empty.cells());
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
        let pays = self.weights.is_none() && self.cells.is_none() && values.len() <= MOST_VALUES;
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
        let (weights, keys) = (self.weights, self.cells);
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
        self.cells.is_some_and(|cells| !cells.holds(row))
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
mod tests {
    use super::*;
    use crate::accumulate::{Values, from_bytes, to_bytes};
    use ndarray::{Array1, ArrayView1, s};
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};
    use rayon::ThreadPoolBuilder;

    const NA: [f64; 2] = [98.0, 99.0];

    /// A row: its score as a number, NaN when missing; its weight; its cell.
    type Row = (f64, f64, i32);

    fn scored<'a>(values: Values<'a>, na_codes: &'a [f64]) -> Column<'a> {
        Column { name: "score", values, na_codes }
    }

    fn weighed(weights: &[f64]) -> Column<'_> {
        Column { name: "weight", values: Values::F64(ArrayView1::from(weights)), na_codes: &[] }
    }

    fn celled(codes: &[i32], count: usize) -> Cells<'_> {
        Cells { codes: ArrayView1::from(codes), count }
    }

    /// The definition, row by row.
    fn by_definition(rows: &[Row], low: i64, high: i64, count: usize) -> ScoreCounts {
        let mut counts = ScoreCounts::empty(low, high, count).unwrap();
        for &(score, w, cell) in rows {
            let Ok(cell) = usize::try_from(cell) else { continue };
            if w == 0.0 {
                counts.n_zero_weight[cell] += 1;
            } else if score.is_nan() {
                counts.n_missing[cell] += 1;
            } else {
                let slot = cell * counts.points() + (score - low as f64) as usize;
                counts.n[slot] += 1;
                counts.w[slot] += w;
                counts.w2[slot] += w * w;
            }
        }
        counts
    }

    fn agree(a: &ScoreCounts, b: &ScoreCounts) -> bool {
        let near = |x: &[f64], y: &[f64]| x.iter().zip(y).all(|(x, y)| (x - y).abs() <= 1e-12 * y.abs());
        let exact = |c: &ScoreCounts| (c.low, c.high, c.n.clone(), c.n_missing.clone(), c.n_zero_weight.clone());
        exact(a) == exact(b) && near(&a.w, &b.w) && near(&a.w2, &b.w2)
    }

    /// Rows of a 0..=10 survey: one in eight missing, one weight in eight zero, one row in eight in no cell.
    fn survey(rows: usize, cells: u32, seed: u64) -> Vec<Row> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = |n: u32| rng.next_u32() % n;
        let row = |_| {
            let score = if draw(8) == 0 { f64::NAN } else { f64::from(draw(11)) };
            let weight = if draw(8) == 0 { 0.0 } else { f64::from(draw(1000)) / 300.0 + 0.01 };
            let cell = if draw(8) == 0 { -1 } else { i32::try_from(draw(cells)).unwrap() };
            (score, weight, cell)
        };
        (0..rows).map(row).collect()
    }

    /// Counts `rows` in the four ways there are, with and without weights and cells, and compares with the definition.
    fn check_all_ways(column: &Column, rows: &[Row], count: usize) {
        let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let codes: Vec<i32> = rows.iter().map(|row| row.2).collect();
        let (weights, cells) = (weighed(&weights), celled(&codes, count));
        for (weighted, by_cell) in [(false, false), (false, true), (true, false), (true, true)] {
            let seen = |&(x, w, c): &Row| (x, if weighted { w } else { 1.0 }, if by_cell { c } else { 0 });
            let expected: Vec<Row> = rows.iter().map(seen).collect();
            let expected = by_definition(&expected, 0, 10, if by_cell { count } else { 1 });
            let (weights, cells) = (weighted.then_some(&weights), by_cell.then_some(&cells));
            let found = super::count(column, weights, cells, 0, 10, &Control::default()).unwrap();
            assert!(agree(&found, &expected), "{column:?} weighted {weighted} by cell {by_cell}");
        }
    }

    fn integers<T: TryFrom<u8>>(rows: &[Row]) -> Array1<T> {
        let code = |i: usize, x: f64| if x.is_nan() { 98 + (i % 2) as u8 } else { x as u8 };
        rows.iter().enumerate().map(|(i, row)| T::try_from(code(i, row.0)).ok().unwrap()).collect()
    }

    macro_rules! check_integers {
        ($rows:expr, $count:expr, $($variant:ident),*) => {$({
            let values = integers($rows);
            check_all_ways(&scored(Values::$variant(values.view()), &NA), $rows, $count);
        })*};
    }

    #[test]
    fn every_type_agrees_with_the_definition() {
        for (seed, n) in [0, 1, 63, 1025, 140_000].into_iter().enumerate() {
            let rows = survey(n, 7, seed as u64);
            check_integers!(&rows, 7, I8, I16, I32, I64, U8, U16, U32, U64);
            let singles: Array1<f32> = rows.iter().map(|row| row.0 as f32).collect();
            let doubles: Array1<f64> = rows.iter().map(|row| row.0).collect();
            check_all_ways(&scored(Values::F32(singles.view()), &[]), &rows, 7);
            check_all_ways(&scored(Values::F64(doubles.view()), &NA), &rows, 7);
        }
    }

    #[test]
    fn strided_columns_agree_with_the_definition() {
        let rows = survey(3000, 5, 9);
        let twice = |x: &[f64]| x.iter().flat_map(|&x| [x, 77.0]).collect::<Array1<f64>>();
        let scores = twice(&rows.iter().map(|row| row.0).collect::<Vec<_>>());
        let bytes = scores.mapv(|x| if x.is_nan() { 98 } else { x as i8 });
        let weights = twice(&rows.iter().map(|row| row.1).collect::<Vec<_>>());
        let codes: Array1<i32> = rows.iter().flat_map(|row| [row.2, 3]).collect();
        let weights = Column { values: Values::F64(weights.slice(s![..;2])), ..weighed(&[]) };
        let cells = Cells { codes: codes.slice(s![..;2]), count: 5 };
        for values in [Values::F64(scores.slice(s![..;2])), Values::I8(bytes.slice(s![..;2]))] {
            let score = scored(values, &NA);
            let found = count(&score, Some(&weights), Some(&cells), 0, 10, &Control::default()).unwrap();
            assert!(agree(&found, &by_definition(&rows, 0, 10, 5)));
            let unweighted: Vec<Row> = rows.iter().map(|row| (row.0, 1.0, 0)).collect();
            let found = count(&score, None, None, 0, 10, &Control::default()).unwrap();
            assert_eq!(found, by_definition(&unweighted, 0, 10, 1));
        }
    }

    proptest! {
        #[test]
        fn any_scale_agrees_with_the_definition(low in -600_i64..600, span in 1_i64..=1000, steps in prop::collection::vec(0_i64..=1000, 0..300)) {
            let scores: Vec<i16> = steps.iter().map(|step| i16::try_from(low + step % (span + 1)).unwrap()).collect();
            let rows: Vec<Row> = scores.iter().map(|&x| (f64::from(x), 1.0, 0)).collect();
            let column = scored(Values::I16(ArrayView1::from(&scores[..])), &[]);
            let found = count(&column, None, None, low, low + span, &Control::default()).unwrap();
            prop_assert_eq!(found, by_definition(&rows, low, low + span, 1));
        }

        #[test]
        fn any_byte_is_a_point_missing_or_refused(bytes in prop::collection::vec(any::<i8>(), 1..200), low in -130_i64..120, span in 1_i64..40, na in any::<i8>()) {
            let na_codes = [f64::from(na)];
            let wide: Vec<f64> = bytes.iter().map(|&x| f64::from(x)).collect();
            let narrow = scored(Values::I8(ArrayView1::from(&bytes[..])), &na_codes);
            let wide = scored(Values::F64(ArrayView1::from(&wide[..])), &na_codes);
            let tally = |column| count(column, None, None, low, low + span, &Control::default());
            prop_assert_eq!(tally(&narrow), tally(&wide));
            let first = bytes.iter().position(|&x| x != na && !(low..=low + span).contains(&i64::from(x)));
            match (tally(&narrow), first) {
                (Ok(counts), None) => prop_assert_eq!(counts.n(0).iter().sum::<u64>() + counts.n_missing(0), bytes.len() as u64),
                (Err(Error::OutsideScale { row, .. }), Some(first)) => prop_assert_eq!(row, first),
                (found, first) => prop_assert!(false, "{found:?} where {first:?} is the first"),
            }
        }
    }

    fn tally_of(rows: &[Row], cells: usize) -> Result<ScoreCounts> {
        let scores: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let codes: Vec<i32> = rows.iter().map(|row| row.2).collect();
        let column = scored(Values::F64(ArrayView1::from(&scores[..])), &[]);
        count(&column, Some(&weighed(&weights)), Some(&celled(&codes, cells)), 0, 10, &Control::default())
    }

    #[test]
    fn parts_merge_to_the_whole_in_any_order() {
        let rows = survey(20_000, 12, 3);
        let whole = tally_of(&rows, 12).unwrap();
        for parts in [1, 2, 7, 64, 1000] {
            let mut tallies: Vec<_> =
                rows.chunks(rows.len().div_ceil(parts)).map(|p| tally_of(p, 12).unwrap()).collect();
            for turn in [0, parts / 3] {
                tallies.rotate_left(turn);
                tallies.reverse();
                let merged = tallies.iter().try_fold(ScoreCounts::default(), ScoreCounts::merge).unwrap();
                assert!(agree(&merged, &whole), "{parts} parts");
            }
        }
    }

    /// What `work` gives on pools of several sizes; it must be the same on all.
    fn on_any_pool<T: PartialEq + std::fmt::Debug + Send>(work: impl Fn() -> T + Sync) -> T {
        let on = |threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(&work);
        let alone = on(1);
        for threads in [2, 3, 8] {
            assert_eq!(on(threads), alone, "{threads} threads");
        }
        alone
    }

    #[test]
    fn the_bytes_are_the_same_for_any_number_of_threads() {
        let rows = survey(600_000, 2000, 5);
        let bytes = on_any_pool(|| to_bytes(&tally_of(&rows, 2000).unwrap()).unwrap());
        assert!(agree(&from_bytes(&bytes).unwrap(), &by_definition(&rows, 0, 10, 2000)));
    }

    #[test]
    fn the_first_row_at_fault_is_named_whatever_the_threads() {
        let clean = survey(200_000, 3, 8);
        let faults: [(usize, Row); 4] = [
            (199_000, (11.0, 1.0, 0)),
            (150_001, (f64::INFINITY, 1.0, 2)),
            (70_001, (5.0, f64::NAN, 1)),
            (70_000, (3.5, 1.0, 0)),
        ];
        let column = || "score".to_owned();
        let expected = [
            Error::OutsideScale { column: column(), value: 11.0, row: 199_000, low: 0, high: 10 },
            Error::Infinite { column: column(), row: 150_001 },
            Error::BadWeight { column: "weight".into(), value: f64::NAN, row: 70_001 },
            Error::OutsideScale { column: column(), value: 3.5, row: 70_000, low: 0, high: 10 },
        ];
        let mut rows = clean;
        for ((row, fault), expected) in faults.into_iter().zip(expected) {
            rows[row] = fault;
            // NaN is not equal to itself: compare the texts.
            assert_eq!(on_any_pool(|| tally_of(&rows, 3).unwrap_err().to_string()), expected.to_string());
        }
    }

    #[test]
    fn unweighted_faults_are_found_in_bytes_and_floats() {
        let mut bytes = vec![5_i8; 4_300_000];
        (bytes[123_456], bytes[199_999]) = (-1, 12);
        let floats: Vec<f32> = bytes.iter().map(|&x| f32::from(x)).collect();
        for values in [Values::I8(ArrayView1::from(&bytes[..])), Values::F32(ArrayView1::from(&floats[..]))] {
            let found = on_any_pool(|| count(&scored(values, &[]), None, None, 0, 10, &Control::default()));
            let (column, value) = ("score".into(), -1.0);
            assert_eq!(found, Err(Error::OutsideScale { column, value, row: 123_456, low: 0, high: 10 }));
        }
    }

    #[test]
    fn rows_that_do_not_count_may_hold_anything() {
        let rows = [(5.0, 1.0, 0), (77.0, 0.0, 0), (f64::NAN, 0.0, 0), (f64::INFINITY, f64::NAN, -1), (77.0, -1.0, 4)];
        let counts = tally_of(&rows, 2).unwrap();
        assert_eq!((counts.n(0)[5], counts.n_zero_weight(0), counts.n_missing(0)), (1, 2, 0));
        assert_eq!(counts.n.iter().sum::<u64>(), 1);
    }

    #[test]
    fn bad_weights_are_refused() {
        for bad in [-1.0, f64::NAN, f64::INFINITY, 1e101] {
            let text = tally_of(&[(5.0, 1.0, 0), (f64::NAN, bad, 0)], 1).unwrap_err().to_string();
            assert!(text.contains(&format!("'weight' holds {bad} in row 1")), "{text}");
        }
    }

    #[test]
    fn lengths_and_scales_are_checked() {
        let (scores, codes) = ([1.0, 2.0], [0]);
        let score = scored(Values::F64(ArrayView1::from(&scores[..])), &[]);
        let (weights, cells) = (weighed(&[1.0]), celled(&codes, 1));
        let tally = |weights, cells, high| count(&score, weights, cells, 0, high, &Control::default());
        let short = Err(Error::Length { column: "weight".into(), found: 1, expected: 2 });
        assert_eq!(tally(Some(&weights), None, 10), short);
        let short = Err(Error::Length { column: "segment codes".into(), found: 1, expected: 2 });
        assert_eq!(tally(None, Some(&cells), 10), short);
        assert!(matches!(tally(None, None, 1001), Err(Error::BadScale { .. })));
    }

    #[test]
    fn a_stopped_scan_is_interrupted_and_progress_counts_rows() {
        let bytes = vec![5_u8; 4_300_000];
        let column = scored(Values::U8(ArrayView1::from(&bytes[..])), &[]);
        let control = Control::default();
        assert_eq!(count(&column, None, None, 0, 10, &control).unwrap().n(0)[5], 4_300_000);
        assert_eq!(control.done(), 4_300_000);
        control.stop();
        assert_eq!(count(&column, None, None, 0, 10, &control), Err(Error::Interrupted));
    }
}
