//! The rows that count, in tiles that fit the cache: what every scan of several columns visits.

use std::iter::zip;

use pulp::Arch;

use super::Given;
use super::blocks::{Blocks, Parts};
use super::rows::Rows;
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::resample::Drawn;

/// Answers from here on count as infinite: sums of six factors below it, as come up on the way to the co-moments under
/// squared weights, cannot overflow.
pub(super) const INFINITE: f64 = 1e40;

/// Some rows of a scan that count: complete and of positive weight.
pub struct Tile {
    /// Number of columns.
    columns: usize,
    /// Rows a tile has room for; columns begin so far apart.
    stride: usize,
    /// (1 + p) × `stride`, column after column: ones, then the answers.
    answers: Vec<f64>,
    weights: Vec<f64>,
    /// Room for the columns times the weights.
    weighted: Vec<f64>,
    /// Whether an answer is missing, for every row that was read.
    missing: Vec<bool>,
    /// Positions among the rows read of those that count.
    used: Vec<usize>,
    /// The row of the frame of each of them.
    places: Vec<usize>,
    pub(super) n_missing: u64,
    pub(super) n_zero_weight: u64,
}

impl Tile {
    fn new(columns: usize, stride: usize) -> Self {
        Self {
            columns,
            stride,
            answers: vec![1.0; (1 + columns) * stride],
            weights: vec![1.0; stride],
            weighted: Vec::new(),
            missing: vec![false; stride],
            used: Vec::with_capacity(stride),
            places: Vec::with_capacity(stride),
            n_missing: 0,
            n_zero_weight: 0,
        }
    }

    /// Makes it one of so many rows, of which none is read.
    fn make_room(&mut self, stride: usize) {
        if self.stride != stride {
            *self = Self::new(self.columns, stride);
        }
        (self.n_missing, self.n_zero_weight) = (0, 0);
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.used.len()
    }

    /// The answers of column `index` of the scan, one a row.
    pub fn column(&self, index: usize) -> &[f64] {
        self.answers.chunks_exact(self.stride).nth(1 + index).map_or(&[], |x| &x[..self.used.len()])
    }

    /// All columns in column order, a column of ones before them; columns begin [`Tile::stride`] apart.
    pub fn answers(&self) -> &[f64] {
        &self.answers
    }

    /// Distance between the beginnings of two columns.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Weights, one a row; ones in a scan without weights.
    pub fn weights(&self) -> &[f64] {
        &self.weights[..self.used.len()]
    }

    /// The places of the rows in the frame.
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    pub(super) fn parts_mut(&mut self) -> (&mut [f64], &mut [f64]) {
        (&mut self.answers, &mut self.weights[..self.used.len()])
    }

    /// The columns times the weights, as [`Tile::answers`], once they are multiplied.
    pub(super) fn weighted(&self) -> &[f64] {
        &self.weighted
    }

    /// Multiplies the columns by the weights.
    pub(super) fn weigh(&mut self) {
        self.weighted.resize(self.answers.len(), 0.0);
        let columns = zip(self.weighted.chunks_exact_mut(self.stride), self.answers.chunks_exact(self.stride));
        for (to, from) in columns.flat_map(|(to, from)| zip(to, zip(from, &self.weights))) {
            *to = from.0 * from.1;
        }
    }

    /// Sorts out the first `rows` rows and moves those that count to the front.
    fn choose(&mut self, rows: usize) {
        self.used.clear();
        let (weights, missing) = (&self.weights[..rows], &self.missing[..rows]);
        if !missing.contains(&true) && !weights.contains(&0.0) {
            self.used.extend(0..rows);
            return;
        }
        for row in 0..rows {
            if self.weights[row] == 0.0 {
                self.n_zero_weight += 1;
            } else if self.missing[row] {
                self.n_missing += 1;
            } else {
                self.used.push(row);
            }
        }
        self.missing.fill(false);
        if self.used.len() < rows {
            let columns = self.answers.chunks_exact_mut(self.stride).skip(1);
            columns.chain([self.weights.as_mut_slice()]).for_each(|x| squeeze(x, &self.used));
        }
    }
}

/// Visits the rows of every cell that count, in parallel, and merges what the visits made: one value a cell, one in all
/// without cells.
///
/// `start` makes the value of some rows of a cell, `add` adds a tile to it, `merge` joins the values of two runs of
/// rows. The rows are parted by their number alone and merged in a fixed tree, so that the result does not depend on
/// the number of threads. A cell has, to the last bit, the value of a frame of its rows alone.
///
/// # Errors
/// Those of [`super::moments`].
pub fn fold_tiles<S: Send>(
    given: Given<'_, '_>,
    control: &Control,
    start: impl Fn(usize) -> S + Sync,
    add: impl Fn(usize, &mut S, &Tile) + Sync,
    merge: impl Fn(S, S) -> S + Sync,
) -> Result<Vec<S>> {
    fold_tiles_in(Parts::Many, given, control, start, add, merge)
}

/// [`fold_tiles`] in so many parts.
///
/// # Errors
/// Those of [`fold_tiles`].
pub fn fold_tiles_in<S: Send>(
    parts: Parts,
    given: Given<'_, '_>,
    control: &Control,
    start: impl Fn(usize) -> S + Sync,
    add: impl Fn(usize, &mut S, &Tile) + Sync,
    merge: impl Fn(S, S) -> S + Sync,
) -> Result<Vec<S>> {
    let reader = Reader { given: &given, drawn: None, control, parts };
    let check = |cell, state: &mut S, tile: &mut Tile| {
        add(cell, state, tile);
        Arch::new().dispatch(|| {
            let columns = (0..given.columns.len()).map(|j| tile.column(j));
            columns.fold(true, |finite, x| x.iter().fold(finite, |finite, x| finite & is_finite(*x)))
        })
    };
    let fold = |cells: &[Rows<'_>]| reader.fold(cells, &start, check, |state, _, _| state, |a, b| Ok(merge(a, b)));
    let found = given.in_cells(fold)?;
    Ok(found.into_iter().enumerate().map(|(cell, state)| state.unwrap_or_else(|| start(cell))).collect())
}

/// Reads the columns of a scan.
pub(super) struct Reader<'r, 'a, 'c> {
    pub(super) given: &'r Given<'a, 'c>,
    /// What the rows weigh in a resample, one number for each of those visited, in their order.
    pub(super) drawn: Option<Drawn<'r>>,
    pub(super) control: &'r Control,
    pub(super) parts: Parts,
}

impl Reader<'_, '_, '_> {
    /// Visits the rows of every cell, see [`Blocks`]. `add` tells whether all answers were finite; `finish` is given a
    /// block's numbers of rows with missing answers and of weight zero.
    pub(super) fn fold<S, T: Send>(
        &self,
        cells: &[Rows<'_>],
        start: impl Fn(usize) -> S + Sync,
        add: impl Fn(usize, &mut S, &mut Tile) -> bool + Sync,
        finish: impl Fn(S, u64, u64) -> T + Sync,
        merge: impl Fn(T, T) -> Result<T> + Sync,
    ) -> Vec<Result<Option<T>>> {
        Blocks::new(cells, self.parts).fold(
            || Tile::new(self.given.columns.len(), 0),
            |cell| (start(cell), 0, 0),
            |block, rows, (state, n_missing, n_zero_weight), tile| {
                tile.make_room(block.tile());
                self.load(rows, tile)?;
                *n_missing += tile.n_missing;
                *n_zero_weight += tile.n_zero_weight;
                if !tile.used.is_empty() && !add(block.cell, state, tile) {
                    self.refuse_infinite(tile)?;
                }
                self.control.advance(rows.len() as u64)
            },
            |_, (state, n_missing, n_zero_weight)| Ok(finish(state, n_missing, n_zero_weight)),
            merge,
        )
    }

    /// Reads a tile and keeps its complete rows of positive weight, squeezed together at the front.
    fn load(&self, rows: Rows<'_>, tile: &mut Tile) -> Result<()> {
        self.control.advance(0)?;
        let (weights, first) = (&mut tile.weights[..rows.len()], rows.first());
        match (&self.given.weights, self.drawn) {
            (_, Some(Drawn::Weights(drawn))) => weights.copy_from_slice(taken(drawn, first, rows.len())?),
            (Some(column), _) => _ = rows.read(column, weights),
            (None, _) => weights.fill(1.0),
        }
        if let Some(Drawn::Times(times)) = self.drawn {
            let times = taken(times, first, rows.len())?;
            weights.iter_mut().zip(times).for_each(|(weight, times)| *weight *= f64::from(*times));
        }
        if self.given.weights.is_some() || self.drawn.is_some() {
            check_weights(self.given.weights.map_or("weights", |column| column.name), rows, weights)?;
        }
        for (column, answers) in self.given.columns.iter().zip(tile.answers.chunks_exact_mut(tile.stride).skip(1)) {
            let answers = &mut answers[..rows.len()];
            if rows.read(column, answers) {
                tile.missing.iter_mut().zip(answers).for_each(|(missing, x)| *missing |= x.is_nan());
            }
        }
        tile.choose(rows.len());
        tile.places.clear();
        match rows {
            Rows::From { start, .. } => tile.places.extend(tile.used.iter().map(|position| start + position)),
            Rows::Listed { rows, .. } => tile.places.extend(tile.used.iter().map(|&position| rows[position] as usize)),
        }
        Ok(())
    }

    /// Names the first infinite answer in the rows of a tile.
    fn refuse_infinite(&self, tile: &Tile) -> Result<()> {
        for &row in &tile.places {
            if let Some(column) = self.given.columns.iter().find(|column| !is_finite(column.get(row))) {
                return Err(Error::Infinite { column: column.name.into(), row });
            }
        }
        Ok(())
    }
}

/// Whether an answer of a complete row can be used; NaN stands for no answer and is no concern here.
pub(super) fn is_finite(answer: f64) -> bool {
    answer.abs() < INFINITE
}

/// The numbers of a resample for so many rows from the first.
fn taken<T>(drawn: &[T], first: usize, len: usize) -> Result<&[T]> {
    let short = || Error::Length { column: "resample".into(), found: drawn.len(), expected: first + len };
    drawn.get(first..first + len).ok_or_else(short)
}

pub(super) fn check_weights(name: &str, rows: Rows<'_>, weights: &[f64]) -> Result<()> {
    // A resample may draw a row several times. All are looked at at once; the first bad one is looked for if there is one.
    if weights.iter().fold(true, |good, w| good & (0.0..INFINITE).contains(w)) {
        return Ok(());
    }
    match weights.iter().enumerate().find(|(_, w)| !(0.0..INFINITE).contains(*w)) {
        None => Ok(()),
        Some((position, &value)) => Err(Error::BadWeight { column: name.into(), value, row: rows.row(position) }),
    }
}

/// Moves the chosen rows to the front; `rows` rise.
fn squeeze(x: &mut [f64], rows: &[usize]) {
    for (to, &from) in rows.iter().enumerate() {
        x[to] = x[from];
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cells, Column};
    use super::*;
    use ndarray::arr1;

    /// Places and values of the rows visited, by cell.
    fn visited(x: &[f64], w: &[f64], codes: Option<&[i32]>) -> Vec<Vec<(usize, f64, f64)>> {
        let (x, w) = (Column::of_f64("x", x), Column::of_f64("w", w));
        let codes = codes.map(arr1);
        let cells = codes.as_ref().map(|codes| Cells { codes: codes.view(), count: 2 });
        let columns = [x];
        let given = Given::new(&columns, Some(w)).with_cells(cells);
        let add = |_: usize, rows: &mut Vec<(usize, f64, f64)>, tile: &Tile| {
            let answers = tile.places().iter().zip(tile.column(0)).zip(tile.weights());
            rows.extend(answers.map(|((row, x), w)| (*row, *x, *w)));
        };
        let join = |a: Vec<_>, b: Vec<_>| [a, b].concat();
        fold_tiles(given, &Control::default(), |_| Vec::new(), add, join).unwrap()
    }

    #[test]
    fn rows_that_count_are_visited_once_and_in_order() {
        let found = visited(&[1.0, f64::NAN, 3.0, 4.0], &[1.0, 1.0, 0.0, 2.0], None);
        assert_eq!(found, [vec![(0, 1.0, 1.0), (3, 4.0, 2.0)]]);
        let x: Vec<f64> = (0..50_000).map(f64::from).collect();
        let found = visited(&x, &vec![1.0; 50_000], None);
        assert!(found[0].iter().enumerate().all(|(i, (row, x, _))| i == *row && *x == i as f64));
        assert_eq!(found[0].len(), 50_000);
    }

    #[test]
    fn a_cell_is_visited_alone_and_an_empty_one_is_its_start() {
        let found = visited(&[1.0, 2.0, 3.0], &[1.0; 3], Some(&[1, -1, 1]));
        assert_eq!(found, [vec![], vec![(0, 1.0, 1.0), (2, 3.0, 1.0)]]);
    }

    #[test]
    fn an_infinite_answer_is_named() {
        let x = [Column::of_f64("x", &[1.0, f64::INFINITY])];
        let found = fold_tiles(Given::new(&x, None), &Control::default(), |_| (), |_, (), _| (), |(), ()| ());
        assert_eq!(found, Err(Error::Infinite { column: "x".into(), row: 1 }));
    }
}
