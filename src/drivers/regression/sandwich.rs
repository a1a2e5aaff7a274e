//! Totals of the scores of a fitted least-squares model: what robust, cluster and design-based errors are made of.
//!
//! The score of row i is `u_i` = wᵢ eᵢ x̃ᵢ, with x̃ = (1, x − x̄) the terms about their means and eᵢ the residual. The
//! coefficients about the means move by A Σ u, A = (Σ w x̃x̃ᵀ)⁻¹, so their variance is A V(Σ u) A, and V(Σ u) follows from
//! totals of scores by sampling unit, or from squares of scores where the respondents are the units.

mod moves;

use ndarray::{ArrayView1, ArrayView2};
use pulp::Arch;

use crate::accumulate::{Given, Tile, fold_tiles};
use crate::drivers::unit_totals::UnitSums;
use crate::drivers::{ScoreTotals, Units};
use crate::error::Result;
use crate::linalg::Quadratic;
use crate::parallel::Control;
use crate::weights::WeightType;

pub use moves::{Change, Moved, score_moves};

/// A row whose leverage is within this of 1 is fitted exactly: its residual is rounding and counts as 0.
const ALL_LEVERAGE: f64 = 1e-10;

/// How the square of a residual is corrected for the pull of its own row (its leverage h).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Correction {
    /// Not at all: HC0, and HC1 but for its factor.
    #[default]
    None,
    /// By 1 / (1 − h), HC2: unbiased under equal variances.
    Leverage,
    /// By 1 / (1 − h)², HC3: close to the jackknife.
    Jackknife,
    /// By 1 / (1 − h)^min(4, n h / k), HC4 (Cribari-Neto 2004): more for rows of high leverage.
    Adaptive,
}

impl Correction {
    /// Divides residuals by what the correction asks for, `spare` being n / k; tells how many rows are fitted exactly.
    fn correct(self, residuals: &mut [f64], leverages: &[f64], spare: f64) -> u64 {
        match self {
            Self::None => divide(residuals, leverages, |_, _| 1.0),
            Self::Leverage => divide(residuals, leverages, |_, left| left.sqrt()),
            Self::Jackknife => divide(residuals, leverages, |_, left| left),
            Self::Adaptive => divide(residuals, leverages, |h, left| left.powf((spare * h).min(4.0) / 2.0)),
        }
    }
}

/// Divides residuals by what is asked for, given the leverage and what it leaves; without a branch, so that it is done in
/// vectors.
#[inline]
fn divide(residuals: &mut [f64], leverages: &[f64], by: impl Fn(f64, f64) -> f64) -> u64 {
    let mut exact = 0_u64;
    for (e, &h) in residuals.iter_mut().zip(leverages) {
        let left = 1.0 - h;
        let is_exact = left < ALL_LEVERAGE;
        exact = exact.wrapping_add(u64::from(is_exact));
        *e = if is_exact { 0.0 } else { *e / by(h, left) };
    }
    exact
}

/// A fitted model, as a scan of its rows needs it. k terms: with an intercept the first is it, about the means.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// Predicted outcome of a row at the centre.
    level: f64,
    /// p slopes.
    slopes: Vec<f64>,
    /// What is subtracted from the drivers: their means, or 0 without an intercept.
    centre: Vec<f64>,
    /// x̃ ↦ x̃ᵀ (Σ w x̃x̃ᵀ)⁻¹ x̃.
    form: Quadratic,
    intercept: bool,
    observations: f64,
}

impl Fitted {
    /// A model from its slopes, the means of outcome and drivers, and (Σ w x̃x̃ᵀ)⁻¹.
    pub fn new(
        slopes: ArrayView1<'_, f64>,
        means: (f64, ArrayView1<'_, f64>),
        bread: ArrayView2<'_, f64>,
        intercept: bool,
        observations: f64,
    ) -> Self {
        let centre = if intercept { means.1.to_vec() } else { vec![0.0; slopes.len()] };
        let level = if intercept { means.0 } else { 0.0 };
        let bread: Vec<f64> = bread.t().iter().copied().collect();
        let form = Quadratic::new(&bread, slopes.len() + usize::from(intercept));
        Self { level, slopes: slopes.to_vec(), centre, form, intercept, observations }
    }

    fn terms(&self) -> usize {
        self.slopes.len() + usize::from(self.intercept)
    }
}

/// Residual and leverage of a row, with its place in the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diagnosed {
    /// Row of the frame.
    pub place: usize,
    /// Outcome less prediction.
    pub residual: f64,
    /// Pull of the row's outcome on its own prediction, 0 to 1; of one respondent where weights are frequencies.
    pub leverage: f64,
}

/// Totals of the scores of every cell, one model a cell; `None` for a cell without a model.
///
/// # Errors
/// Those of [`fold_tiles`].
pub fn score_totals(
    given: Given<'_, '_>,
    models: &[Option<Fitted>],
    units: Units<'_>,
    correction: Correction,
    control: &Control,
) -> Result<Vec<ScoreTotals>> {
    let k = models.iter().flatten().map(Fitted::terms).max().unwrap_or_default();
    let add = |cell: usize, sums: &mut Sums, tile: &Tile| {
        if let Some(model) = models.get(cell).and_then(Option::as_ref) {
            sums.add(tile, model, units, correction, given.kind);
        }
    };
    let found = units.fold(given, control, |_| Sums::new(units, k), add, |a, b| a.merge(&b))?;
    Ok(found.into_iter().map(Sums::finish).collect())
}

/// Residuals and leverages of all rows that count.
///
/// # Errors
/// Those of [`fold_tiles`].
pub fn diagnose(given: Given<'_, '_>, models: &[Option<Fitted>], control: &Control) -> Result<Vec<Diagnosed>> {
    let add = |cell: usize, rows: &mut Vec<Diagnosed>, tile: &Tile| {
        if let Some(model) = models.get(cell).and_then(Option::as_ref) {
            let mut work = Work::default();
            work.centre(tile, model);
            work.leverage(tile, model, given.kind);
            let found = tile.places().iter().zip(&work.residuals).zip(&work.leverages);
            rows.extend(found.map(|((&place, &residual), &leverage)| Diagnosed { place, residual, leverage }));
        }
    };
    let join = |mut a: Vec<Diagnosed>, mut b: Vec<Diagnosed>| {
        a.append(&mut b);
        a
    };
    Ok(fold_tiles(given, control, |_| Vec::new(), add, join)?.concat())
}

/// A tile about the centre of a model, k columns, and what follows from it.
#[derive(Debug, Default)]
struct Work {
    terms: Vec<f64>,
    residuals: Vec<f64>,
    leverages: Vec<f64>,
    scores: Vec<f64>,
    weighted: Vec<f64>,
}

impl Work {
    /// Terms about their means, and residuals.
    fn centre(&mut self, tile: &Tile, model: &Fitted) {
        let (rows, stride) = (tile.rows(), tile.stride());
        self.terms.resize(model.terms() * stride, 1.0);
        self.residuals.clear();
        self.residuals.extend(tile.column(0).iter().map(|y| y - model.level));
        let terms = self.terms.chunks_exact_mut(stride).skip(usize::from(model.intercept));
        let drivers = (1..).map(|j| tile.column(j));
        Arch::new().dispatch(|| {
            for ((to, from), (centre, slope)) in terms.zip(drivers).zip(model.centre.iter().zip(&model.slopes)) {
                for ((t, x), e) in to.iter_mut().zip(from).zip(&mut self.residuals) {
                    *t = x - centre;
                    *e -= slope * *t;
                }
            }
        });
        debug_assert_eq!(self.residuals.len(), rows);
    }

    /// h = w x̃ᵀ A x̃; frequencies stand for so many rows of the leverage of one.
    fn leverage(&mut self, tile: &Tile, model: &Fitted, kind: WeightType) {
        self.leverages.resize(tile.rows(), 0.0);
        model.form.values(&self.terms, tile.stride(), &mut self.leverages);
        if kind != WeightType::Frequency {
            self.leverages.iter_mut().zip(tile.weights()).for_each(|(h, w)| *h *= w);
        }
    }

    /// Divides the residuals by what the correction asks for; tells how many rows are fitted exactly.
    fn correct(&mut self, model: &Fitted, correction: Correction) -> u64 {
        correction.correct(&mut self.residuals, &self.leverages, model.observations / model.terms() as f64)
    }

    /// Terms × residuals × weights.
    fn scored(&mut self, tile: &Tile) {
        let stride = tile.stride();
        self.weighted.clear();
        self.weighted.extend(self.residuals.iter().zip(tile.weights()).map(|(e, w)| e * w));
        self.scores.resize(self.terms.len(), 0.0);
        Arch::new().dispatch(|| {
            for (to, from) in self.scores.chunks_exact_mut(stride).zip(self.terms.chunks_exact(stride)) {
                for ((to, x), e) in to.iter_mut().zip(from).zip(&self.weighted) {
                    *to = x * e;
                }
            }
        });
    }
}

/// The sums of some rows of a cell.
struct Sums {
    units: UnitSums,
    exact: u64,
    work: Work,
}

impl Sums {
    fn new(units: Units<'_>, k: usize) -> Self {
        Self { units: UnitSums::new(units, k), exact: 0, work: Work::default() }
    }

    fn add(&mut self, tile: &Tile, model: &Fitted, units: Units<'_>, correction: Correction, kind: WeightType) {
        self.work.centre(tile, model);
        if correction != Correction::None {
            self.work.leverage(tile, model, kind);
            self.exact += self.work.correct(model, correction);
        }
        self.work.scored(tile);
        self.units.add(tile, &mut self.work.scores, units, kind);
    }

    fn merge(mut self, other: &Self) -> Self {
        self.units = self.units.merge(&other.units);
        self.exact += other.exact;
        self
    }

    fn finish(self) -> ScoreTotals {
        ScoreTotals { exact: self.exact, ..self.units.finish() }
    }
}

#[cfg(test)]
mod tests;
