//! What every unit adds to the coefficients of a cumulative logit: what robust, cluster and design-based errors are made of.
//!
//! The score of row i is `u_i` = wᵢ ∂ ln P(yᵢ) / ∂θ; at the maximum Σ u = 0, and a change of the weights by dw moves θ by
//! A Σ (u / w) dw, A being the inverse of the information. What a row adds is therefore its influence A u.
//!
//! Without the row the information is that without its own `I_i`, and one Newton step moves θ by -(A⁻¹ - `I_i`)⁻¹ u, the
//! jackknife of one step. Of two categories that is A u / (1 - h), h being the leverage of the row: HC3. A row has the
//! information `I_i` = `ZᵀJZ`, J that of its two thresholds less the predictor, so that in general the derivatives s by
//! these become (1 - J Z A Zᵀ)⁻¹ s.

use ndarray::{Array1, Array2};

use super::fitted::Parameters;
use super::rows::{Pull, pulls};
use crate::accumulate::{Given, Tile};
use crate::drivers::unit_totals::UnitSums;
use crate::drivers::{ScoreTotals, Units};
use crate::error::Result;
use crate::parallel::Control;
use crate::weights::WeightType;

/// Totals and squares of influences on the coefficients, one model a cell; `None` for a cell without one. With `jackknife`
/// what a row moves them by when it is taken out, and of frequencies one respondent.
///
/// The variance of Σ A u over the design is that of the coefficients: they need no further matrix on either side.
///
/// # Errors
/// Those of [`fold_tiles`](crate::accumulate::fold_tiles).
pub fn logit_scores(
    given: Given<'_, '_>,
    models: &[Option<&Parameters>],
    units: Units<'_>,
    jackknife: bool,
    control: &Control,
) -> Result<Vec<ScoreTotals>> {
    let model = |cell: usize| models.get(cell).copied().flatten();
    let start = |cell: usize| UnitSums::new(units, model(cell).map_or(0, |fit| fit.values.len()));
    let add = |cell: usize, sums: &mut UnitSums, tile: &Tile| {
        if let Some(fit) = model(cell) {
            let jackknife = jackknife.then_some(given.kind);
            sums.add(tile, &mut scores(tile, fit, jackknife), units, given.kind);
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
fn scores(tile: &Tile, fit: &Parameters, jackknife: Option<WeightType>) -> Vec<f64> {
    let (model, stride) = (&fit.model, tile.stride());
    let m = model.thresholds();
    let mut scores = vec![0.0; fit.values.len() * stride];
    let mut pulls = pulls(tile, model, &fit.values.to_vec());
    if let Some(kind) = jackknife {
        take_out(&mut pulls, tile, fit, kind);
    }
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

/// Pulls as if their rows had been left out: (1 - J Z A Zᵀ)⁻¹ s, Z being the thresholds less the drivers.
fn take_out(pulls: &mut [Pull], tile: &Tile, fit: &Parameters, kind: WeightType) {
    let (model, m) = (&fit.model, fit.model.thresholds());
    let a = &fit.inverse * fit.factor;
    let mut z = Array1::zeros(fit.values.len());
    for (row, pull) in pulls.iter_mut().enumerate() {
        for (j, (centre, scale)) in model.centre.iter().zip(&model.scale).enumerate() {
            z[m + j] = (tile.column(1 + j)[row] - centre) / scale;
        }
        let az = a.dot(&z);
        let both = z.dot(&az);
        let [(upper, s), (lower, t)] = pull.thresholds;
        let form = |one: Option<usize>, other: Option<usize>| match (one, other) {
            (Some(one), Some(other)) => a[[one, other]] - az[one] - az[other] + both,
            _ => 0.0,
        };
        let [hu, hl, hs] = [form(upper, upper), form(lower, lower), form(upper, lower)];
        let own = if kind == WeightType::Frequency { tile.weights()[row] } else { 1.0 };
        let [u, l, shared] = pull.information.map(|information| information / own);
        // 1 - JH, and its inverse times the derivatives.
        let [[d, e], [f, g]] =
            [[1.0 - u * hu - shared * hs, -u * hs - shared * hl], [-shared * hu - l * hs, 1.0 - shared * hs - l * hl]];
        let determinant = d * g - e * f;
        let (s, t) = ((g * s - e * t) / determinant, (d * t - f * s) / determinant);
        pull.thresholds = [(upper, s), (lower, t)];
        pull.predictor = -s - t;
    }
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
