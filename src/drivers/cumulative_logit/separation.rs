//! Proof that a cumulative logit has no maximum: a direction along which no case becomes less probable.
//!
//! Source: Albert, A. and Anderson, J. A. (1984), "On the existence of maximum likelihood estimates in logistic regression
//! models", *Biometrika* 71, 1-10.

use ndarray::{Array1, ArrayView1};

use super::model::Model;
use super::rows::whole;
use crate::accumulate::Tile;
use crate::error::Error;

/// A case that moves out of its category by less than this, while the farthest moves in by about 1 logit, does not.
const STILL: f64 = 1e-4;
/// A driver takes part when its slope moves by this share of the largest.
const TAKES_PART: f64 = 1e-3;

/// What the cases of a cell do along a direction, and where each driver lies by category.
#[derive(Debug, Clone)]
pub(super) struct Along {
    /// Least and largest move of a case into its category, in logits.
    least: f64,
    most: f64,
    /// Least and largest value, categories × drivers.
    ranges: Vec<[f64; 2]>,
}

impl Along {
    pub fn new(drivers: usize, categories: usize) -> Self {
        let nothing = [f64::INFINITY, f64::NEG_INFINITY];
        Self { least: f64::INFINITY, most: f64::NEG_INFINITY, ranges: vec![nothing; drivers * categories] }
    }

    /// Adds the rows of a tile; `bounds` are the thresholds of the direction.
    pub fn add(&mut self, tile: &Tile, model: &Model, direction: ArrayView1<'_, f64>, bounds: &[[f64; 2]]) {
        let p = model.centre.len();
        let mut eta = vec![0.0; tile.rows()];
        for j in 0..p {
            let (centre, slope) = (model.centre[j], direction[model.thresholds() + j] / model.scale[j]);
            for ((eta, x), code) in eta.iter_mut().zip(tile.column(1 + j)).zip(tile.column(0)) {
                *eta += slope * (x - centre);
                if let Some([least, most]) = self.ranges.get_mut(whole(*code) * p + j) {
                    (*least, *most) = (least.min(*x), most.max(*x));
                }
            }
        }
        for (eta, code) in eta.iter().zip(tile.column(0)) {
            let Some([upper, lower]) = bounds.get(whole(*code)) else { continue };
            for inwards in [upper - eta, eta - lower] {
                self.least = self.least.min(inwards);
                if inwards.is_finite() {
                    self.most = self.most.max(inwards);
                }
            }
        }
    }

    pub fn merge(mut self, other: &Self) -> Self {
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
        for ([least, most], from) in self.ranges.iter_mut().zip(&other.ranges) {
            (*least, *most) = (least.min(from[0]), most.max(from[1]));
        }
        self
    }

    /// The separation, if it is one: named by a driver that separates alone, else by those that move.
    pub fn proof(
        &self,
        model: &Model,
        direction: &Array1<f64>,
        names: &[String],
        categories: &[String],
    ) -> Option<Error> {
        let outcome = names.first()?.clone();
        let drivers = names.get(1..)?;
        let alone: Vec<usize> = (0..drivers.len()).filter(|&j| self.separates(model, j)).collect();
        let found =
            |columns: Vec<String>, how: String| Some(Error::Separation { outcome: outcome.clone(), columns, how });
        if let Some(&first) = alone.first() {
            let columns = alone.iter().map(|&j| drivers[j].clone()).collect();
            return found(columns, self.describe(model, first, &drivers[first], categories));
        }
        if self.least < -STILL || self.most < 0.1 {
            return None;
        }
        let slopes: Vec<f64> = direction.iter().skip(model.thresholds()).map(|b| b.abs()).collect();
        let largest = slopes.iter().fold(0.0, |a: f64, b| a.max(*b));
        let moving = drivers.iter().zip(&slopes).filter(|(_, b)| **b >= TAKES_PART * largest);
        found(
            moving.map(|(name, _)| name.clone()).collect(),
            "a weighted sum of them tells the categories apart".into(),
        )
    }

    /// Whether the categories lie one after the other on a driver, touching at most.
    fn separates(&self, model: &Model, driver: usize) -> bool {
        let p = model.centre.len();
        let ranges: Vec<[f64; 2]> = model.observed.iter().map(|&code| self.ranges[code * p + driver]).collect();
        let pairs = || ranges.iter().zip(ranges.iter().skip(1));
        pairs().all(|(a, b)| a[1] <= b[0]) || pairs().all(|(a, b)| a[0] >= b[1])
    }

    fn describe(&self, model: &Model, driver: usize, name: &str, categories: &[String]) -> String {
        let p = model.centre.len();
        let range = |&code: &usize| {
            let [least, most] = self.ranges[code * p + driver];
            let category = categories.get(code).map_or_else(|| code.to_string(), Clone::clone);
            if least < most { format!("{least} to {most} in '{category}'") } else { format!("{least} in '{category}'") }
        };
        let shown: Vec<String> = model.observed.iter().take(3).map(range).collect();
        let more = if model.observed.len() > 3 { ", ..." } else { "" };
        format!("'{name}' is {}{more}", shown.join(", "))
    }
}
