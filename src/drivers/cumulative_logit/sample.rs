//! Some of the rows, to begin with where there are many.

use ndarray::Array1;
use rayon::prelude::*;

use super::Responses;
use crate::accumulate::Column;

/// Every so many runs of rows one belongs to the sample, ...
const SHARE: usize = 16;
/// ... and a run has so many rows.
const RUN: usize = 256;
/// Runs of rows all over the frame, as numbers.
pub(super) struct Sample {
    pub columns: Vec<Vec<f64>>,
    pub weights: Option<Vec<f64>>,
    pub codes: Option<Array1<i32>>,
}

impl Sample {
    pub fn of(data: &Responses<'_>) -> Self {
        let rows = data.columns.first().map_or(0, Column::len);
        let runs = || (0..rows).step_by(RUN * SHARE).map(|start| start..(start + RUN).min(rows));
        let read = |column: &Column<'_>| {
            let mut values = vec![f64::NAN; runs().map(|run| run.len()).sum()];
            let mut rest = values.as_mut_slice();
            for run in runs() {
                let (to, after) = std::mem::take(&mut rest).split_at_mut(run.len());
                column.read(run.start, to);
                rest = after;
            }
            values
        };
        Self {
            columns: data.columns.par_iter().map(read).collect(),
            weights: data.weights.map(read),
            codes: data
                .cells
                .map(|cells| runs().flatten().map(|row| cells.codes.get(row).copied().unwrap_or(-1)).collect()),
        }
    }
}
