//! The scan that makes [`Moments`]: the rows are read once, in tiles that fit the cache, whatever the columns hold.
//!
//! A block of rows is summed about a shift near its means and turned into moments about its own means; blocks are
//! merged in a fixed tree. That is as accurate as two passes over the data and the same for any number of threads.

use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, MatMut, MatRef, Par};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::{Cells, Column, Moments};
use crate::error::{Error, Result};
use crate::parallel::{Control, map_merge};

/// Rows in a block, the unit of work of a thread.
const BLOCK: usize = 16_384;
/// Rows in a tile: with a few dozen columns it stays in the nearest caches.
const TILE: usize = 256;
/// Answers and weights from here on count as infinite: below it no sum of up to fourth powers can overflow.
const INFINITE: f64 = 1e70;

/// What a row counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeightPower {
    /// Its weight.
    #[default]
    One,
    /// The square of its weight, as in the variance of a weighted sum.
    Two,
}

/// Weighted moments of the complete rows, one for every cell; one in all without `cells`.
///
/// A row is left out if its cell code is negative (or not below `cells.count`), if its weight is zero, or if an answer
/// is missing in any column; the last two are counted. With [`WeightPower::Two`] every weight is replaced by its
/// square, also in `sum_w` and `sum_w2`. A cell has, to the last bit, the moments of a frame of its rows alone.
///
/// Runs on the rayon pool of the calling thread. Memory beyond the result: a tile a thread, the moments of every
/// 16,384 rows, and with `cells` one index a row.
///
/// # Errors
/// - [`Error::Length`] if weights, cells or a column differ in length from the first column.
/// - [`Error::BadWeight`] for a weight that is missing, negative or infinite, [`Error::Infinite`] for an infinite
///   answer in a row that counts (in both cases at least 1e70 is infinite); the lowest such row of all is named.
/// - [`Error::Interrupted`].
pub fn moments(
    columns: &[Column<'_>],
    weights: Option<&Column<'_>>,
    power: WeightPower,
    cells: Option<&Cells<'_>>,
    control: &Control,
) -> Result<Vec<Moments>> {
    let scan = Scan { columns, weights, power, control };
    let rows = scan.check_lengths(cells)?;
    match cells {
        None => Ok(vec![scan.total(Rows::From { start: 0, len: rows })?]),
        Some(cells) => scan.by_cell(&Groups::new(cells)),
    }
}

/// The rows of every cell, in their order.
struct Groups {
    rows: Vec<usize>,
    ends: Vec<usize>,
}

impl Groups {
    /// A counting sort of the rows by cell.
    fn new(cells: &Cells<'_>) -> Self {
        let cell_of = |code: &i32| usize::try_from(*code).ok().filter(|&cell| cell < cells.count);
        let mut next = vec![0; cells.count + 1];
        for cell in cells.codes.iter().filter_map(cell_of) {
            next[cell + 1] += 1;
        }
        for cell in 0..cells.count {
            next[cell + 1] += next[cell];
        }
        let mut rows = vec![0; next[cells.count]];
        for (row, cell) in cells.codes.iter().enumerate().filter_map(|(row, code)| Some((row, cell_of(code)?))) {
            rows[next[cell]] = row;
            next[cell] += 1;
        }
        // Every cell is now filled up to its end.
        next.truncate(cells.count);
        Self { rows, ends: next }
    }

    fn cell(&self, cell: usize) -> Rows<'_> {
        let start = if cell == 0 { 0 } else { self.ends[cell - 1] };
        Rows::Listed(&self.rows[start..self.ends[cell]])
    }
}

/// Some rows of the columns: neighbours, or the members of a cell.
#[derive(Clone, Copy)]
enum Rows<'a> {
    From { start: usize, len: usize },
    Listed(&'a [usize]),
}

impl Rows<'_> {
    fn len(self) -> usize {
        match self {
            Self::From { len, .. } => len,
            Self::Listed(rows) => rows.len(),
        }
    }

    /// The `index`-th part of `size` rows; the last one may be shorter.
    fn part(self, index: usize, size: usize) -> Self {
        let (from, to) = ((index * size).min(self.len()), (index * size + size).min(self.len()));
        match self {
            Self::From { start, .. } => Self::From { start: start + from, len: to - from },
            Self::Listed(rows) => Self::Listed(&rows[from..to]),
        }
    }

    fn parts(self, size: usize) -> impl Iterator<Item = Self> {
        (0..self.len().div_ceil(size)).map(move |index| self.part(index, size))
    }

    fn row(self, position: usize) -> usize {
        match self {
            Self::From { start, .. } => start + position,
            Self::Listed(rows) => rows[position],
        }
    }

    /// Reads a column at these rows; tells whether an answer is missing.
    fn read(self, column: &Column<'_>, out: &mut [f64]) -> bool {
        match self {
            Self::From { start, .. } => column.read(start, out),
            Self::Listed(rows) => column.gather(rows, out),
        }
    }
}

struct Scan<'s, 'c, 'w> {
    columns: &'s [Column<'c>],
    weights: Option<&'s Column<'w>>,
    power: WeightPower,
    control: &'s Control,
}

impl Scan<'_, '_, '_> {
    fn check_lengths(&self, cells: Option<&Cells<'_>>) -> Result<usize> {
        let rows = self.columns.first().map_or(0, Column::len);
        self.columns.iter().try_for_each(|column| column.check_length(rows))?;
        self.weights.map_or(Ok(()), |weights| weights.check_length(rows))?;
        match cells.map(|cells| cells.codes.len()) {
            Some(found) if found != rows => Err(Error::Length { column: "segment".into(), found, expected: rows }),
            _ => Ok(rows),
        }
    }

    fn by_cell(&self, groups: &Groups) -> Result<Vec<Moments>> {
        let cells = (0..groups.ends.len()).into_par_iter();
        let totals: Vec<Result<Moments>> = cells.map(|cell| self.total(groups.cell(cell))).collect();
        match totals.iter().filter_map(|total| total.as_ref().err()).min_by_key(|error| row_of(error)) {
            Some(first) => Err(first.clone()),
            None => totals.into_iter().collect(),
        }
    }

    fn total(&self, rows: Rows<'_>) -> Result<Moments> {
        let blocks = rows.len().div_ceil(BLOCK);
        let total = map_merge(blocks, |index| self.block(rows.part(index, BLOCK)), |a, b| a.merge(&b))?;
        Ok(total.unwrap_or_else(|| Moments::empty(self.columns.len())))
    }

    fn block(&self, rows: Rows<'_>) -> Result<Moments> {
        let mut block = Block::new(self.columns.len(), rows.len().min(TILE), self.weights.is_some());
        for tile in rows.parts(TILE) {
            self.load(tile, &mut block)?;
            if !block.add_tile() {
                return Err(self.infinite(tile, &block.used));
            }
        }
        self.control.advance(rows.len() as u64)?;
        Ok(block.finish())
    }

    /// Reads a tile and keeps its complete rows of positive weight, squeezed together at the front.
    fn load(&self, rows: Rows<'_>, block: &mut Block) -> Result<()> {
        if let Some(weights) = self.weights {
            rows.read(weights, &mut block.weights[..rows.len()]);
            check_weights(weights, rows, &block.weights[..rows.len()])?;
        }
        block.missing.fill(false);
        for (column, out) in self.columns.iter().zip(block.answers.chunks_exact_mut(block.stride).skip(1)) {
            let out = &mut out[..rows.len()];
            if rows.read(column, out) {
                block.missing.iter_mut().zip(out).for_each(|(missing, x)| *missing |= x.is_nan());
            }
        }
        block.choose_rows(rows.len());
        if self.power == WeightPower::Two {
            block.weights.iter_mut().for_each(|w| *w *= *w);
        }
        Ok(())
    }

    /// The first infinite answer in the chosen rows of a tile that has one.
    fn infinite(&self, rows: Rows<'_>, used: &[usize]) -> Error {
        let is_infinite = |row: usize| self.columns.iter().find(move |column| !is_finite(column.get(row)));
        let found = used.iter().map(|&at| rows.row(at)).find_map(|row| Some((row, is_infinite(row)?)));
        let (row, column) = found.map_or((0, ""), |(row, column)| (row, column.name));
        Error::Infinite { column: column.into(), row }
    }
}

fn check_weights(column: &Column<'_>, rows: Rows<'_>, weights: &[f64]) -> Result<()> {
    match weights.iter().enumerate().find(|(_, w)| !(0.0..INFINITE).contains(*w)) {
        None => Ok(()),
        Some((position, &value)) => {
            Err(Error::BadWeight { column: column.name.into(), value, row: rows.row(position) })
        }
    }
}

/// Whether an answer of a complete row can be used; NaN stands for no answer and is no concern here.
fn is_finite(answer: f64) -> bool {
    answer.abs() < INFINITE
}

/// Where in the frame an error is; what concerns no row comes first.
fn row_of(error: &Error) -> usize {
    match error {
        Error::BadWeight { row, .. } | Error::Infinite { row, .. } => *row,
        _ => 0,
    }
}

/// The sums of a block and the tile that is being added to them.
struct Block {
    /// Rows a tile has room for.
    stride: usize,
    /// The tile, (1 + p) × `stride`, column after column: ones, then the answers.
    answers: Vec<f64>,
    /// `answers` times the weights.
    weighted: Vec<f64>,
    weights: Vec<f64>,
    missing: Vec<bool>,
    /// Positions in the tile of the rows that count.
    used: Vec<usize>,
    /// What is subtracted from every column, once a row has been seen.
    shift: Vec<f64>,
    /// Lower triangle of (1 + p) × (1 + p) in column order: Σ w zzᵀ of the rows z = (1, x − shift).
    cross: Vec<f64>,
    sum_w2: f64,
    /// The counts; the rest follows at the end.
    found: Moments,
}

impl Block {
    fn new(p: usize, stride: usize, weighted: bool) -> Self {
        let size = (1 + p) * stride;
        Self {
            stride,
            answers: vec![1.0; size],
            weighted: vec![0.0; if weighted { size } else { 0 }],
            weights: vec![1.0; stride],
            missing: vec![false; stride],
            used: Vec::with_capacity(stride),
            shift: Vec::new(),
            cross: vec![0.0; (1 + p) * (1 + p)],
            sum_w2: 0.0,
            found: Moments::empty(p),
        }
    }

    /// The answers of the rows that count, column after column.
    fn columns(&self) -> impl Iterator<Item = &[f64]> {
        self.answers.chunks_exact(self.stride).skip(1).map(|x| &x[..self.used.len()])
    }

    /// Sorts out the first `rows` rows of the tile and moves those that count to the front.
    fn choose_rows(&mut self, rows: usize) {
        self.used.clear();
        for row in 0..rows {
            if self.weights[row] == 0.0 {
                self.found.n_zero_weight += 1;
            } else if self.missing[row] {
                self.found.n_missing += 1;
            } else {
                self.used.push(row);
            }
        }
        self.found.n += self.used.len() as u64;
        if self.used.len() < rows {
            let columns = self.answers.chunks_exact_mut(self.stride).skip(1);
            columns.chain([self.weights.as_mut_slice()]).for_each(|x| squeeze(x, &self.used));
        }
    }

    /// Adds the tile to the sums; refuses a tile with an infinite answer.
    fn add_tile(&mut self) -> bool {
        if self.used.is_empty() {
            return true;
        }
        if self.shift.is_empty() {
            self.shift = self.columns().map(most_central).collect();
        }
        let finite = Arch::new().dispatch(Centre(self));
        self.add_cross_products();
        finite
    }

    /// Lower triangle of `cross += answersᵀ weighted`.
    fn add_cross_products(&mut self) {
        let n = self.used.len();
        let q = self.answers.len() / self.stride;
        let left = MatRef::from_column_major_slice_with_stride(&self.answers, n, q, self.stride);
        let right = if self.weighted.is_empty() {
            left
        } else {
            MatRef::from_column_major_slice_with_stride(&self.weighted, n, q, self.stride)
        };
        let sums = MatMut::from_column_major_slice_mut(&mut self.cross, q, q);
        let full = BlockStructure::Rectangular;
        triangular::matmul(
            sums,
            BlockStructure::TriangularLower,
            Accum::Add,
            left.transpose(),
            full,
            right,
            full,
            1.0,
            Par::Seq,
        );
    }

    /// The moments about the means from the sums about the shift.
    fn finish(self) -> Moments {
        let (p, sum_w) = (self.shift.len(), self.cross[0]);
        // The squares of tiny weights can vanish, and with them all sums.
        let divisor = if sum_w > 0.0 { sum_w } else { 1.0 };
        let sums = &self.cross[1..=p];
        let centred = |i: usize, j: usize| self.cross[(1 + j) * (1 + p) + 1 + i] - sums[i] * sums[j] / divisor;
        let entry = |i: usize, j: usize| if i == j { centred(i, i).max(0.0) } else { centred(i.max(j), i.min(j)) };
        Moments {
            sum_w,
            sum_w2: self.sum_w2,
            mean: self.shift.iter().zip(sums).map(|(shift, sum)| shift + sum / divisor).collect(),
            comoment: (0..p * p).map(|at| entry(at / p, at % p)).collect(),
            ..self.found
        }
    }
}

/// Subtracts the shift from the tile of a block and weights it; tells whether all answers are finite.
struct Centre<'a>(&'a mut Block);

impl WithSimd for Centre<'_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> bool {
        let Block { stride, answers, weighted, weights, used, shift, sum_w2, .. } = self.0;
        let weights = &weights[..used.len()];
        *sum_w2 += weights.iter().map(|w| w * w).sum::<f64>();
        let mut finite = true;
        for (column, shift) in answers.chunks_exact_mut(*stride).skip(1).zip(shift) {
            for x in &mut column[..used.len()] {
                finite &= is_finite(*x);
                *x -= *shift;
            }
        }
        for (to, from) in weighted.chunks_exact_mut(*stride).zip(answers.chunks_exact(*stride)) {
            for ((to, x), w) in to.iter_mut().zip(from).zip(weights) {
                *to = x * w;
            }
        }
        finite
    }
}

/// Moves the chosen rows to the front; `rows` rise.
fn squeeze(x: &mut [f64], rows: &[usize]) {
    for (to, &from) in rows.iter().enumerate() {
        x[to] = x[from];
    }
}

/// The answer nearest the mean. Subtracting it keeps whole numbers whole, so that their sums are exact, and makes a
/// column that does not vary exactly zero.
fn most_central(answers: &[f64]) -> f64 {
    let mean = answers.iter().sum::<f64>() / answers.len() as f64;
    let distance = |x: &f64| (x - mean).abs();
    answers.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or_default()
}
