//! What a cumulative logit is fitted to, and the scans of it.

use super::likelihood::Sums;
use super::rows::{At, whole};
use crate::accumulate::{Cells, Given, Moments, Tile, fold_tiles};
use crate::error::Result;
use crate::parallel::Control;

/// From so many rows on the search begins on a share of them.
pub(super) const MANY: usize = 1 << 17;

/// What is fitted, and to which rows.
#[derive(Debug, Clone, Copy)]
pub struct Responses<'a, 'r, 'c> {
    /// Columns: the code of a row's category, 0 to K − 1, then the p drivers. Every segment has a model of its own.
    pub rows: Given<'r, 'c>,
    /// Moments of the columns by cell, if they are known.
    pub moments: Option<&'a [Moments]>,
    /// What the K categories are called.
    pub categories: &'a [String],
}

impl Responses<'_, '_, '_> {
    /// Sum of the weights of every category, by cell.
    pub(super) fn shares(&self, moments: &[Moments], control: &Control) -> Result<Vec<Vec<f64>>> {
        let k = self.categories.len();
        if k == 2 {
            return Ok(moments.iter().map(shares_of_two).collect());
        }
        let add = |_: usize, sums: &mut Vec<f64>, tile: &Tile| {
            for (code, weight) in tile.column(0).iter().zip(tile.weights()) {
                sums.get_mut(whole(*code)).into_iter().for_each(|sum| *sum += weight);
            }
        };
        let merge = |a: Vec<f64>, b: Vec<f64>| a.iter().zip(b).map(|(a, b)| a + b).collect();
        fold_tiles(self.rows, control, |_| vec![0.0; k], add, merge)
    }

    /// Whether some of the rows are enough to begin with.
    pub(super) fn is_long(&self) -> bool {
        self.rows.rows() / self.rows.cells.map_or(1, |cells| cells.count.max(1)) >= MANY
    }

    /// The sums of every cell at its point; none for a cell without one.
    pub(super) fn scan(
        &self,
        cells: Option<Cells<'_>>,
        points: &[Option<At<'_>>],
        control: &Control,
    ) -> Result<Vec<Option<Sums>>> {
        let k = self.categories.len();
        let point = |cell: usize| points.get(cell).and_then(Option::as_ref);
        let start = |cell: usize| point(cell).map(|at| Sums::new(at.model, k));
        let add = |cell: usize, sums: &mut Option<Sums>, tile: &Tile| {
            if let (Some(at), Some(sums)) = (point(cell), sums) {
                sums.add(tile, at);
            }
        };
        let merge = |a: Option<Sums>, b: Option<Sums>| a.zip(b).map(|(a, b)| a.merge(&b));
        fold_tiles(self.rows.with_cells(cells), control, start, add, merge)
    }
}

/// Sums of weights of two categories, from the mean of their codes.
fn shares_of_two(moments: &Moments) -> Vec<f64> {
    let mean = moments.mean().first().copied().unwrap_or_default();
    // The co-moment of codes that are all alike is exactly zero.
    let varies = moments.comoment().first().is_some_and(|square| *square > 0.0);
    let second = if varies { mean } else { mean.round() };
    vec![moments.sum_w() * (1.0 - second), moments.sum_w() * second]
}
