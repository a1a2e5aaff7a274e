//! Squares of the scores of the models that a few columns more, or fewer, make of a fitted one: of all from one scan.
//!
//! Let r be the columns of a move about what the other columns of the model tell of them, turned so that Σ w rrᵀ = 1, and
//! g their coefficients in the larger model. Then the residual of the model after the move is e ∓ r·g and its leverage
//! h ± w |r|², and the squares of the scores Σ w² e² rrᵀ are the robust covariance of g (Frisch, Waugh and Lovell). What
//! robust errors multiply the variances of all coefficients by, summed, is tr(A Σ uuᵀ) = Σ w e² h over σ².

use ndarray::Array2;
use pulp::Arch;

use super::{Correction, Fitted, Work};
use crate::accumulate::{Given, Tile, fold_tiles};
use crate::error::Result;
use crate::linalg::multiply;
use crate::parallel::Control;
use crate::weights::WeightType;

/// What a move adds to a fitted model, or takes from it.
#[derive(Debug, Clone)]
pub struct Change {
    /// m columns r, k × m on the terms of the model.
    pub inside: Array2<f64>,
    /// Columns outside the model and their means, beside the terms, and what r has of them, columns × m.
    pub outside: (Vec<(usize, f64)>, Array2<f64>),
    /// What the residuals lose of r.
    pub slopes: Vec<f64>,
    /// Whether the leverages grow by r.
    pub enters: bool,
}

/// Sums over the rows in the model of a move.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Σ w² e² rrᵀ, m × m.
    pub squares: Array2<f64>,
    /// Σ w e² h.
    pub spent: f64,
    /// Rows fitted exactly.
    pub exact: u64,
}

/// The sums of every move from the model of a cell, residuals corrected by the leverages of the model of the move; nothing
/// for a cell without a model.
///
/// # Errors
/// Those of [`fold_tiles`].
pub fn score_moves(
    given: Given<'_, '_>,
    models: &[Option<Fitted>],
    changes: &[Change],
    correction: Correction,
    control: &Control,
) -> Result<Vec<Vec<Moved>>> {
    let plan = Plan::new(changes);
    let start = |_| Sums {
        moved: plan.none(),
        work: Work::default(),
        inside: Vec::new(),
        turned: Vec::new(),
        leverages: Vec::new(),
        residuals: Vec::new(),
    };
    let add = |cell: usize, sums: &mut Sums, tile: &Tile| {
        if let Some(model) = models.get(cell).and_then(Option::as_ref) {
            sums.add(tile, model, &plan, correction, given.kind);
        }
    };
    Ok(fold_tiles(given, control, start, add, Sums::merge)?.into_iter().map(|sums| sums.moved).collect())
}

/// All moves, and what they have of the terms of the model side by side.
struct Plan<'a> {
    changes: &'a [Change],
    inside: Vec<f64>,
}

impl<'a> Plan<'a> {
    fn new(changes: &'a [Change]) -> Self {
        let columns = changes.iter().flat_map(|change| change.inside.columns().into_iter().flatten().copied());
        Self { changes, inside: columns.collect() }
    }

    fn none(&self) -> Vec<Moved> {
        let none = |change: &Change| {
            let m = change.slopes.len();
            Moved { squares: Array2::zeros((m, m)), spent: 0.0, exact: 0 }
        };
        self.changes.iter().map(none).collect()
    }
}

/// The sums of some rows of a cell.
struct Sums {
    moved: Vec<Moved>,
    work: Work,
    inside: Vec<f64>,
    turned: Vec<f64>,
    leverages: Vec<f64>,
    residuals: Vec<f64>,
}

impl Sums {
    fn add(&mut self, tile: &Tile, model: &Fitted, plan: &Plan<'_>, correction: Correction, kind: WeightType) {
        let (rows, stride, k) = (tile.rows(), tile.stride(), model.terms());
        self.work.centre(tile, model);
        self.work.leverage(tile, model, kind);
        self.inside.resize(plan.inside.len() / k * stride, 0.0);
        multiply(&self.work.terms, stride, rows, &plan.inside, k, &mut self.inside);
        let mut columns = 0;
        for (at, change) in plan.changes.iter().enumerate() {
            let m = change.slopes.len();
            self.turned.clear();
            self.turned.extend_from_slice(&self.inside[columns * stride..][..m * stride]);
            columns += m;
            Arch::new().dispatch(|| self.change(tile, change, kind));
            let sign = if change.enters { m as f64 } else { -(m as f64) };
            let spare = model.observations / (k as f64 + sign);
            let moved = &mut self.moved[at];
            moved.exact += correction.correct(&mut self.residuals, &self.leverages, spare);
            Arch::new().dispatch(|| {
                moved.add(tile, &mut self.residuals, &self.leverages, &mut self.turned, kind);
            });
        }
    }

    /// Columns r, residuals and leverages after a move.
    fn change(&mut self, tile: &Tile, change: &Change, kind: WeightType) {
        let stride = tile.stride();
        let (columns, weights) = &change.outside;
        for ((column, mean), weights) in columns.iter().zip(weights.rows()) {
            for (r, weight) in self.turned.chunks_exact_mut(stride).zip(weights) {
                r.iter_mut().zip(tile.column(*column)).for_each(|(r, x)| *r += weight * (x - mean));
            }
        }
        self.residuals.clone_from(&self.work.residuals);
        self.leverages.clear();
        self.leverages.resize(tile.rows(), 0.0);
        for (r, slope) in self.turned.chunks_exact(stride).zip(&change.slopes) {
            for ((e, h), r) in self.residuals.iter_mut().zip(&mut self.leverages).zip(r) {
                *e -= slope * r;
                *h += r * r;
            }
        }
        let sign = if change.enters { 1.0 } else { -1.0 };
        let unit = |weight: &f64| if kind == WeightType::Frequency { sign } else { sign * weight };
        for ((h, before), weight) in self.leverages.iter_mut().zip(&self.work.leverages).zip(tile.weights()) {
            *h = before + unit(weight) * *h;
        }
    }

    fn merge(mut self, other: Self) -> Self {
        for (to, from) in self.moved.iter_mut().zip(other.moved) {
            to.squares += &from.squares;
            to.spent += from.spent;
            to.exact += from.exact;
        }
        self
    }
}

impl Moved {
    /// Adds the rows of a tile; columns r are multiplied by the scores.
    fn add(&mut self, tile: &Tile, residuals: &mut [f64], leverages: &[f64], r: &mut [f64], kind: WeightType) {
        let stride = tile.stride();
        for ((e, h), weight) in residuals.iter_mut().zip(leverages).zip(tile.weights()) {
            self.spent += weight * *e * *e * h;
            *e *= if kind == WeightType::Frequency { weight.sqrt() } else { *weight };
        }
        for r in r.chunks_exact_mut(stride) {
            r.iter_mut().zip(&*residuals).for_each(|(r, e)| *r *= e);
        }
        for (i, a) in r.chunks_exact(stride).enumerate() {
            for (j, b) in r.chunks_exact(stride).enumerate().take(i + 1) {
                let product: f64 = a.iter().zip(b).take(tile.rows()).map(|(a, b)| a * b).sum();
                self.squares[[i, j]] += product;
                if i != j {
                    self.squares[[j, i]] += product;
                }
            }
        }
    }
}
