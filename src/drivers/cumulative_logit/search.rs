//! The fit of one cell: what is known before it, its Newton steps, and what it ends in.

use ndarray::{Array1, Array2};

use super::fitted::{CumulativeLogit, Parameters};
use super::likelihood::{Category, Derivatives, Sums};
use super::model::Model;
use super::newton::{MOST_STEPS, Newton, Progress, is_rising};
use super::responses::Responses;
use super::rows::At;
use crate::accumulate::Moments;
use crate::drivers::regression::{factor, whole};
use crate::drivers::{Design, correlation};
use crate::error::{Error, Result};
use crate::weights::{Base, WeightType};

/// The fit of one cell on its way.
pub(super) struct Search {
    pub model: Model,
    pub newton: Newton,
    /// Sums of weights by category.
    shares: Vec<f64>,
    /// What weights are multiplied by.
    factor: f64,
    facts: Facts,
    pub end: Option<Result<CumulativeLogit>>,
}

/// What is known of a cell before the fit.
#[derive(Debug, Clone)]
struct Facts {
    outcome: String,
    base: Base,
    null_log_likelihood: f64,
}

impl Search {
    pub fn new(
        data: &Responses<'_, '_, '_>,
        moments: &Moments,
        shares: Vec<f64>,
        start: Option<&Vec<f64>>,
        tolerance: f64,
    ) -> Self {
        let model = Model::new(&shares, moments);
        let factor = if data.rows.kind == WeightType::Probability { moments.n() as f64 / moments.sum_w() } else { 1.0 };
        let total: f64 = shares.iter().sum();
        let term = |weight: &f64| if *weight > 0.0 { weight * (weight / total).ln() } else { 0.0 };
        let facts = Facts {
            outcome: data.rows.columns.first().map_or("", |column| column.name).to_owned(),
            base: moments.base(),
            null_log_likelihood: factor * shares.iter().map(term).sum::<f64>(),
        };
        let begun = start.and_then(|start| model.parameters(start));
        let begun = begun.filter(|start| is_rising(start, model.thresholds()));
        let point = begun.unwrap_or_else(|| model.without_drivers(&shares));
        let newton = Newton::new(point, model.thresholds(), tolerance);
        let end = check(data, moments, &model).err().map(Err);
        Self { model, newton, shares, factor, facts, end }
    }

    pub fn is_active(&self) -> bool {
        self.end.is_none()
    }

    pub fn point(&self) -> Option<At<'_>> {
        self.is_active().then(|| self.at(&self.newton.point))
    }

    /// The model at other parameters.
    pub fn at(&self, parameters: &Array1<f64>) -> At<'_> {
        At::new(&self.model, &parameters.to_vec())
    }

    /// Takes note of a scan; returns a direction that may separate the categories.
    pub fn advance(&mut self, sums: &Sums) -> Option<Array1<f64>> {
        let found = sums.derivatives(&self.model, &self.newton.point.to_vec(), &self.shares, self.factor);
        match self.newton.advance(&found) {
            Progress::Again => None,
            Progress::Suspect(direction) => Some(direction),
            Progress::Failed(direction) => {
                self.end = Some(Err(Error::NoConvergence {
                    what: format!("the logit of '{}'", self.facts.outcome),
                    steps: self.newton.steps.min(MOST_STEPS),
                }));
                direction
            }
            Progress::Done { maximum, inverse } => {
                self.end = Some(Ok(self.fitted(&found, &sums.categories, maximum, inverse)));
                None
            }
        }
    }

    /// Corrects the last step by sums of a sample before and after it, whose categories weigh `shares`.
    pub fn correct(&mut self, before: &Sums, after: &Sums, shares: &[f64]) {
        let Some(point) = self.newton.before().map(|point| point.to_vec()) else { return };
        let factor = self.factor * self.facts.base.sum_w / shares.iter().sum::<f64>();
        let before = before.derivatives(&self.model, &point, shares, factor);
        let after = after.derivatives(&self.model, &self.newton.point.to_vec(), shares, factor);
        self.newton.correct(&before, &after);
    }

    fn fitted(
        &self,
        found: &Derivatives,
        categories: &[Category],
        values: Array1<f64>,
        inverse: Array2<f64>,
    ) -> CumulativeLogit {
        let map = self.model.map();
        CumulativeLogit {
            coefficients: map.dot(&values),
            covariance: map.dot(&inverse).dot(&map.t()),
            log_likelihood: found.log_likelihood,
            null_log_likelihood: self.facts.null_log_likelihood,
            gradient: found.gradient.iter().fold(0.0, |most: f64, g| most.max(g.abs())),
            iterations: self.newton.steps,
            base: self.facts.base,
            observed: self.model.observed.clone(),
            n_by_category: categories.iter().map(|category| category.count).collect(),
            w_by_category: self.shares.clone(),
            tjur_r2: tjur_r2(&self.model, categories, &self.shares),
            scaled: Parameters { model: self.model.clone(), values, inverse, factor: self.factor },
        }
    }

    pub fn finish(self) -> Result<CumulativeLogit> {
        self.end.unwrap_or(Err(Error::Interrupted))
    }
}

/// 1 − Σ w P(0) / W over the cases of category 1 − Σ w P(1) / W over those of category 0.
///
/// Source: Tjur, T. (2009), "Coefficients of determination in logistic regression models", *The American Statistician* 63,
/// 366-372.
fn tjur_r2(model: &Model, categories: &[Category], shares: &[f64]) -> f64 {
    match *model.observed {
        [low, high] => 1.0 - categories[low].above / shares[low] - categories[high].below / shares[high],
        _ => f64::NAN,
    }
}

/// Refuses what has no maximum by its design.
fn check(data: &Responses<'_, '_, '_>, moments: &Moments, model: &Model) -> Result<()> {
    let names = data.rows.names();
    let p = names.len().saturating_sub(1);
    let outcome = names.first().cloned().unwrap_or_default();
    if let [only] = *model.observed {
        let category = data.categories.get(only).cloned().unwrap_or_default();
        return Err(Error::OneCategory { column: outcome, category, n: moments.n() });
    }
    let needed = model.terms() as u64 + 1;
    let observations = whole(moments.base().observations(data.rows.kind));
    if observations < needed || model.observed.is_empty() {
        let drivers = if p == 1 { "1 driver".to_owned() } else { format!("{p} drivers") };
        let what = format!("a logit of '{outcome}' on {drivers}");
        return Err(Error::TooFewCases { what, found: observations, needed });
    }
    if p == 0 {
        return Ok(());
    }
    let drivers: Vec<usize> = (1..=p).collect();
    let design = Design { names: &names, outcome: 0, drivers: &drivers, intercept: true };
    factor(&correlation(moments, &design)?.drivers, &design).map(|_| ())
}
