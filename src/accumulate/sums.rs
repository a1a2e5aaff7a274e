//! Sums of many columns by cell, such as those of replicate weights.

use std::iter::zip;

use ndarray::Array2;

use super::{Cells, Column, Values};
use crate::error::{Error, Result, zeros};
use crate::parallel::{Control, each};

/// Rows read at once.
const TILE: usize = 1 << 10;

/// Sums of every column by cell: columns × cells, of rows in the order they have. Rows in no cell count nowhere.
///
/// # Errors
/// [`Error::Length`] for columns that are not as long as the codes, [`Error::NoMemory`], [`Error::Interrupted`].
pub fn sums(columns: &[Values<'_>], cells: &Cells<'_>, control: &Control) -> Result<Array2<f64>> {
    let columns: Vec<_> = columns.iter().map(|&values| Column { name: "column", values, na_codes: &[] }).collect();
    columns.iter().try_for_each(|column| column.check_length(cells.codes.len()))?;
    // What is in no cell is added to one after the last.
    let place = |code: &i32| u32::try_from(*code).map_or(cells.count, |code| (code as usize).min(cells.count));
    let places: Vec<usize> = cells.codes.iter().map(place).collect();
    let mut found = zeros(columns.len() * cells.count)?;
    let parts: Vec<_> = zip(&columns, found.chunks_exact_mut(cells.count.max(1))).collect();
    let add = |(column, out): (&Column<'_>, &mut [f64])| {
        let mut sums = zeros(cells.count + 1)?;
        let mut values = [0.0; TILE];
        for (tile, places) in places.chunks(TILE).enumerate() {
            control.advance(0)?;
            let values = &mut values[..places.len()];
            column.read(tile * TILE, values);
            for (&place, value) in zip(places, values) {
                if let Some(sum) = sums.get_mut(place) {
                    *sum += *value;
                }
            }
        }
        out.copy_from_slice(&sums[..cells.count]);
        Ok(())
    };
    each(parts, add).into_iter().collect::<Result<()>>()?;
    Array2::from_shape_vec((columns.len(), cells.count), found)
        .map_err(|error| Error::Arguments { reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{arr1, arr2};

    #[test]
    fn rows_are_added_up_by_cell() {
        let (a, b, codes) = (arr1(&[1.0, 2.0, 4.0, 8.0]), arr1(&[1_i8, 2, 3, 4]), arr1(&[1, -1, 0, 1]));
        let cells = Cells { codes: codes.view(), count: 3 };
        let found = sums(&[Values::F64(a.view()), Values::I8(b.view())], &cells, &Control::default());
        assert_eq!(found, Ok(arr2(&[[4.0, 9.0, 0.0], [3.0, 5.0, 0.0]])));
        let short = Cells { codes: codes.slice(ndarray::s![..3]), count: 3 };
        assert!(matches!(sums(&[Values::F64(a.view())], &short, &Control::default()), Err(Error::Length { .. })));
        assert_eq!(sums(&[], &cells, &Control::default()).map(|found| found.dim()), Ok((0, 3)));
    }
}
