//! Average marginal effects of a binary logit, and their derivatives by the coefficients.

use ndarray::{Array1, Array2};

use super::fitted::Parameters;
use super::logistic::{logistic, share_below};
use crate::accumulate::{Given, Tile, fold_tiles};
use crate::error::Result;
use crate::parallel::Control;

/// Average marginal effects of p drivers on the probability of the event.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// p effects: change of the probability per unit, or from the reference to the level of a dummy.
    pub effects: Array1<f64>,
    /// p × (1 + p): their derivatives by the intercept and the slopes, from which their variance follows.
    pub gradient: Array2<f64>,
}

/// Average marginal effects in every cell; `None` for one without a model of two categories.
///
/// ```text
/// b_j Σ w f(η) / Σ w                           a number, f = F (1 − F)
/// Σ w (F(η with level j) − F(η with the reference)) / Σ w          a dummy
/// ```
///
/// `blocks` says of every driver to which factor it belongs as a dummy: all dummies of the factor are 0 at its reference.
///
/// # Errors
/// Those of [`fold_tiles`].
pub fn marginal_effects(
    given: Given<'_, '_>,
    models: &[Option<&Parameters>],
    blocks: &[Option<usize>],
    control: &Control,
) -> Result<Vec<Option<Effects>>> {
    let binary = |cell: usize| models.get(cell).copied().flatten().filter(|fit| fit.model.thresholds() == 1);
    let p = given.columns.len().saturating_sub(1);
    let coefficients: Vec<Vec<f64>> =
        models.iter().enumerate().map(|(cell, _)| binary(cell).map_or(Vec::new(), coefficients)).collect();
    let start = |_| Sums { weight: 0.0, values: vec![0.0; p], gradient: vec![0.0; p * (1 + p)] };
    let add = |cell: usize, sums: &mut Sums, tile: &Tile| {
        if let Some(b) = coefficients.get(cell).filter(|b| b.len() == 1 + p) {
            sums.add(tile, b, blocks);
        }
    };
    let found = fold_tiles(given, control, start, add, |a, b| a.merge(&b))?;
    Ok(found.into_iter().enumerate().map(|(cell, sums)| binary(cell).map(|_| sums.finish())).collect())
}

fn coefficients(fit: &Parameters) -> Vec<f64> {
    fit.model.map().dot(&fit.values).to_vec()
}

struct Sums {
    weight: f64,
    values: Vec<f64>,
    /// p × (1 + p), row after row.
    gradient: Vec<f64>,
}

impl Sums {
    fn add(&mut self, tile: &Tile, b: &[f64], blocks: &[Option<usize>]) {
        let rows = tile.rows();
        let weights = tile.weights();
        self.weight += weights.iter().sum::<f64>();
        let mut eta = vec![b[0]; rows];
        for (j, slope) in b.iter().enumerate().skip(1) {
            eta.iter_mut().zip(tile.column(j)).for_each(|(eta, x)| *eta += slope * x);
        }
        let found: Vec<_> = eta.iter().map(|eta| logistic(*eta)).collect();
        // f' = f (1 − 2F).
        let bend: Vec<f64> =
            found.iter().zip(weights).map(|(at, w)| w * at.density * (2.0 * at.beyond - 1.0)).collect();
        let density: f64 = found.iter().zip(weights).map(|(at, w)| w * at.density).sum();
        let bends: Vec<f64> =
            std::iter::once(bend.iter().sum()).chain((1..b.len()).map(|j| product(&bend, tile.column(j)))).collect();
        for j in 0..b.len() - 1 {
            match blocks.get(j).copied().flatten() {
                Some(block) => self.add_dummy(tile, b, &eta, j, &|i| blocks.get(i) == Some(&Some(block))),
                None => self.add_number(j, b[1 + j], density, &bends),
            }
        }
    }

    fn add_number(&mut self, j: usize, slope: f64, density: f64, bends: &[f64]) {
        self.values[j] += slope * density;
        let row = &mut self.gradient[j * bends.len()..][..bends.len()];
        row.iter_mut().zip(bends).for_each(|(to, bend)| *to += slope * bend);
        row[1 + j] += density;
    }

    fn add_dummy(&mut self, tile: &Tile, b: &[f64], eta: &[f64], j: usize, in_block: &dyn Fn(usize) -> bool) {
        let mut reference = eta.to_vec();
        for i in (0..b.len() - 1).filter(|i| in_block(*i)) {
            reference.iter_mut().zip(tile.column(1 + i)).for_each(|(eta, x)| *eta -= b[1 + i] * x);
        }
        let (mut value, mut at_level, mut rise) = (0.0, 0.0, Vec::with_capacity(eta.len()));
        for (eta, weight) in reference.iter().zip(tile.weights()) {
            let level = eta + b[1 + j];
            let density = weight * logistic(level).density;
            value += weight * (share_below(level) - share_below(*eta));
            at_level += density;
            rise.push(density - weight * logistic(*eta).density);
        }
        self.values[j] += value;
        let row = &mut self.gradient[j * b.len()..][..b.len()];
        row[0] += rise.iter().sum::<f64>();
        for i in (0..b.len() - 1).filter(|i| !in_block(*i)) {
            row[1 + i] += product(&rise, tile.column(1 + i));
        }
        row[1 + j] += at_level;
    }

    fn merge(mut self, other: &Self) -> Self {
        self.weight += other.weight;
        for (a, b) in [(&mut self.values, &other.values), (&mut self.gradient, &other.gradient)] {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        }
        self
    }

    fn finish(self) -> Effects {
        let p = self.values.len();
        Effects {
            effects: self.values.iter().map(|x| x / self.weight).collect(),
            gradient: Array2::from_shape_fn((p, 1 + p), |(i, j)| self.gradient[i * (1 + p) + j] / self.weight),
        }
    }
}

fn product(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}
