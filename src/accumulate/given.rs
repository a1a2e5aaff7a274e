//! What a scan is given: the columns of a data frame, and what the design says of its rows.

use super::rows::{Groups, Rows};
use super::{Cells, Column};
use crate::error::{Error, Result};
use crate::parallel::map;
use crate::weights::WeightType;

/// Columns of equal length with the weights and the segments of their rows.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a, 'c> {
    /// The columns; the first one is the outcome where there is one.
    pub columns: &'a [Column<'a>],
    /// Weights; without them every row weighs 1.
    pub weights: Option<Column<'a>>,
    /// Segments; without them all rows are in one.
    pub cells: Option<Cells<'c>>,
    /// What a weight means.
    pub kind: WeightType,
}

impl<'a> Given<'a, '_> {
    /// Rows in one segment; weights are probability weights.
    pub fn new(columns: &'a [Column<'a>], weights: Option<Column<'a>>) -> Self {
        Self { columns, weights, cells: None, kind: WeightType::Probability }
    }

    /// The same rows in other segments.
    #[must_use]
    pub fn with_cells<'d>(&self, cells: Option<Cells<'d>>) -> Given<'a, 'd> {
        Given { columns: self.columns, weights: self.weights, cells, kind: self.kind }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// Names of the columns.
    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.to_owned()).collect()
    }

    /// The number of rows, if all columns agree on it.
    pub(super) fn checked_rows(&self) -> Result<usize> {
        let rows = self.rows();
        self.columns.iter().chain(&self.weights).try_for_each(|column| column.check_length(rows))?;
        match self.cells.map(|cells| cells.codes.len()) {
            Some(found) if found != rows => Err(Error::Length { column: "segment".into(), found, expected: rows }),
            _ => Ok(rows),
        }
    }

    /// The value of every cell, of all rows without cells. Of several errors the one of the first row is returned.
    pub(super) fn by_cell<T: Send>(&self, value: impl Fn(usize, Rows<'_>) -> Result<T> + Sync) -> Result<Vec<T>> {
        self.in_cells(|cells| map(cells.len(), |cell| value(cell, cells[cell])))
    }

    /// As [`Given::by_cell`], the values of all cells in one call.
    pub(super) fn in_cells<T>(&self, values: impl FnOnce(&[Rows<'_>]) -> Vec<Result<T>>) -> Result<Vec<T>> {
        let rows = self.checked_rows()?;
        let groups = self.cells.as_ref().map(Groups::new).transpose()?;
        let found = match &groups {
            Some(groups) => values(&(0..groups.len()).map(|cell| groups.cell(cell)).collect::<Vec<_>>()),
            None => values(&[Rows::From { start: 0, len: rows }]),
        };
        match found.iter().filter_map(|value| value.as_ref().err()).min_by_key(|error| row_of(error)) {
            Some(first) => Err(first.clone()),
            None => found.into_iter().collect(),
        }
    }
}

/// Where in the frame an error is; what concerns no row comes first.
fn row_of(error: &Error) -> usize {
    match error {
        Error::BadWeight { row, .. } | Error::Infinite { row, .. } => *row,
        _ => 0,
    }
}
