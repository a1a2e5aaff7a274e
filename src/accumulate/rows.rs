//! Which rows a scan visits: all of them, or those of a cell.

use super::{Cells, Column};

/// The rows of every cell, in their order.
pub(super) struct Groups {
    rows: Vec<usize>,
    ends: Vec<usize>,
}

impl Groups {
    /// A counting sort of the rows by cell.
    pub(super) fn new(cells: &Cells<'_>) -> Self {
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

    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn cell(&self, cell: usize) -> Rows<'_> {
        let start = if cell == 0 { 0 } else { self.ends[cell - 1] };
        Rows::Listed(&self.rows[start..self.ends[cell]])
    }
}

/// Some rows of the columns: neighbours, or the members of a cell.
#[derive(Clone, Copy)]
pub(super) enum Rows<'a> {
    From { start: usize, len: usize },
    Listed(&'a [usize]),
}

impl Rows<'_> {
    pub(super) fn len(self) -> usize {
        match self {
            Self::From { len, .. } => len,
            Self::Listed(rows) => rows.len(),
        }
    }

    /// The `index`-th part of `size` rows; the last one may be shorter.
    pub(super) fn part(self, index: usize, size: usize) -> Self {
        let (from, to) = ((index * size).min(self.len()), (index * size + size).min(self.len()));
        match self {
            Self::From { start, .. } => Self::From { start: start + from, len: to - from },
            Self::Listed(rows) => Self::Listed(&rows[from..to]),
        }
    }

    pub(super) fn parts(self, size: usize) -> impl Iterator<Item = Self> {
        (0..self.len().div_ceil(size)).map(move |index| self.part(index, size))
    }

    pub(super) fn row(self, position: usize) -> usize {
        match self {
            Self::From { start, .. } => start + position,
            Self::Listed(rows) => rows[position],
        }
    }

    /// Reads a column at these rows; tells whether an answer is missing.
    pub(super) fn read(self, column: &Column<'_>, out: &mut [f64]) -> bool {
        match self {
            Self::From { start, .. } => column.read(start, out),
            Self::Listed(rows) => column.gather(rows, out),
        }
    }
}
