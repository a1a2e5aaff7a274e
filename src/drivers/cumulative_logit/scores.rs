//! What every unit adds to the coefficients of a cumulative logit: what robust, cluster and design-based errors are made of.
//!
//! The score of row i is `u_i` = wᵢ ∂ ln P(yᵢ) / ∂θ; at the maximum Σ u = 0, and a change of the weights by dw moves θ by
//! A Σ (u / w) dw, A being the inverse of the information. What a row adds is therefore its influence A u.

use ndarray::Array2;

use super::fitted::Parameters;
use super::rows::pulls;
use crate::accumulate::{Given, Tile};
use crate::drivers::unit_totals::UnitSums;
use crate::drivers::{ScoreTotals, Units};
use crate::error::Result;
use crate::parallel::Control;

/// Totals and squares of influences on the coefficients, one model a cell; `None` for a cell without one.
///
/// The variance of Σ A u over the design is that of the coefficients: they need no further matrix on either side.
///
/// # Errors
/// Those of [`fold_tiles`](crate::accumulate::fold_tiles).
pub fn logit_scores(
    given: Given<'_, '_>,
    models: &[Option<&Parameters>],
    units: Units<'_>,
    control: &Control,
) -> Result<Vec<ScoreTotals>> {
    let model = |cell: usize| models.get(cell).copied().flatten();
    let start = |cell: usize| UnitSums::new(units, model(cell).map_or(0, |fit| fit.values.len()));
    let add = |cell: usize, sums: &mut UnitSums, tile: &Tile| {
        if let Some(fit) = model(cell) {
            sums.add(tile, &mut scores(tile, fit), units, given.kind);
        }
    };
    let found = units.fold(given, control, start, add, |a, b| a.merge(&b))?;
    let found = found.into_iter().enumerate().map(|(cell, sums)| {
        let totals = sums.finish();
        model(cell).map_or_else(ScoreTotals::default, |fit| influences(totals, &fit.influence()))
    });
    Ok(found.collect())
}

/// Weighted scores of the rows of a tile by the parameters, one column each, laid out as the columns of the tile.
fn scores(tile: &Tile, fit: &Parameters) -> Vec<f64> {
    let (model, stride) = (&fit.model, tile.stride());
    let m = model.thresholds();
    let mut scores = vec![0.0; fit.values.len() * stride];
    let pulls = pulls(tile, model, &fit.values.to_vec());
    for (row, pull) in pulls.iter().enumerate() {
        for (threshold, pull) in pull.thresholds {
            if let Some(threshold) = threshold {
                scores[threshold * stride + row] += pull;
            }
        }
    }
    let slopes = scores.chunks_exact_mut(stride).skip(m).zip(model.centre.iter().zip(&model.scale));
    for (j, (scores, (centre, scale))) in slopes.enumerate() {
        for ((score, x), pull) in scores.iter_mut().zip(tile.column(1 + j)).zip(&pulls) {
            *score = pull.predictor * (x - centre) / scale;
        }
    }
    scores
}

/// Σ A u and Σ A u uᵀ Aᵀ by group.
fn influences(totals: ScoreTotals, a: &Array2<f64>) -> ScoreTotals {
    let k = a.nrows();
    let mut squares = totals.squares;
    for mut row in squares.rows_mut() {
        let square = Array2::from_shape_fn((k, k), |(i, j)| row[i * k + j]);
        row.assign(&a.dot(&square).dot(&a.t()).flatten());
    }
    ScoreTotals { totals: totals.totals.dot(&a.t()), squares, ..totals }
}
