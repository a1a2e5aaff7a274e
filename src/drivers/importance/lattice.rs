//! R² of every subset of the drivers, summed by size and driver: LMG, conditional dominance and what chance would earn are
//! read off the sums.

use std::array;
use std::iter;
use std::mem;
use std::ops::Range;

use ndarray::{Array2, Array3, ArrayView2, Axis};

use super::walk::Walk;
use crate::drivers::lanes::{LANES, Lanes};
use crate::drivers::packed::{eliminate, triangle};
use crate::error::{Error, Result};
use crate::parallel::{Control, map_merge};

/// Most drivers the 2^p subsets are walked for.
pub const DRIVER_LIMIT: usize = 35;
/// Most of them that may have several columns, or stand in groups.
pub const BLOCK_LIMIT: usize = 20;

/// Sums that are held at a time, each over as many tasks as there have to be.
const PARTS: usize = 256;

/// Sums of R² over the 2^p subsets of p drivers, by subset size and driver.
///
/// From these follow the increases of R² that a driver brings on top of all subsets of the others (Budescu 1993;
/// Azen & Budescu 2003) and their mean over all orderings of the drivers (Lindeman, Merenda & Gold 1980).
#[derive(Debug, Clone, PartialEq)]
pub struct SubsetSums {
    /// Columns of every driver beyond its first.
    extra: Vec<usize>,
    /// \[k, e\]: sum of R² over the subsets of k drivers that have k + e columns, k = 0..=p.
    total: Array2<f64>,
    /// \[driver, k, e\]: the same over the subsets that contain the driver.
    with: Array3<f64>,
}

/// Sums R² over all subsets of the drivers, one Schur complement a subset.
///
/// `covariance` is a square covariance or correlation matrix; row `outcome` of it is the outcome and the others are
/// the drivers, in order. It is standardised first, so the scale of a variable does not matter. A driver that does not
/// vary, or is a linear function of those already in the subset, adds nothing to R².
///
/// Small problems (up to 14 drivers) run on the calling thread, larger ones on the pool it has installed; the result
/// is the same to the last bit for any number of threads. `control` counts subsets.
///
/// ```
/// use ndarray::array;
/// use placet::drivers::subset_sums;
/// use placet::parallel::Control;
///
/// let correlation = array![[1.0, 0.5, 0.3], [0.5, 1.0, 0.0], [0.3, 0.0, 1.0]];
/// let lmg = subset_sums(correlation.view(), 0, &Control::default())?.lmg();
/// assert!((lmg[0] - 0.25).abs() < 1e-15 && (lmg[1] - 0.09).abs() < 1e-15);
/// # Ok::<(), placet::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::TooManyDrivers`] above [`DRIVER_LIMIT`], [`Error::Interrupted`] when `control` is stopped.
pub fn subset_sums(covariance: ArrayView2<f64>, outcome: usize, control: &Control) -> Result<SubsetSums> {
    let widths = vec![1; covariance.nrows().saturating_sub(1)];
    subset_sums_of(covariance, outcome, &widths, control)
}

/// The same of drivers that have several columns each, `widths`, which are in or out together.
///
/// # Errors
/// Those of [`subset_sums`], and [`Error::TooManyDrivers`] for more than [`BLOCK_LIMIT`] drivers of several columns.
pub fn subset_sums_of(
    covariance: ArrayView2<f64>,
    outcome: usize,
    widths: &[usize],
    control: &Control,
) -> Result<SubsetSums> {
    let division = Division::of(widths)?;
    let columns: Vec<usize> = (0..covariance.nrows()).filter(|&i| i != outcome).collect();
    let order: Vec<usize> = iter::once(outcome).chain(division.columns(&columns)).collect();
    let root = standardised(&covariance, &order);
    if division.tasks() == 1 {
        return division.sums(&root, 0, control);
    }
    let (tasks, parts) = (division.tasks(), division.tasks().min(PARTS));
    let part = |index: usize| {
        let tasks = index * tasks / parts..(index + 1) * tasks / parts;
        tasks
            .into_iter()
            .try_fold(SubsetSums::zero(widths), |sums, task| Ok(sums.merge(&division.sums(&root, task, control)?)))
    };
    let sums = map_merge(parts, part, |a, b| Ok(a.merge(&b)))?;
    // There is at least one task, so there are sums.
    sums.ok_or(Error::Interrupted)
}

/// The correlations as a packed lower triangle, with 0 for the variance of the outcome: the root of the walk.
fn standardised(covariance: &ArrayView2<f64>, order: &[usize]) -> Vec<f64> {
    let inverse_sd = |&i: &usize| if covariance[[i, i]] == 0.0 { 0.0 } else { covariance[[i, i]].sqrt().recip() };
    let scale: Vec<f64> = order.iter().map(inverse_sd).collect();
    let row = |i: usize| (0..=i).map(move |j| (i, j));
    let element = |(i, j): (usize, usize)| covariance[[order[i], order[j]]] * scale[i] * scale[j];
    let mut root: Vec<f64> = (0..order.len()).flat_map(row).map(element).collect();
    root[0] = 0.0;
    root
}

/// How the subsets are divided: the drivers of the `head` are in or out by task and lane, the others are walked.
///
/// It depends on the drivers alone. A task has at most 2^20 subsets, some milliseconds of work. Those of several columns
/// are in the head, since the walk takes one column a step.
#[derive(Debug, Clone)]
struct Division<'a> {
    widths: &'a [usize],
    /// Drivers in the order of the rows of a node, those of the head last.
    order: Vec<usize>,
    /// Rows of every driver of the head.
    head: Vec<Range<usize>>,
}

impl<'a> Division<'a> {
    fn of(widths: &'a [usize]) -> Result<Self> {
        let p = widths.len();
        if p > DRIVER_LIMIT {
            return Err(Error::TooManyDrivers { what: "LMG", found: p, limit: DRIVER_LIMIT });
        }
        let (mut order, mut blocks): (Vec<usize>, Vec<usize>) = (0..p).partition(|&driver| widths[driver] == 1);
        if blocks.len() > BLOCK_LIMIT {
            return Err(Error::TooManyDrivers { what: "LMG of factors", found: blocks.len(), limit: BLOCK_LIMIT });
        }
        let task_drivers = p.saturating_sub(14).min(6).max(p.saturating_sub(20));
        let head = p.min(LANES.trailing_zeros() as usize + task_drivers).max(blocks.len());
        order.append(&mut blocks);
        let mut row = 1;
        let rows = |&driver: &usize| {
            row += widths[driver];
            row - widths[driver]..row
        };
        let head = order.iter().map(rows).skip(p - head).collect();
        Ok(Self { widths, order, head })
    }

    /// These columns of all drivers, driver after driver, in the order of the rows of a node.
    fn columns(&self, given: &[usize]) -> Vec<usize> {
        let first = |driver: usize| self.widths[..driver].iter().sum::<usize>();
        let of_driver = |&driver: &usize| (0..self.widths[driver]).map(move |i| first(driver) + i);
        self.order.iter().flat_map(of_driver).map(|at| given[at]).collect()
    }

    fn tasks(&self) -> usize {
        (1_usize << self.head.len()).div_ceil(LANES)
    }

    /// Drivers that are walked.
    fn tail(&self) -> usize {
        self.widths.len() - self.head.len()
    }

    /// The head drivers that are in, as bits, for each lane of a task.
    fn heads(task: usize) -> [usize; LANES] {
        array::from_fn(|lane| task * LANES + lane)
    }

    /// The sums over the subsets of one task.
    fn sums(&self, root: &[f64], task: usize, control: &Control) -> Result<SubsetSums> {
        control.advance(0)?;
        let heads = Self::heads(task);
        let walk = Walk::over(&self.node(root, heads), self.tail());
        let mut sums = SubsetSums::zero(self.widths);
        // Fewer than three drivers leave lanes over.
        for (lane, &head) in heads.iter().enumerate().filter(|(_, head)| **head >> self.head.len() == 0) {
            self.unpack(&walk, lane, head, &mut sums);
        }
        control.advance((1 << self.widths.len()) / self.tasks() as u64)?;
        Ok(sums)
    }

    /// The node at which the walks of a task start: the head drivers of each lane are in.
    fn node(&self, root: &[f64], heads: [usize; LANES]) -> Vec<Lanes> {
        let mut node: Vec<Lanes> = root.iter().map(|&value| Lanes([value; LANES])).collect();
        let mut next = vec![Lanes::ZERO; node.len()];
        for (bit, rows) in self.head.iter().enumerate().rev() {
            let included = Lanes(heads.map(|head| (head >> bit & 1) as f64));
            for row in rows.clone().rev() {
                let inverse = node[triangle(row) + row].inverse_pivot();
                eliminate(&node, row, inverse * included, &mut next);
                mem::swap(&mut node, &mut next);
            }
        }
        node
    }

    /// Adds one lane of a walk, in which the drivers in `head` are in every subset.
    fn unpack(&self, walk: &Walk, lane: usize, head: usize, sums: &mut SubsetSums) {
        let tail = self.tail();
        let inside: Vec<usize> =
            (0..self.head.len()).filter(|bit| head >> bit & 1 == 1).map(|bit| self.order[tail + bit]).collect();
        let extra: usize = inside.iter().map(|&driver| sums.extra[driver]).sum();
        for size in 0..=tail {
            let at = inside.len() + size;
            let total = walk.total(size).0[lane];
            sums.total[[at, extra]] += total;
            for &driver in &inside {
                sums.with[[driver, at, extra]] += total;
            }
            for driver in 0..tail {
                sums.with[[self.order[driver], at, extra]] += walk.with(driver, size).0[lane];
            }
        }
    }
}

impl SubsetSums {
    fn zero(widths: &[usize]) -> Self {
        let (p, extra): (_, Vec<usize>) = (widths.len(), widths.iter().map(|width| width.saturating_sub(1)).collect());
        let most = extra.iter().sum::<usize>() + 1;
        Self { extra, total: Array2::zeros((p + 1, most)), with: Array3::zeros((p, p + 1, most)) }
    }

    fn merge(mut self, other: &Self) -> Self {
        self.total += &other.total;
        self.with += &other.with;
        self
    }

    /// Number of drivers p.
    pub fn drivers(&self) -> usize {
        self.extra.len()
    }

    /// R² of the model with all drivers.
    pub fn r2(&self) -> f64 {
        self.total.row(self.drivers()).sum()
    }

    /// LMG of each driver: the increase of R² when it enters, averaged over all p! orders of entry.
    ///
    /// That is the mean of its row of [`SubsetSums::conditional_dominance`]. The values sum to R². It is the Shapley
    /// value of R² and the general dominance statistic (Grömping, Journal of Statistical Software 17(1), 2006).
    pub fn lmg(&self) -> Vec<f64> {
        self.conditional_dominance().rows().into_iter().map(|row| row.sum() / self.drivers() as f64).collect()
    }

    /// Mean increase of R² from a driver (row) on top of the subsets of k = 0..p others (column); p × p.
    ///
    /// C\[j, k\] = 1 / C(p − 1, k) Σ over S of k others (R²(S ∪ j) − R²(S)) (Azen & Budescu, Psychological Methods 8,
    /// 2003). Driver a dominates b conditionally when its row is larger in every column.
    pub fn conditional_dominance(&self) -> Array2<f64> {
        let p = self.drivers();
        let subsets = subset_counts(p.saturating_sub(1));
        let (total, with) = (self.total.sum_axis(Axis(1)), self.with.sum_axis(Axis(2)));
        Array2::from_shape_fn((p, p), |(j, k)| {
            let without = total[k] - with[[j, k]];
            (with[[j, k + 1]] - without) / subsets[k]
        })
    }

    /// What is left of the outcome's variance when a driver (row) enters, by the columns c = 0, 1, ... that are in
    /// (column): the mean of 1 − R² over all orders of entry, of orders in which that many are. The rows sum to that mean.
    ///
    /// Divided by n − c − 1 it is what a column of no effect would earn.
    pub fn left(&self) -> Array2<f64> {
        let (p, most) = (self.drivers(), self.total.ncols());
        let subsets = subset_counts(p.saturating_sub(1));
        let mut left = Array2::zeros((p, p + most - 1));
        for j in 0..p {
            let counts = self.counts_without(j);
            for ((k, e), count) in counts.indexed_iter().filter(|(_, count)| **count > 0.0) {
                let explained = self.total[[k, e]] - self.with[[j, k, e]];
                left[[j, k + e]] += (count - explained) / (subsets[k] * p as f64);
            }
        }
        left
    }

    /// \[k, e\]: subsets of k of the others that have k + e columns.
    fn counts_without(&self, driver: usize) -> Array2<f64> {
        let (p, most) = (self.drivers(), self.total.ncols());
        let mut counts = Array2::zeros((p, most));
        counts[[0, 0]] = 1.0;
        for (entered, (_, &extra)) in self.extra.iter().enumerate().filter(|(other, _)| *other != driver).enumerate() {
            for k in (0..=entered.min(p.saturating_sub(2))).rev() {
                for e in (0..most - extra).rev() {
                    let own: f64 = counts[[k, e]];
                    counts[[k + 1, e + extra]] += own;
                }
            }
        }
        counts
    }
}

/// C(n, k) for k = 0..=n, exact up to n = 34 as C(n, k) = C(n, k − 1) (n − k + 1) / k in this order.
pub(super) fn subset_counts(n: usize) -> Vec<f64> {
    let mut counts = vec![1.0; n + 1];
    for k in 1..=n {
        counts[k] = counts[k - 1] * (n - k + 1) as f64 / k as f64;
    }
    counts
}

#[cfg(test)]
mod tests;
