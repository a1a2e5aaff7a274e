//! Logistic regression, binary and ordered, as one model: the cumulative logit.

mod effects;
mod likelihood;
mod model;
mod newton;
mod products;
mod rows;
mod sample;
mod scores;
mod search;
mod separation;

use ndarray::{Array1, Array2};

use crate::accumulate::{Cells, Column, Moments, Tile, WeightPower, fold_tiles, moments as scan_moments};
use crate::error::Result;
use crate::parallel::Control;
use crate::weights::WeightType;
use likelihood::Sums;
use model::Model;
use newton::TOLERANCE;
use rows::{At, whole};
use sample::Pilot;
use search::Search;
use separation::Along;

#[cfg(test)]
mod tests;

pub use effects::{Effects, marginal_effects};
pub use products::binary_products;
pub use scores::logit_scores;

/// From so many rows on the search begins on a share of them.
const MANY: usize = 1 << 17;
/// What is fitted, and to which rows.
#[derive(Debug, Clone, Copy)]
pub struct Responses<'a> {
    /// The code of a row's category, 0 to K − 1, then the p drivers.
    pub columns: &'a [Column<'a>],
    /// Weights.
    pub weights: Option<&'a Column<'a>>,
    /// Segments; every one has a model of its own.
    pub cells: Option<&'a Cells<'a>>,
    /// Moments of the columns by cell, if they are known.
    pub moments: Option<&'a [Moments]>,
    /// What the K categories are called.
    pub categories: &'a [String],
    /// What a weight means.
    pub kind: WeightType,
}

/// A fitted cumulative logit of the categories that occur; k terms: thresholds (the intercept if there are two
/// categories), then the p slopes.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeLogit {
    /// k coefficients.
    pub coefficients: Array1<f64>,
    /// k × k inverse of the observed information.
    pub covariance: Array2<f64>,
    /// Logarithm of the likelihood; probability weights are scaled to a mean of 1.
    pub log_likelihood: f64,
    /// The same of a model without drivers.
    pub null_log_likelihood: f64,
    /// Largest derivative of the log-likelihood by a parameter of the centred and scaled drivers, before the last step.
    pub gradient: f64,
    /// Newton steps on all rows.
    pub iterations: u32,
    /// Rows used.
    pub n: u64,
    /// Sum of their weights.
    pub sum_w: f64,
    /// Sum of their squared weights.
    pub sum_w2: f64,
    /// Codes of the categories that occur, in order.
    pub observed: Vec<usize>,
    /// Rows by code, K.
    pub n_by_category: Vec<u64>,
    /// Sums of weights by code, K.
    pub w_by_category: Vec<f64>,
    /// Coefficient of discrimination of two categories: mean probability of the second among its cases less that among
    /// the others; NaN for more categories.
    pub tjur_r2: f64,
    /// What further scans of the same rows need.
    pub scaled: Parameters,
}

/// The parameters of a fit on the scale of its centred and scaled drivers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parameters {
    model: Model,
    values: Array1<f64>,
    /// k × k inverse of the information.
    inverse: Array2<f64>,
    /// What weights are multiplied by.
    factor: f64,
}

impl Parameters {
    /// k × k: what a score adds to the coefficients, on the scale of the data.
    fn influence(&self) -> Array2<f64> {
        self.model.map().dot(&self.inverse) * self.factor
    }
}

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
/// Of the whole: those of [`fold_tiles`]. Of a cell: [`Error::TooFewCases`], [`Error::OneCategory`],
/// [`Error::Constant`], [`Error::Collinear`], [`Error::Separation`], [`Error::NoConvergence`].
pub fn cumulative_logit(
    data: &Responses<'_>,
    start: &[Option<Vec<f64>>],
    control: &Control,
) -> Result<Vec<Result<CumulativeLogit>>> {
    fit(data, start, TOLERANCE, control)
}

fn fit(
    data: &Responses<'_>,
    start: &[Option<Vec<f64>>],
    tolerance: f64,
    control: &Control,
) -> Result<Vec<Result<CumulativeLogit>>> {
    let scanned = match data.moments {
        Some(_) => Vec::new(),
        None => scan_moments(data.columns, data.weights, WeightPower::One, data.cells, control)?,
    };
    let moments = data.moments.unwrap_or(&scanned);
    let shares = data.shares(moments, control)?;
    let pilot = if data.is_long() { Some(Pilot::new(data, start, control)?) } else { None };
    let searches = moments.iter().zip(shares).enumerate().map(|(cell, (moments, shares))| {
        let piloted = pilot.as_ref().and_then(|pilot| pilot.start(cell));
        let start = start.get(cell).and_then(Option::as_ref).or(piloted);
        Search::new(data, moments, shares, start, tolerance)
    });
    let mut searches: Vec<Search> = searches.collect();
    let mut codes = data.cells.map(|cells| cells.codes.to_owned());
    while searches.iter().any(Search::is_active) {
        if let Some(codes) = &mut codes {
            codes.iter_mut().for_each(|code| {
                let active =
                    usize::try_from(*code).ok().and_then(|cell| searches.get(cell)).is_some_and(Search::is_active);
                *code = if active { *code } else { -1 };
            });
        }
        let cells = codes.as_ref().map(|codes| Cells { codes: codes.view(), count: searches.len() });
        data.step(cells.as_ref(), &mut searches, control)?;
        if let Some(pilot) = &pilot {
            pilot.correct(&mut searches, control)?;
        }
    }
    Ok(searches.into_iter().map(Search::finish).collect())
}

impl Responses<'_> {
    fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.to_owned()).collect()
    }

    /// Sum of the weights of every category, by cell.
    fn shares(&self, moments: &[Moments], control: &Control) -> Result<Vec<Vec<f64>>> {
        let k = self.categories.len();
        if k == 2 {
            return Ok(moments.iter().map(shares_of_two).collect());
        }
        let add = |_: usize, sums: &mut Vec<f64>, tile: &Tile| {
            for (code, weight) in tile.column(0).iter().zip(tile.weights()) {
                sums.get_mut(whole(*code)).into_iter().for_each(|sum| *sum += weight);
            }
            Ok(())
        };
        let merge = |a: Vec<f64>, b: Vec<f64>| Ok(a.iter().zip(b).map(|(a, b)| a + b).collect());
        fold_tiles(self.columns, self.weights, self.cells, control, |_| vec![0.0; k], add, merge)
    }

    /// Whether some of the rows are enough to begin with.
    fn is_long(&self) -> bool {
        let rows = self.columns.first().map_or(0, Column::len);
        rows / self.cells.map_or(1, |cells| cells.count.max(1)) >= MANY
    }

    /// The sums of every cell at its point; none for a cell without one.
    fn scan(
        &self,
        cells: Option<&Cells<'_>>,
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
            Ok(())
        };
        let merge = |a: Option<Sums>, b: Option<Sums>| Ok(a.zip(b).map(|(a, b)| a.merge(&b)));
        fold_tiles(self.columns, self.weights, cells, control, start, add, merge)
    }

    /// One Newton step of every search that is not at its end.
    fn step(&self, cells: Option<&Cells<'_>>, searches: &mut [Search], control: &Control) -> Result<()> {
        let points: Vec<Option<At>> = searches.iter().map(Search::point).collect();
        let found = self.scan(cells, &points, control)?;
        drop(points);
        let mut suspects = Vec::new();
        for (search, sums) in searches.iter_mut().zip(found) {
            suspects.push(sums.and_then(|sums| search.advance(&sums)));
        }
        if suspects.iter().any(Option::is_some) {
            return self.look_for_separation(cells, searches, &suspects, control);
        }
        Ok(())
    }

    /// Ends the searches whose direction proves that there is no maximum.
    fn look_for_separation(
        &self,
        cells: Option<&Cells<'_>>,
        searches: &mut [Search],
        directions: &[Option<Array1<f64>>],
        control: &Control,
    ) -> Result<()> {
        let (p, k) = (self.columns.len().saturating_sub(1), self.categories.len());
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
            Ok(())
        };
        let merge = |a: Along, b: Along| Ok(a.merge(&b));
        let found = fold_tiles(self.columns, self.weights, cells, control, |_| Along::new(p, k), add, merge)?;
        let names = self.names();
        for ((search, direction), along) in searches.iter_mut().zip(directions).zip(found) {
            let Some(direction) = direction else { continue };
            if let Some(error) = along.proof(&search.model, direction, &names, self.categories) {
                search.end = Some(Err(error));
            }
        }
        Ok(())
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
