//! Stepwise selection by least squares: a walk from model to model, of the respondents there are or of samples of them.

mod criteria;
mod f_tail;
mod plan;
mod rule;
mod swept;

use std::borrow::Cow;
use std::collections::HashSet;

use ndarray::Array2;

use super::Candidates;
use super::design::correlations;
use crate::accumulate::Moments;
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::samples::Samples;
use criteria::Sample;
use swept::SweptModel;

pub use criteria::Judge;
pub use f_tail::f_upper_tail;
pub use plan::Plan;
pub use rule::{Move, Rule};

/// The moves there were from a model, and which of them was made; none at the end of the walk.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The moves.
    pub moves: Vec<Move>,
    /// Position of the one that was made.
    pub chosen: Option<usize>,
}

/// The walk, and where it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// What was looked at in every model on the way.
    pub steps: Vec<Step>,
    /// Terms in the first model.
    pub start: Vec<bool>,
    /// Share of the outcome's variation that it leaves.
    pub start_left: f64,
    /// Terms in the last model.
    pub inside: Vec<bool>,
    /// Its coefficients, the intercept among them.
    pub k: usize,
    /// Terms with a column that does not vary.
    pub flat: Vec<bool>,
    /// Others outside that are combinations of what is inside.
    pub dependent: Vec<bool>,
    /// Whether the walk was stopped for coming back to a model, as blocks judged by p-values can bring about.
    pub in_circles: bool,
}

impl Plan {
    /// Walks from the model of all terms or of none until no move is worth making, with the moments of `n` rows.
    ///
    /// # Errors
    /// [`Error::NoFirstModel`] if there is none to begin with.
    pub fn select(&self, moments: &Moments, n: u64, log_weights: f64) -> Result<Selected> {
        let (mut model, flat) = self.first(moments, n, log_weights)?;
        let (start, start_left) = (model.inside.clone(), model.left());
        let (mut steps, mut seen) = (Vec::new(), HashSet::from([start.clone()]));
        let in_circles = loop {
            let moves = model.moves();
            let chosen = self.rule.choose(&moves, model.criterion());
            let term = chosen.and_then(|at| moves.get(at)).map(|m| m.term);
            steps.push(Step { moves, chosen });
            let Some(term) = term else { break false };
            model.make(term);
            if !seen.insert(model.inside.clone()) {
                break true;
            }
        };
        let dependent = model.dependent().into_iter().zip(&flat).map(|(dependent, flat)| dependent && !flat).collect();
        let (inside, k) = (model.inside, model.k);
        Ok(Selected { steps, start, start_left, inside, k, flat, dependent, in_circles })
    }

    /// Which terms every sample selects: samples × terms, 1 or 0; a row of NaN where there is no model to begin with.
    ///
    /// # Errors
    /// [`Error::TooManyResamples`], [`Error::Interrupted`].
    pub fn replicates(&self, samples: &Samples<'_, '_>, control: &Control) -> Result<Array2<f64>> {
        samples.replicates(self.terms.blocks.len(), control, |moments, n| {
            let found = match self.terms.of_sample(moments) {
                Cow::Borrowed(_) => self.select(moments, n, 0.0)?,
                Cow::Owned(terms) => Self { terms, ..self.clone() }.select(moments, n, 0.0)?,
            };
            Ok(found.inside.into_iter().map(|inside| f64::from(u8::from(inside))).collect())
        })
    }

    /// The model the walk begins with, and the terms with a column that does not vary.
    fn first(&self, moments: &Moments, n: u64, log_weights: f64) -> Result<(SweptModel<'_>, Vec<bool>)> {
        let q = self.names.len();
        // Of no rows there may be no columns either.
        let matrix = if moments.p() == q { correlations(moments) } else { vec![0.0; q * q] };
        let varies: Vec<bool> = matrix.iter().step_by(q + 1).map(|own| *own > 0.0).collect();
        let flat: Vec<bool> = self.terms.blocks.iter().map(|block| !block.iter().all(|&c| varies[c])).collect();
        let sample = Sample::of(moments, n, self.kind, log_weights);
        self.check_size(sample.n, &flat)?;
        if !varies[0] {
            return refuse(format!(
                "the outcome '{}' has the same value in all {} complete cases, so it cannot be explained; choose \
                 another outcome",
                self.names[0],
                thousands(sample.n)
            ));
        }
        let mut model = SweptModel::new(self, sample, matrix);
        for &column in self.terms.forced.iter().filter(|column| varies[**column] || !self.optional.contains(column)) {
            if !model.force(column) {
                return self.refuse_covariate(column, varies[column]);
            }
        }
        if self.rule.full {
            model.enter_all();
        }
        Ok((model, flat))
    }

    /// Refuses a first model with more coefficients than the complete cases allow.
    fn check_size(&self, n: f64, flat: &[bool]) -> Result<()> {
        let (Candidates { forced, blocks }, full) = (&self.terms, self.rule.full);
        let entering = blocks.iter().zip(flat).filter(|(_, flat)| full && !**flat);
        let coefficients = forced.len() + 1 + entering.map(|(block, _)| block.len()).sum::<usize>();
        let needed = coefficients + if full && self.rule.judge == Judge::Aicc { 3 } else { 1 };
        if n >= needed as f64 {
            return Ok(());
        }
        let what = if full { &format!("selection that begins with all {} drivers", blocks.len()) } else { "selection" };
        let fix = if full { "use direction=\"forward\" or fewer drivers" } else { "merge segments" };
        let covariates = if forced.is_empty() { "" } else { " and the covariates" };
        refuse(format!(
            "{what} ({coefficients} coefficients with the intercept{covariates}) needs at least {needed} complete \
             cases and has {}; {fix}",
            thousands(n)
        ))
    }

    fn refuse_covariate<T>(&self, column: usize, varies: bool) -> Result<T> {
        let why = if varies {
            "a combination of the covariates before it (less than 1e-07 of its variation is its own)"
        } else {
            "the same in all complete cases"
        };
        refuse(format!("covariate '{}' is {why}; leave it out of covariates", self.names[column]))
    }
}

fn refuse<T>(reason: String) -> Result<T> {
    Err(Error::NoFirstModel { reason })
}

/// A whole number with commas.
fn thousands(number: f64) -> String {
    let mut text = format!("{number:.0}");
    for at in (1..text.len()).rev().skip(2).step_by(3) {
        text.insert(at, ',');
    }
    text
}

#[cfg(test)]
mod tests;
