//! The best models of every size, from one walk over the subsets of the candidates that skips what cannot win.

mod bootstrap;
mod leaderboard;
mod leaps;
mod members;
mod node;
mod scan;

use std::borrow::Cow;

use ndarray::{Array1, Array2, ArrayView2};

use super::packed::Packed;
use super::regression::factor;
use crate::accumulate::Moments;
use crate::drivers::Design;
use crate::error::{Error, Result};
use crate::parallel::Control;
use leaderboard::{Goal, Leaderboard};
use leaps::Search;
use members::{bit, positions};
use node::Node;

/// Most columns that are chosen among: where all are alike, a search of 2^30 models takes seconds.
pub const CANDIDATE_LIMIT: usize = 30;

pub use bootstrap::best_subset_replicates;
pub use leaderboard::Criterion;

/// What a model is made of: positions in a covariance matrix whose column 0 is the outcome.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidates {
    /// Columns that are in every model.
    pub forced: Vec<usize>,
    /// The columns of every candidate, which is in a model with all of them or not at all.
    pub blocks: Vec<Vec<usize>>,
}

impl Candidates {
    /// The candidates as a sample drawn again has them: a factor without the levels that nobody drawn has.
    ///
    /// Of a block of several columns those that do not vary are left out; where its 0/1 columns add up to 1 nobody has
    /// the level they are compared with, and the first of them takes its place.
    pub(super) fn of_sample(&self, moments: &Moments) -> Cow<'_, Self> {
        let comoment = moments.comoment();
        if self.forced.iter().chain(self.blocks.iter().flatten()).any(|&column| column >= moments.p()) {
            return Cow::Borrowed(self); // of no rows there are no columns either
        }
        let varies = |column: &usize| comoment[(*column, *column)] > 0.0;
        let whole = |block: &Vec<usize>| block.len() < 2 || (block.iter().all(varies) && !adds_to_one(moments, block));
        if self.forced.iter().all(varies) && self.blocks.iter().all(whole) {
            return Cow::Borrowed(self);
        }
        let reduced = |block: &Vec<usize>| {
            let mut kept: Vec<usize> = block.iter().copied().filter(varies).collect();
            if kept.len() > 1 && adds_to_one(moments, &kept) {
                kept.remove(0);
            }
            // A block that is the same for all says so itself.
            if kept.is_empty() { block.clone() } else { kept }
        };
        let forced = self.forced.iter().copied().filter(varies).collect();
        let blocks =
            self.blocks.iter().map(|block| if whole(block) { block.clone() } else { reduced(block) }).collect();
        Cow::Owned(Self { forced, blocks })
    }
}

/// Whether columns are 0/1 and one of them is 1 in every row.
fn adds_to_one(moments: &Moments, block: &[usize]) -> bool {
    let (comoment, mean, total) = (moments.comoment(), moments.mean(), moments.sum_w());
    let own: f64 = block.iter().map(|&j| comoment[(j, j)]).sum();
    let sum: f64 = block.iter().flat_map(|&i| block.iter().map(move |&j| (i, j))).map(|at| comoment[at]).sum();
    let binary = |&j: &usize| (comoment[(j, j)] / total - mean[j] * (1.0 - mean[j])).abs() < 1e-9;
    sum.abs() < 1e-9 * own && block.iter().all(binary)
}

/// One model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// Positions of its candidates, ascending.
    pub members: Vec<usize>,
    /// Share of the outcome's variation that they and the forced columns explain.
    pub r2: f64,
}

/// The `k` models of the largest R² of every size, the best first.
///
/// The size of a model is the number of candidate columns in it, so that a factor of m levels counts m − 1: of models of
/// one size, every usual criterion prefers the larger R². `covariance` may be a correlation matrix; the units of a
/// column do not matter. The walk includes or excludes one candidate at a time, depth first. Two matrices go with a
/// node: the residual covariances given the included candidates, and the inverse covariances of all that are not yet
/// excluded. Including is a Schur complement in the first, excluding one in the second, and the second says what R² no
/// model below the node can pass, by size. Nodes that cannot add to the lists are left; the last candidates are walked
/// without looking, which is cheaper.
///
/// Models whose R² agree to 2⁻⁴⁰ are alike; of those, the ones with the candidates given first are listed. The result is
/// the same for any number of threads. `control` counts subsets decided on.
///
/// Source of the two matrices and the bound: Furnival, G. M. & Wilson, R. W. (1974), "Regressions by leaps and bounds",
/// *Technometrics* 16(4), 499-511.
///
/// ```
/// use ndarray::array;
/// use placet::drivers::{Candidates, best_subsets};
/// use placet::parallel::Control;
///
/// let correlation = array![[1.0, 0.5, 0.3], [0.5, 1.0, 0.0], [0.3, 0.0, 1.0]];
/// let names = ["y", "a", "b"].map(String::from);
/// let candidates = Candidates { forced: vec![], blocks: vec![vec![1], vec![2]] };
/// let found = best_subsets(correlation.view(), &names, &candidates, 1, &Control::default())?;
/// assert_eq!(found[1][0].members, [0]);
/// assert!((found[2][0].r2 - 0.34).abs() < 1e-15);
/// # Ok::<(), placet::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::TooManyDrivers`] above [`CANDIDATE_LIMIT`] candidates, [`Error::Collinear`] if all columns together are
/// dependent, [`Error::Interrupted`] when `control` is stopped.
pub fn best_subsets(
    covariance: ArrayView2<'_, f64>,
    names: &[String],
    candidates: &Candidates,
    k: usize,
    control: &Control,
) -> Result<Vec<Vec<Model>>> {
    let root = Root::new(covariance, names, candidates)?;
    walk(root, candidates, Goal::EachSize(k), control)
}

/// The one model of least loss by a criterion; of models alike the smallest.
///
/// # Errors
/// As for [`best_subsets`].
pub fn best_subset(
    covariance: ArrayView2<'_, f64>,
    names: &[String],
    candidates: &Candidates,
    criterion: Criterion<'_>,
    control: &Control,
) -> Result<Model> {
    let root = Root::new(covariance, names, candidates)?;
    let rest = root.unexplained();
    let lists = walk(root, candidates, Goal::Least(criterion), control)?;
    let loss = |size: usize, model: &Model| criterion.loss(size, model.r2, rest).unwrap_or(f64::INFINITY);
    let models =
        lists.into_iter().enumerate().flat_map(|(size, list)| list.into_iter().map(move |model| (size, model)));
    let best = models.min_by(|(i, a), (j, b)| loss(*i, a).total_cmp(&loss(*j, b)));
    // The walk lists models whatever the criterion is, so there is one.
    Ok(best.map(|(_, model)| model).unwrap_or_default())
}

fn walk(root: Root, candidates: &Candidates, goal: Goal<'_>, control: &Control) -> Result<Vec<Vec<Model>>> {
    let widths: Vec<usize> = candidates.blocks.iter().map(Vec::len).collect();
    let board = Leaderboard::new(goal, &widths, root.unexplained());
    Search { widths: &widths, board: &board, slack: root.slack, control }.run(root.node)?;
    let model = |members: u32, r2: f64| Model { members: positions(members).collect(), r2 };
    let lists = board.into_lists().into_iter();
    Ok(lists.map(|list| list.into_iter().map(|entry| model(entry.members, entry.r2)).collect()).collect())
}

/// Where the walk starts, and how far its figures may be off.
struct Root {
    node: Node,
    slack: f64,
}

impl Root {
    fn new(covariance: ArrayView2<'_, f64>, names: &[String], candidates: &Candidates) -> Result<Self> {
        let found = candidates.blocks.len();
        if found > CANDIDATE_LIMIT {
            return Err(Error::TooManyDrivers { what: "selection of best subsets", found, limit: CANDIDATE_LIMIT });
        }
        let order: Vec<usize> = candidates.blocks.iter().flatten().chain(&candidates.forced).copied().collect();
        let (drivers, outcome) = standardised(covariance, &order);
        let design = Design { names, outcome: 0, drivers: &order, intercept: true };
        let (condition, factor) = factor(&drivers, &design)?;
        let (slopes, inverse) = (factor.solve(outcome.view()), factor.inverse());
        let (rows, free) = (1 + order.len(), 1 + order.len() - candidates.forced.len());
        let given = Packed::new(rows, |i, j| match (i, j) {
            (0, _) => 0.0,
            (i, 0) => outcome[i - 1],
            (i, j) => drivers[[i - 1, j - 1]],
        });
        let backward = Packed::new(free, |i, j| match (i, j) {
            (0, _) => outcome.dot(&slopes),
            (i, 0) => slopes[i - 1],
            (i, j) => inverse[[i - 1, j - 1]],
        });
        let forward = (free..rows).rev().fold(given, |forward, row| forward.given(row));
        let undecided = (0..candidates.blocks.len()).fold(0, |set, candidate| set | bit(candidate));
        // The inverse of nearly dependent columns has lost the digits of its condition.
        let slack = 16.0 * f64::EPSILON * condition * condition;
        Ok(Self { node: Node { forward, backward, undecided, included: 0, size: 0 }, slack })
    }

    /// Share of the outcome's variation that all candidates leave unexplained.
    fn unexplained(&self) -> f64 {
        1.0 - self.node.backward.at(0, 0)
    }
}

/// Correlations among the columns, and theirs with the outcome.
fn standardised(covariance: ArrayView2<'_, f64>, columns: &[usize]) -> (Array2<f64>, Array1<f64>) {
    let at = |i: usize, j: usize| covariance.get([i, j]).copied().unwrap_or(f64::NAN);
    let correlation = |i: usize, j: usize| if i == j { 1.0 } else { at(i, j) / (at(i, i) * at(j, j)).sqrt() };
    let count = columns.len();
    let among = Array2::from_shape_fn((count, count), |(i, j)| correlation(columns[i], columns[j]));
    (among, Array1::from_shape_fn(count, |i| correlation(columns[i], 0)))
}

#[cfg(test)]
mod tests;
