//! Logistic regression, binary and ordered, as one model: the cumulative logit.

mod effects;
mod fitted;
mod likelihood;
pub(super) mod logistic;
mod model;
mod newton;
mod products;
mod responses;
pub(super) mod rows;
mod sample;
mod scores;
mod search;
mod separation;

use ndarray::Array1;

use crate::accumulate::{Cells, Tile, fold_tiles, moments as scan_moments};
use crate::error::Result;
use crate::parallel::Control;
use crate::weights::WeightPower;
use model::Model;
use newton::TOLERANCE;
use rows::At;
use sample::Pilot;
use search::Search;
use separation::Along;

#[cfg(test)]
mod tests;

pub use effects::{Effects, marginal_effects};
pub use fitted::{CumulativeLogit, Parameters};
pub use products::binary_products;
pub use responses::Responses;
pub use scores::logit_scores;

/// Where a start need not be better.
const ROUGH: f64 = 0.05;

/// Fits the cumulative logit
///
/// ```text
/// P(y ≤ c) = 1 / (1 + exp(−(τ_c − x'b)))        c = 0, ..., K − 2
/// ```
///
/// to the rows of every cell by maximum likelihood; with two categories it is the binary logit P(y = 1) =
/// 1 / (1 + exp(−(a + x'b))), a = −τ. The log-likelihood is concave, so that Newton's method with step halving finds the
/// maximum wherever there is one. Drivers are centred and scaled on the way, so that their units do not matter. Categories
/// without a case are left out. Probability weights are scaled to a mean of 1 (pseudo-likelihood), others count as they
/// are. `start`, one a cell, are coefficients to begin with; of many rows a
/// sample makes the start and tells how the slope bends, which saves a scan.
///
/// Sources: `McCullagh`, P. (1980), "Regression models for ordinal data", *J. Royal Statistical Society B* 42, 109-142;
/// Pratt, J. W. (1981), "Concavity of the log likelihood", *J. American Statistical Association* 76, 103-106.
///
/// # Errors
/// Of the whole: those of [`fold_tiles`]. Of a cell: of [`Error`](crate::error::Error) `TooFewCases`, `OneCategory`, `Constant`, `Collinear`,
/// `Separation`, `NoConvergence`.
pub fn cumulative_logit(
    data: &Responses<'_, '_, '_>,
    start: &[Option<Vec<f64>>],
    control: &Control,
) -> Result<Vec<Result<CumulativeLogit>>> {
    if !data.is_long() {
        return fit(data, start, TOLERANCE, None, control);
    }
    let pilot = Pilot::of(data);
    let found = pilot.with_rows(|rows| fit(rows, start, ROUGH, None, &control.inner()))?;
    fit(data, start, TOLERANCE, Some(&pilot.with_fits(found)), control)
}

fn fit(
    data: &Responses<'_, '_, '_>,
    start: &[Option<Vec<f64>>],
    tolerance: f64,
    pilot: Option<&Pilot>,
    control: &Control,
) -> Result<Vec<Result<CumulativeLogit>>> {
    let scanned = match data.moments {
        Some(_) => Vec::new(),
        None => scan_moments(data.rows, WeightPower::One, control)?,
    };
    let moments = data.moments.unwrap_or(&scanned);
    let shares = data.shares(moments, control)?;
    let searches = moments.iter().zip(shares).enumerate().map(|(cell, (moments, shares))| {
        let piloted = pilot.and_then(|pilot| pilot.start(cell));
        let start = start.get(cell).and_then(Option::as_ref).or(piloted);
        Search::new(data, moments, shares, start, tolerance)
    });
    let mut searches: Vec<Search> = searches.collect();
    let mut codes = data.rows.cells.map(|cells| cells.codes.to_owned());
    while searches.iter().any(Search::is_active) {
        if let Some(codes) = &mut codes {
            codes.iter_mut().for_each(|code| {
                let active =
                    usize::try_from(*code).ok().and_then(|cell| searches.get(cell)).is_some_and(Search::is_active);
                *code = if active { *code } else { -1 };
            });
        }
        let cells = codes.as_ref().map(|codes| Cells { codes: codes.view(), count: searches.len() });
        step(data, cells, &mut searches, control)?;
        if let Some(pilot) = pilot {
            pilot.correct(&mut searches, control)?;
        }
    }
    Ok(searches.into_iter().map(Search::finish).collect())
}

/// One Newton step of every search that is not at its end.
fn step(
    data: &Responses<'_, '_, '_>,
    cells: Option<Cells<'_>>,
    searches: &mut [Search],
    control: &Control,
) -> Result<()> {
    let points: Vec<Option<At>> = searches.iter().map(Search::point).collect();
    let found = data.scan(cells, &points, control)?;
    drop(points);
    let mut suspects = Vec::new();
    for (search, sums) in searches.iter_mut().zip(found) {
        suspects.push(sums.and_then(|sums| search.advance(&sums)));
    }
    if suspects.iter().any(Option::is_some) {
        return look_for_separation(data, cells, searches, &suspects, control);
    }
    Ok(())
}

/// Ends the searches whose direction proves that there is no maximum.
fn look_for_separation(
    data: &Responses<'_, '_, '_>,
    cells: Option<Cells<'_>>,
    searches: &mut [Search],
    directions: &[Option<Array1<f64>>],
    control: &Control,
) -> Result<()> {
    let (p, k) = (data.rows.columns.len().saturating_sub(1), data.categories.len());
    let bounds: Vec<_> = searches
        .iter()
        .zip(directions)
        .map(|(search, direction)| direction.as_ref().map(|d| search.model.bounds(&d.to_vec())))
        .collect();
    let models: Vec<Model> = searches.iter().map(|search| search.model.clone()).collect();
    let add = |cell: usize, along: &mut Along, tile: &Tile| {
        if let (Some(Some(direction)), Some(Some(bounds)), Some(model)) =
            (directions.get(cell), bounds.get(cell), models.get(cell))
        {
            along.add(tile, model, direction.view(), bounds);
        }
    };
    let given = data.rows.with_cells(cells);
    let found = fold_tiles(given, control, |_| Along::new(p, k), add, |a, b| a.merge(&b))?;
    let names = given.names();
    for ((search, direction), along) in searches.iter_mut().zip(directions).zip(found) {
        let Some(direction) = direction else { continue };
        if let Some(error) = along.proof(&search.model, direction, &names, data.categories) {
            search.end = Some(Err(error));
        }
    }
    Ok(())
}
