//! The complete cases of a set of columns, for what needs the rows again: resampling.

use ndarray::ArrayView1;

use super::rows::{Groups, Rows};
use super::scan::moments_drawn;
use super::{Column, Given, Moments, Values};
use crate::error::{Error, Result, resize, zeros};
use crate::parallel::Control;
use crate::resample::Drawn;

/// Rows looked at together.
const TILE: usize = 1024;

/// Complete cases of positive weight: where they are in the columns, of which nothing is copied.
#[derive(Debug, Clone)]
pub struct CompleteRows<'a> {
    given: Given<'a, 'a>,
    /// Their places, unless every row is one.
    places: Option<Vec<u32>>,
}

impl<'a> CompleteRows<'a> {
    /// Finds the rows of cell `cell` (all rows without cells) in which no column is missing and the weight is above 0.
    ///
    /// # Errors
    /// [`Error::Length`] for columns of different length, [`Error::TooManyRows`], [`Error::Interrupted`].
    pub fn keep(given: Given<'a, '_>, cell: i32, control: &Control) -> Result<Self> {
        let rows = given.checked_rows()?;
        u32::try_from(rows).map_err(|_| Error::TooManyRows { found: rows })?;
        // Counted first, so that a list takes no more than it needs, and nothing where every row is complete.
        let mut count = 0;
        visit(&given, cell, rows, control, |_| count += 1)?;
        let mut places = None;
        if count < rows {
            let list = places.insert(Vec::new());
            resize(list, count)?;
            list.clear();
            visit(&given, cell, rows, control, |place| list.push(place))?;
        }
        Ok(Self { given: given.with_cells(None), places })
    }

    /// Number of columns.
    pub fn p(&self) -> usize {
        self.given.columns.len()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.places.as_ref().map_or(self.given.rows(), Vec::len)
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Moments of the rows under other weights, as a resample gives them.
    ///
    /// # Errors
    /// Those of [`super::moments`].
    pub fn moments(&self, drawn: Drawn<'_>, control: &Control) -> Result<Moments> {
        Ok(moments_drawn(&self.given, &[self.rows()], Some(drawn), control)?.pop().unwrap_or_default())
    }

    /// The rows sorted into so many groups by their codes; rows without a code of a group are left out.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one code for every row of the data.
    pub fn grouped(&self, codes: ArrayView1<'_, i32>, count: usize) -> Result<GroupedRows<'_, 'a>> {
        let (found, expected) = (codes.len(), self.given.rows());
        if found != expected {
            return Err(Error::Length { column: "segment".into(), found, expected });
        }
        let rows = self.rows();
        #[allow(clippy::cast_possible_truncation, reason = "rows were counted when they were kept")]
        let coded = (0..rows.len()).map(|position| rows.row(position)).map(|row| (row as u32, codes[row]));
        Ok(GroupedRows { given: &self.given, groups: Groups::sorted(coded, count)? })
    }

    /// The weights in the sample.
    pub fn weights(&self) -> Vec<f64> {
        let mut weights = vec![1.0; self.len()];
        if let Some(column) = &self.given.weights {
            self.rows().read(column, &mut weights);
        }
        weights
    }

    /// The answers of column `index`.
    ///
    /// # Errors
    /// [`Error::NoMemory`].
    pub fn read(&self, index: usize) -> Result<Vec<f64>> {
        let mut values = zeros(self.len())?;
        if let Some(column) = self.given.columns.get(index) {
            self.rows().read(column, &mut values);
        }
        Ok(values)
    }

    /// Names of the columns.
    pub fn names(&self) -> Vec<String> {
        self.given.names()
    }

    /// Where the rows are in the data; none where every row is one.
    pub fn places(&self) -> Option<&[u32]> {
        self.places.as_deref()
    }

    fn rows(&self) -> Rows<'_> {
        match &self.places {
            Some(rows) => Rows::Listed { rows, first: 0 },
            None => Rows::From { start: 0, len: self.given.rows() },
        }
    }
}

/// Complete rows by group: the rows of a group are neighbours in one list.
pub struct GroupedRows<'r, 'a> {
    given: &'r Given<'a, 'a>,
    groups: Groups,
}

impl GroupedRows<'_, '_> {
    /// Number of columns.
    pub fn p(&self) -> usize {
        self.given.columns.len()
    }

    /// Where all rows are in the data, group after group.
    pub fn places(&self) -> &[u32] {
        self.groups.all()
    }

    /// The weights of all rows in the sample.
    pub fn weights(&self) -> Vec<f64> {
        let rows = self.groups.all();
        let mut weights = vec![1.0; rows.len()];
        if let Some(column) = &self.given.weights {
            Rows::Listed { rows, first: 0 }.read(column, &mut weights);
        }
        weights
    }

    /// Where the rows of a group are among those of all groups.
    pub fn bounds(&self, group: usize) -> std::ops::Range<usize> {
        let (start, end) = self.groups.bounds(group);
        start..end
    }

    /// The answers of all rows in column `index`, group after group.
    ///
    /// # Errors
    /// [`Error::NoMemory`].
    pub fn read(&self, index: usize) -> Result<Vec<f64>> {
        let rows = self.groups.all();
        let mut values = zeros(rows.len())?;
        if let Some(column) = self.given.columns.get(index) {
            Rows::Listed { rows, first: 0 }.read(column, &mut values);
        }
        Ok(values)
    }

    /// Moments of every group: in the sample, or as a resample of all rows weighs them.
    ///
    /// # Errors
    /// Those of [`super::moments`].
    pub fn moments(&self, drawn: Option<Drawn<'_>>, control: &Control) -> Result<Vec<Moments>> {
        moments_drawn(self.given, &self.groups.parts(), drawn, control)
    }
}

/// Visits the places of the complete rows of a cell.
fn visit(given: &Given<'_, '_>, cell: i32, rows: usize, control: &Control, mut visit: impl FnMut(u32)) -> Result<()> {
    let mut values = [0.0; TILE];
    for start in (0..rows).step_by(TILE) {
        control.advance(0)?;
        let len = TILE.min(rows - start);
        let mut complete = [true; TILE];
        let inside = |at: usize| given.cells.is_none_or(|cells| cells.codes.get(start + at) == Some(&cell));
        complete.iter_mut().enumerate().for_each(|(at, complete)| *complete = at < len && inside(at));
        if let Some(column) = &given.weights {
            column.read(start, &mut values[..len]);
            complete.iter_mut().zip(&values[..len]).for_each(|(complete, weight)| *complete &= *weight > 0.0);
        }
        for column in given.columns {
            if column.read(start, &mut values[..len]) {
                complete.iter_mut().zip(&values[..len]).for_each(|(complete, value)| *complete &= !value.is_nan());
            }
        }
        (0..).skip(start).zip(&complete).filter(|(_, complete)| **complete).for_each(|(place, _)| visit(place));
    }
    Ok(())
}

/// Keeps the wanted rows.
pub(super) fn retain<T>(column: &mut Vec<T>, wanted: &[bool]) {
    let mut wanted = wanted.iter();
    column.retain(|_| wanted.next() == Some(&true));
}

impl<'a> Column<'a> {
    /// A column of plain numbers.
    pub fn of_f64(name: &'a str, values: &'a [f64]) -> Self {
        Column { name, values: Values::F64(values.into()), na_codes: &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::Cells;

    fn kept(given: Given<'_, '_>, cell: i32) -> (Option<Vec<u32>>, Vec<f64>, Vec<f64>) {
        let control = Control::default();
        let rows = CompleteRows::keep(given, cell, &control).unwrap();
        let moments = rows.moments(Drawn::Times(&vec![1; rows.len()]), &control).unwrap();
        (rows.places().map(<[u32]>::to_vec), rows.weights(), moments.mean().to_vec())
    }

    #[test]
    fn keeps_complete_rows_of_positive_weight_in_order() {
        let (x, y, w) = ([1.0, f64::NAN, 3.0, 4.0], [9.0, 8.0, 7.0, 6.0], [1.0, 1.0, 0.0, 2.0]);
        let columns = [Column::of_f64("x", &x), Column::of_f64("y", &y)];
        let found = kept(Given::new(&columns, Some(Column::of_f64("w", &w))), 0);
        assert_eq!(found, (Some(vec![0, 3]), vec![1.0, 2.0], vec![3.0, 7.0]));
        let found = kept(Given::new(&columns[1..], None), 0);
        assert_eq!(found, (None, vec![1.0; 4], vec![7.5]));
    }

    #[test]
    fn a_cell_keeps_its_own_rows() {
        let x = [1.0, 2.0, 3.0];
        let codes = ndarray::arr1(&[0, 1, -1]);
        let columns = [Column::of_f64("x", &x)];
        let cells = Some(Cells { codes: codes.view(), count: 2 });
        assert_eq!(kept(Given::new(&columns, None).with_cells(cells), 1), (Some(vec![1]), vec![1.0], vec![2.0]));
    }

    #[test]
    fn rows_of_a_group_are_neighbours_and_have_the_moments_of_a_cell() {
        let (x, y) = ([1.0, 2.0, 4.0, 8.0, 16.0, f64::NAN, 64.0], [5.0, 3.0, 2.0, 2.0, 9.0, 1.0, 7.0]);
        let w = [1.0, 2.0, 1.0, 3.0, 1.0, 1.0, 2.0];
        let (columns, control) = ([Column::of_f64("x", &x), Column::of_f64("y", &y)], Control::default());
        let given = Given::new(&columns, Some(Column::of_f64("w", &w)));
        let rows = CompleteRows::keep(given, 0, &control).unwrap();
        let codes = ndarray::arr1(&[1, 0, 1, -1, 0, 0, 2]);
        let grouped = rows.grouped(codes.view(), 2).unwrap();
        assert_eq!(grouped.places(), [1, 4, 0, 2]);
        assert_eq!(grouped.weights(), [2.0, 1.0, 1.0, 1.0]);
        assert_eq!(grouped.read(0).unwrap(), [2.0, 16.0, 1.0, 4.0]);
        assert_eq!((grouped.bounds(0), grouped.bounds(1)), (0..2, 2..4));
        let cells = Some(Cells { codes: codes.view(), count: 2 });
        let expected = crate::accumulate::moments(given.with_cells(cells), crate::weights::WeightPower::One, &control);
        for (found, expected) in grouped.moments(None, &control).unwrap().iter().zip(expected.unwrap()) {
            assert_eq!(
                (found.mean(), found.comoment(), found.sum_w()),
                (expected.mean(), expected.comoment(), expected.sum_w())
            );
        }
        // Drawn: the first row of group 0 three times and no other of it.
        let drawn = grouped.moments(Some(Drawn::Times(&[3, 0, 1, 1])), &control).unwrap();
        assert_eq!((drawn[0].sum_w(), drawn[0].mean().to_vec()), (6.0, vec![2.0, 3.0]));
        assert_eq!((drawn[1].sum_w(), drawn[1].mean().to_vec()), (2.0, vec![2.5, 3.5]));
        let found = rows.grouped(codes.slice(ndarray::s![..3]), 2).map(|grouped| grouped.p());
        assert_eq!(found, Err(Error::Length { column: "segment".into(), found: 3, expected: 7 }));
    }

    #[test]
    fn a_resample_of_another_number_of_rows_is_refused() {
        let (x, control) = ([1.0, 2.0, 3.0], Control::default());
        let columns = [Column::of_f64("x", &x)];
        let rows = CompleteRows::keep(Given::new(&columns, None), 0, &control).unwrap();
        let found = rows.moments(Drawn::Weights(&[1.0]), &control);
        assert_eq!(found, Err(Error::Length { column: "resample".into(), found: 1, expected: 3 }));
    }
}
