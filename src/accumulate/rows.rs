//! Which rows a scan visits: all of them, or those of a cell.

use super::{Cells, Column};
use crate::error::{Error, Result, zeros};

/// The rows of every cell, in their order.
pub(super) struct Groups {
    rows: Vec<u32>,
    ends: Vec<usize>,
}

impl Groups {
    /// A counting sort of the rows by cell. Rows that change their cell meanwhile are left out.
    ///
    /// # Errors
    /// [`Error::TooManyRows`] beyond 2³².
    pub(super) fn new(cells: &Cells<'_>) -> Result<Self> {
        let last = cells.codes.len().saturating_sub(1);
        u32::try_from(last).map_err(|_| Error::TooManyRows { found: last })?;
        Self::sorted((0..).zip(cells.codes.iter().copied()), cells.count)
    }

    /// Rows sorted by their codes.
    pub(super) fn sorted(coded: impl Iterator<Item = (u32, i32)> + Clone, count: usize) -> Result<Self> {
        let cell_of = |code: i32| usize::try_from(code).ok().filter(|&cell| cell < count);
        let mut ends = zeros(count)?;
        for cell in coded.clone().filter_map(|(_, code)| cell_of(code)) {
            ends[cell] += 1;
        }
        let mut next = zeros(count)?;
        let mut start = 0;
        for (next, end) in next.iter_mut().zip(&mut ends) {
            *next = start;
            start += *end;
            *end = start;
        }
        let mut rows = vec![0; start];
        for (row, code) in coded {
            let Some(cell) = cell_of(code).filter(|&cell| next[cell] < ends[cell]) else { continue };
            rows[next[cell]] = row;
            next[cell] += 1;
        }
        Ok(Self { rows, ends })
    }

    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn cell(&self, cell: usize) -> Rows<'_> {
        let (start, end) = self.bounds(cell);
        Rows::Listed { rows: &self.rows[start..end], first: 0 }
    }

    /// The rows of every cell as parts of the list of all.
    pub(super) fn parts(&self) -> Vec<Rows<'_>> {
        let part = |cell| {
            let (start, end) = self.bounds(cell);
            Rows::Listed { rows: &self.rows[start..end], first: start }
        };
        (0..self.len()).map(part).collect()
    }

    /// Where the rows of a cell begin and end among those of all cells.
    pub(super) fn bounds(&self, cell: usize) -> (usize, usize) {
        (if cell == 0 { 0 } else { self.ends[cell - 1] }, self.ends[cell])
    }

    /// The rows of all cells, one cell after the other.
    pub(super) fn all(&self) -> &[u32] {
        &self.rows
    }
}

/// Some rows of the columns: neighbours, or the members of a cell.
#[derive(Clone, Copy)]
pub(super) enum Rows<'a> {
    From {
        start: usize,
        len: usize,
    },
    /// Rows of which the first is so many after the first of a list.
    Listed {
        rows: &'a [u32],
        first: usize,
    },
}

impl Rows<'_> {
    pub(super) fn len(self) -> usize {
        match self {
            Self::From { len, .. } => len,
            Self::Listed { rows, .. } => rows.len(),
        }
    }

    /// The `index`-th part of `size` rows; the last one may be shorter.
    pub(super) fn part(self, index: usize, size: usize) -> Self {
        let (from, to) = ((index * size).min(self.len()), (index * size + size).min(self.len()));
        match self {
            Self::From { start, .. } => Self::From { start: start + from, len: to - from },
            Self::Listed { rows, first } => Self::Listed { rows: &rows[from..to], first: first + from },
        }
    }

    pub(super) fn parts(self, size: usize) -> impl Iterator<Item = Self> {
        (0..self.len().div_ceil(size)).map(move |index| self.part(index, size))
    }

    pub(super) fn row(self, position: usize) -> usize {
        match self {
            Self::From { start, .. } => start + position,
            Self::Listed { rows, .. } => rows[position] as usize,
        }
    }

    /// Where they begin among all rows, or in their list.
    pub(super) fn first(self) -> usize {
        match self {
            Self::From { start, .. } => start,
            Self::Listed { first, .. } => first,
        }
    }

    /// Reads a column at these rows; tells whether an answer is missing.
    pub(super) fn read(self, column: &Column<'_>, out: &mut [f64]) -> bool {
        match self {
            Self::From { start, .. } => column.read(start, out),
            Self::Listed { rows, .. } => column.gather(rows, out),
        }
    }
}
