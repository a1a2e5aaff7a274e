//! The complete cases of a set of columns, kept for what needs the rows again: resampling.

use crate::accumulate::{Column, Given, Moments, Values, moments_under};
use crate::error::Result;
use crate::parallel::Control;

/// Complete cases with positive weight: p columns of m values and m weights.
#[derive(Debug, Clone, PartialEq)]
pub struct CompleteRows {
    values: Vec<Vec<f64>>,
    weights: Vec<f64>,
    /// Where they are in the data.
    places: Vec<usize>,
}

impl CompleteRows {
    /// Keeps the rows of cell `cell` (all rows without cells) in which no column is missing and the weight is above 0.
    ///
    /// # Errors
    /// [`crate::error::Error::Length`] for columns of different length.
    pub fn keep(given: Given<'_, '_>, cell: i32) -> Result<Self> {
        let chosen = |row: &usize| given.cells.is_none_or(|cells| cells.codes.get(*row) == Some(&cell));
        let mut places: Vec<usize> = (0..given.checked_rows()?).filter(chosen).collect();
        let gather = |column: &Column<'_>| {
            let mut values = vec![0.0; places.len()];
            column.gather(&places, &mut values);
            values
        };
        let mut values: Vec<Vec<f64>> = given.columns.iter().map(gather).collect();
        let mut weights = given.weights.as_ref().map_or_else(|| vec![1.0; places.len()], gather);
        let mut complete: Vec<bool> = weights.iter().map(|weight| *weight > 0.0).collect();
        for column in &values {
            complete.iter_mut().zip(column).for_each(|(complete, value)| *complete &= !value.is_nan());
        }
        values.iter_mut().chain([&mut weights]).for_each(|column| retain(column, &complete));
        retain(&mut places, &complete);
        Ok(Self { values, weights, places })
    }

    /// The kept values as columns.
    pub fn columns(&self) -> Vec<Column<'_>> {
        self.values.iter().map(|values| Column::of_f64("kept", values)).collect()
    }

    /// Moments of the rows under other weights, as a resample gives them.
    ///
    /// # Errors
    /// Those of [`moments_under`].
    pub fn moments(&self, weights: &[f64], control: &Control) -> Result<Moments> {
        moments_under(&self.columns(), weights, control)
    }

    /// The kept weights.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Where the kept rows are in the data.
    pub fn places(&self) -> &[usize] {
        &self.places
    }
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

    #[test]
    fn keeps_complete_rows_of_positive_weight_in_order() {
        let (x, y, w) = ([1.0, f64::NAN, 3.0, 4.0], [9.0, 8.0, 7.0, 6.0], [1.0, 1.0, 0.0, 2.0]);
        let columns = [Column::of_f64("x", &x), Column::of_f64("y", &y)];
        let kept = CompleteRows::keep(Given::new(&columns, Some(Column::of_f64("w", &w))), 0).unwrap();
        assert_eq!(kept.values, [[1.0, 4.0], [9.0, 6.0]]);
        assert_eq!(kept.weights(), [1.0, 2.0]);
        assert_eq!(kept.places(), [0, 3]);
    }

    #[test]
    fn a_cell_keeps_its_own_rows() {
        let x = [1.0, 2.0, 3.0];
        let codes = ndarray::arr1(&[0, 1, -1]);
        let columns = [Column::of_f64("x", &x)];
        let cells = Some(Cells { codes: codes.view(), count: 2 });
        let kept = CompleteRows::keep(Given::new(&columns, None).with_cells(cells), 1).unwrap();
        assert_eq!(kept.values, [[2.0]]);
    }
}
