//! `UnitCounts`: a tally of cells of a few rows each, such as the respondents of a panel; what no row answered takes no room.

use std::slice::from_ref;

use super::{Column, Keys, ScoreCounts, count};
use crate::error::{Error, Result, resize, zeros};
use crate::parallel::Control;
use crate::weights::WeightPower;

/// Rows looked at together.
const TILE: usize = 1024;
/// Slots of which each has fewer rows than this are counted here: [`count`] would visit the rows in one part as well, so
/// that sums are the same to the last bit.
const ROWS_A_SLOT: usize = 16;

/// The rows of a cell that answered with one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Number of the point, from 0.
    pub point: u16,
    /// Rows.
    pub n: u64,
    /// Sum of their weights.
    pub w: f64,
    /// Sum of their squared weights.
    pub w2: f64,
}

/// The weighted tally of the points that occur in every cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UnitCounts {
    /// Where the entries of every cell end, which are in the order of the points.
    ends: Vec<u32>,
    points: Vec<u16>,
    n: Vec<u64>,
    /// Sums of weights and of their squares; without weights both are the number of rows.
    sums: Option<Vec<[f64; 2]>>,
}

/// What rows stand for that are sums of rows of one answer; their weights are the sums of weights.
#[derive(Debug, Clone, Copy)]
pub struct Sums<'a> {
    /// Rows of a weight above 0.
    pub n: &'a [u64],
    /// Sums of their squared weights.
    pub w2: &'a [f64],
}

impl UnitCounts {
    /// Counts the rows that have an answer, a weight above 0 and a cell.
    ///
    /// Rows that cannot be counted at all are left out: [`count`] refuses them.
    ///
    /// # Errors
    /// Those of [`count`], [`Error::TooManyRows`].
    pub fn count(
        score: &Column,
        weights: Option<&Column>,
        cells: &Keys,
        (low, high): (i64, i64),
        control: &Control,
    ) -> Result<Self> {
        let (rows, points) = (score.len(), ScoreCounts::empty(low, high, 0)?.points());
        if rows >= cells.count.saturating_mul(points + 2).saturating_mul(ROWS_A_SLOT) {
            u32::try_from(rows).map_err(|_| Error::TooManyRows { found: rows })?;
            return Self::of(&count(score, weights, from_ref(cells), low, high, control)?, weights.is_some());
        }
        Self::sparse(&Source { score, weights, cells, low: low as f64, points, sums: None }, control)
    }

    /// The same of rows that each stand for several of one answer.
    ///
    /// # Errors
    /// [`Error::Length`] for sums that are not as long as the column, those of [`UnitCounts::count`].
    pub fn count_sums(
        score: &Column,
        weights: &Column,
        sums: Sums,
        cells: &Keys,
        (low, high): (i64, i64),
        control: &Control,
    ) -> Result<Self> {
        for found in [sums.n.len(), sums.w2.len()] {
            if found != score.len() {
                return Err(Error::Length { column: "sums".into(), found, expected: score.len() });
            }
        }
        let points = ScoreCounts::empty(low, high, 0)?.points();
        let source = Source { score, weights: Some(weights), cells, low: low as f64, points, sums: Some(sums) };
        Self::sparse(&source, control)
    }

    fn sparse(source: &Source, control: &Control) -> Result<Self> {
        let (rows, weights, cells) = (source.score.len(), source.weights, source.cells);
        u32::try_from(rows).map_err(|_| Error::TooManyRows { found: rows })?;
        weights.map_or(Ok(()), |weights| weights.check_length(rows))?;
        cells.check_length(rows)?;
        let mut counts = Self { ends: zeros(cells.count)?, ..Self::default() };
        source.visit(control, |cell, _| {
            if let Some(end) = counts.ends.get_mut(cell) {
                *end += 1;
            }
        })?;
        let mut entries = 0;
        for end in &mut counts.ends {
            (*end, entries) = (entries, entries + *end);
        }
        resize(&mut counts.points, entries as usize)?;
        resize(&mut counts.n, entries as usize)?;
        if weights.is_some() {
            counts.sums = Some(zeros(entries as usize)?);
        }
        source.visit(control, |cell, entry| counts.put(cell, entry))?;
        counts.squeeze(control)?;
        Ok(counts)
    }

    /// The same of a tally with room for every point.
    fn of(counts: &ScoreCounts, weighted: bool) -> Result<Self> {
        let mut found = Self { ends: Vec::new(), sums: weighted.then(Vec::new), ..Self::default() };
        for cell in 0..counts.cells() {
            let sums = counts.n(cell).iter().zip(counts.w(cell).iter().zip(counts.w2(cell)));
            for (point, (&n, (&w, &w2))) in (0..).zip(sums).filter(|(_, (n, _))| **n > 0) {
                found.points.push(point);
                found.n.push(n);
                if let Some(sums) = &mut found.sums {
                    sums.push([w, w2]);
                }
            }
            found
                .ends
                .push(u32::try_from(found.points.len()).map_err(|_| Error::TooManyRows { found: counts.cells() })?);
        }
        Ok(found)
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.ends.len()
    }

    /// Σw(x - m) and Σw(x - m)² of a cell, x being the `values` of the points.
    pub fn about(&self, cell: usize, values: &[f64], mean: f64) -> (f64, f64) {
        self.entries(cell).fold((0.0, 0.0), |(first, second), entry| {
            let apart = values.get(usize::from(entry.point)).map_or(0.0, |x| x - mean);
            (first + entry.w * apart, second + entry.w * apart * apart)
        })
    }

    /// The entries of a cell, in the order of the points; none when there is no such cell.
    pub fn entries(&self, cell: usize) -> impl Iterator<Item = Entry> {
        let end = |cell: usize| self.ends.get(cell).map_or(0, |&end| end as usize);
        let start = cell.checked_sub(1).map_or(0, end);
        (start..end(cell).max(start)).filter_map(|at| self.entry(at))
    }

    /// Numbers of rows of every cell.
    pub fn all_n(&self) -> Vec<u64> {
        (0..self.cells()).map(|cell| self.entries(cell).map(|entry| entry.n).sum()).collect()
    }

    /// Sums of weights, or of their squares, of every cell.
    pub fn all_w(&self, power: WeightPower) -> Vec<f64> {
        let of = |entry: Entry| if power == WeightPower::One { entry.w } else { entry.w2 };
        (0..self.cells()).map(|cell| self.entries(cell).map(of).sum()).collect()
    }

    /// The cells, and after them `more`, in which cell c counts as `to[c]` too; one of a negative number does not.
    ///
    /// # Errors
    /// [`Error::Incompatible`] unless `to` has a number below `more` for every cell; [`Error::TooManyRows`],
    /// [`Error::NoMemory`], [`Error::Interrupted`].
    pub fn joined(&self, to: &[i32], more: usize, control: &Control) -> Result<Self> {
        if to.len() != self.cells() || to.iter().any(|to| usize::try_from(*to).is_ok_and(|to| to >= more)) {
            let reason = format!("{} numbers below {more} are needed, one a cell", self.cells());
            return Err(Error::Incompatible { reason });
        }
        let target = |cell: usize| to.get(cell).and_then(|&to| usize::try_from(to).ok());
        let mut sizes: Vec<u32> = zeros(more)?;
        let mut end = self.points.len();
        for cell in 0..self.cells() {
            if let Some(size) = target(cell).and_then(|to| sizes.get_mut(to)) {
                let count = self.entries(cell).count();
                end += count;
                *size += u32::try_from(count).unwrap_or(u32::MAX);
            }
        }
        u32::try_from(end).map_err(|_| Error::TooManyRows { found: end })?;
        let mut joined = self.clone();
        let mut start = u32::try_from(self.points.len()).unwrap_or(u32::MAX);
        joined.ends.extend(sizes.iter().map(|size| {
            start += size;
            start - size
        }));
        resize(&mut joined.points, end)?;
        resize(&mut joined.n, end)?;
        if let Some(sums) = &mut joined.sums {
            resize(sums, end)?;
        }
        for cell in 0..self.cells() {
            if cell % TILE == 0 {
                control.advance(0)?;
            }
            if let Some(to) = target(cell) {
                self.entries(cell).for_each(|entry| joined.put(self.cells() + to, entry));
            }
        }
        joined.squeeze(control)?;
        Ok(joined)
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let (&point, &n) = self.points.get(at).zip(self.n.get(at))?;
        let [w, w2] = match &self.sums {
            Some(sums) => *sums.get(at)?,
            None => [n as f64; 2],
        };
        Some(Entry { point, n, w, w2 })
    }

    fn set(&mut self, at: usize, entry: Entry) {
        if let (Some(point), Some(n)) = (self.points.get_mut(at), self.n.get_mut(at)) {
            (*point, *n) = (entry.point, entry.n);
        }
        if let Some(sum) = self.sums.as_mut().and_then(|sums| sums.get_mut(at)) {
            *sum = [entry.w, entry.w2];
        }
    }

    /// Writes an entry where the cell ends for now.
    fn put(&mut self, cell: usize, entry: Entry) {
        let Some(end) = self.ends.get_mut(cell) else { return };
        let at = *end as usize;
        *end = end.saturating_add(1);
        self.set(at, entry);
    }

    /// Sorts the entries of every cell by their points and adds up those of the same, in their order.
    fn squeeze(&mut self, control: &Control) -> Result<()> {
        let (mut from, mut to, mut cell_entries) = (0, 0, Vec::<Entry>::new());
        for cell in 0..self.cells() {
            if cell % TILE == 0 {
                control.advance(0)?;
            }
            let end = self.ends.get(cell).map_or(from, |&end| end as usize);
            cell_entries.clear();
            cell_entries.extend((from..end).filter_map(|at| self.entry(at)));
            cell_entries.sort_by_key(|entry| entry.point);
            for alike in cell_entries.chunk_by(|a, b| a.point == b.point) {
                let add = |a: Entry, b: &Entry| Entry { point: b.point, n: a.n + b.n, w: a.w + b.w, w2: a.w2 + b.w2 };
                self.set(to, alike.iter().fold(Entry { point: 0, n: 0, w: 0.0, w2: 0.0 }, add));
                to += 1;
            }
            from = end.max(from);
            if let Some(end) = self.ends.get_mut(cell) {
                *end = u32::try_from(to).unwrap_or(u32::MAX);
            }
        }
        self.points.truncate(to);
        self.n.truncate(to);
        if let Some(sums) = &mut self.sums {
            sums.truncate(to);
        }
        Ok(())
    }
}

/// The rows that are counted.
struct Source<'a, 's, 'w, 'k> {
    score: &'a Column<'s>,
    weights: Option<&'a Column<'w>>,
    cells: &'a Keys<'k>,
    low: f64,
    points: usize,
    sums: Option<Sums<'a>>,
}

impl Source<'_, '_, '_, '_> {
    /// Cell of the rows that count and what they add to it, in their order.
    fn visit(&self, control: &Control, mut visit: impl FnMut(usize, Entry)) -> Result<()> {
        let (mut scores, mut weights, mut cells) = ([0.0; TILE], [1.0; TILE], [0; TILE]);
        for start in (0..self.score.len()).step_by(TILE) {
            control.advance(0)?;
            let len = TILE.min(self.score.len() - start);
            self.score.read(start, &mut scores[..len]);
            if let Some(column) = self.weights {
                column.read(start, &mut weights[..len]);
            }
            let cells = self.cells.read(start, &mut cells[..len]);
            for (row, ((&score, &weight), &cell)) in (start..).zip(scores.iter().zip(&weights).zip(cells)) {
                let point = score - self.low;
                let is_point = point.fract() == 0.0 && (0.0..self.points as f64).contains(&point);
                if is_point && weight > 0.0 && (cell as usize) < self.cells.count {
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "one of 1001 points")]
                    visit(cell as usize, self.entry(row, point as u16, weight));
                }
            }
        }
        Ok(())
    }

    fn entry(&self, row: usize, point: u16, w: f64) -> Entry {
        let sums = self.sums.and_then(|sums| sums.n.get(row).copied().zip(sums.w2.get(row).copied()));
        let (n, w2) = sums.unwrap_or((1, w * w));
        Entry { point, n, w, w2 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::Values;
    use ndarray::ArrayView1;
    use proptest::prelude::*;

    const POINTS: usize = 5;

    /// A row: score (5 is none), weight, cell (7 is none).
    type Row = (u8, f64, i32);

    fn with<T>(rows: &[Row], of: impl FnOnce(&Column, &Column, &Keys) -> T) -> T {
        let scores: Vec<f64> =
            rows.iter().map(|row| if row.0 == 5 { f64::NAN } else { f64::from(row.0) - 2.0 }).collect();
        let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let cells: Vec<i32> = rows.iter().map(|row| if row.2 == 7 { -1 } else { row.2 }).collect();
        let keys = Keys { values: Values::I32(ArrayView1::from(&cells)), low: 0, count: 7 };
        of(&Column::of_f64("score", &scores), &Column::of_f64("w", &weights), &keys)
    }

    fn dense(rows: &[Row], weighted: bool) -> ScoreCounts {
        let control = Control::default();
        with(rows, |s, w, k| count(s, weighted.then_some(w), from_ref(k), -2, 2, &control).unwrap())
    }

    fn check(found: &UnitCounts, expected: &ScoreCounts) {
        assert_eq!(found.cells(), expected.cells());
        for cell in 0..expected.cells() {
            let mut sums = [[0.0; 3]; POINTS];
            let entries: Vec<Entry> = found.entries(cell).collect();
            assert!(entries.windows(2).all(|two| two[0].point < two[1].point));
            for e in entries {
                sums[usize::from(e.point)] = [e.n as f64, e.w, e.w2];
            }
            for (point, sum) in sums.iter().enumerate() {
                let n = expected.n(cell)[point] as f64;
                assert_eq!(sum[0].to_bits(), n.to_bits());
                for (sum, expected) in [(sum[1], expected.w(cell)[point]), (sum[2], expected.w2(cell)[point])] {
                    // Parts of a joined cell come in another order.
                    assert!((sum - expected).abs() <= 1e-12 * expected, "{sum} {expected}");
                }
            }
        }
        let totals: Vec<u64> = (0..expected.cells()).map(|cell| expected.n(cell).iter().sum()).collect();
        assert_eq!(found.all_n(), totals);
    }

    proptest! {
        #[test]
        fn it_is_the_tally_with_room_for_every_point(
            rows in prop::collection::vec((0..=5_u8, prop_oneof![Just(0.0), 0.1..3.0_f64], 0..=7_i32), 0..900),
            weighted: bool, to in prop::collection::vec(-1..3_i32, 7),
        ) {
            let control = Control::default();
            let units = with(&rows, |s, w, k| UnitCounts::count(s, weighted.then_some(w), k, (-2, 2), &control).unwrap());
            let counts = dense(&rows, weighted);
            check(&units, &counts);
            let regrouped: Vec<i32> = to.iter().map(|to| if *to < 0 { -1 } else { to + 7 }).collect();
            let joined = counts.clone().merge(&counts.regroup(&regrouped, 10).unwrap()).unwrap();
            check(&units.joined(&to, 3, &control).unwrap(), &joined);
        }

        #[test]
        fn sums_of_rows_count_as_the_rows(
            rows in prop::collection::vec((0..=5_u8, prop_oneof![Just(0.0), 0.1..3.0_f64], 0..=7_i32), 0..900),
        ) {
            let control = Control::default();
            let mut alike: Vec<(Row, u64, f64)> = Vec::new();
            for &(score, weight, cell) in &rows {
                let at = alike.iter_mut().find(|((a, _, b), ..)| (*a, *b) == (score, cell));
                let (n, w2) = (u64::from(weight > 0.0), weight * weight);
                match at {
                    Some(found) => (found.0.1, found.1, found.2) = (found.0.1 + weight, found.1 + n, found.2 + w2),
                    None => alike.push(((score, weight, cell), n, w2)),
                }
            }
            let whole: Vec<Row> = alike.iter().map(|found| found.0).collect();
            let (n, w2): (Vec<u64>, Vec<f64>) = alike.iter().map(|found| (found.1, found.2)).unzip();
            let sums = Sums { n: &n, w2: &w2 };
            let found = with(&whole, |s, w, k| UnitCounts::count_sums(s, w, sums, k, (-2, 2), &control).unwrap());
            check(&found, &dense(&rows, true));
            let short = Sums { n: &n, w2: w2.get(1..).unwrap_or(&[0.0]) };
            let refused = with(&whole, |s, w, k| UnitCounts::count_sums(s, w, short, k, (-2, 2), &control));
            prop_assert!(matches!(refused, Err(Error::Length { .. })), "{refused:?}");
        }
    }

    #[test]
    fn rows_may_stand_for_more_than_there_are_numbers_of_32_bits() {
        let n = [1 << 33, 1 << 33];
        let found = with(&[(1, 5.0, 0), (1, 7.0, 0)], |s, w, k| {
            UnitCounts::count_sums(s, w, Sums { n: &n, w2: &[1.0, 2.0] }, k, (-2, 2), &Control::default()).unwrap()
        });
        assert_eq!(found.entries(0).next(), Some(Entry { point: 1, n: 1 << 34, w: 12.0, w2: 3.0 }));
    }

    #[test]
    fn cells_that_are_not_there_are_refused_or_empty() {
        let control = Control::default();
        let units = with(&[(1, 1.0, 0)], |s, _, k| UnitCounts::count(s, None, k, (-2, 2), &control).unwrap());
        assert_eq!((units.entries(0).count(), units.entries(9).count(), units.entries(usize::MAX).count()), (1, 0, 0));
        for (to, more) in [(vec![0; 6], 1), (vec![3; 7], 3), (vec![0; 8], 1)] {
            assert!(matches!(units.joined(&to, more, &control), Err(Error::Incompatible { .. })));
        }
    }
}
