//! What answers are there at all, and from where to where they reach.

use super::{Column, Given};
use crate::error::Result;
use crate::parallel::{Control, map};

/// Rows that are worked on at once.
const TILE: usize = 1024;

/// The answers of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Looked {
    /// Rows with an answer, whether they count or not.
    pub there: u64,
    /// Rows that count and have an answer.
    pub used: u64,
    /// The least and the largest answer of these.
    pub ends: (f64, f64),
}

/// How many rows count, in a cell and of a weight above 0, and what answers every column has.
///
/// # Errors
/// [`Error::Length`](crate::error::Error::Length) for columns that differ in length,
/// [`Error::Interrupted`](crate::error::Error::Interrupted).
pub fn look(given: &Given<'_, '_>, control: &Control) -> Result<(u64, Vec<Looked>)> {
    let rows = given.checked_rows()?;
    let mut counting = vec![true; rows];
    if let Some(cells) = given.cells {
        counting.iter_mut().zip(cells.codes).for_each(|(counts, &code)| *counts = code >= 0);
    }
    if let Some(weights) = &given.weights {
        let mut tile = [0.0; TILE];
        for (part, counting) in counting.chunks_mut(TILE).enumerate() {
            let tile = &mut tile[..counting.len()];
            weights.read(part * TILE, tile);
            counting.iter_mut().zip(tile).for_each(|(counts, weight)| *counts &= *weight > 0.0);
        }
    }
    control.advance(0)?;
    let count = counting.iter().map(|&counts| u64::from(counts)).sum();
    Ok((count, map(given.columns.len(), |j| look_at(&given.columns[j], &counting))))
}

fn look_at(column: &Column<'_>, counting: &[bool]) -> Looked {
    let (mut tile, mut there, mut used) = ([0.0; TILE], 0, 0);
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for (part, counting) in counting.chunks(TILE).enumerate() {
        let tile = &mut tile[..counting.len()];
        column.read(part * TILE, tile);
        for (&value, &counts) in tile.iter().zip(counting) {
            let answered = !value.is_nan();
            there += u64::from(answered);
            used += u64::from(answered & counts);
            // No comparison with NaN is true.
            let value = if counts { value } else { f64::NAN };
            least = if value < least { value } else { least };
            most = if value > most { value } else { most };
        }
    }
    Looked { there, used, ends: (least, most) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{Cells, Values};
    use crate::weights::WeightType;
    use ndarray::arr1;

    #[test]
    fn rows_without_a_cell_weight_or_answer_are_told_apart() {
        let (answers, weights) = (arr1(&[5_i8, 99, -3, 7, 8]), arr1(&[1.0, 2.0, 0.0, 1.0, 1.0]));
        let codes = arr1(&[0, 0, 0, -1, 1]);
        let columns = [Column { name: "a", values: Values::I8(answers.view()), na_codes: &[99.0] }];
        let weights = Some(Column { name: "w", values: Values::F64(weights.view()), na_codes: &[] });
        let cells = Some(Cells { codes: codes.view(), count: 2 });
        let given = Given { columns: &columns, weights, cells, kind: WeightType::Probability };
        let found = look(&given, &Control::default());
        assert_eq!(found, Ok((3, vec![Looked { there: 4, used: 2, ends: (5.0, 8.0) }])));
    }
}
