//! R² of every subset of the drivers, summed by size and driver: LMG and conditional dominance are read off the sums.

use std::array;
use std::iter;
use std::mem;

use ndarray::{Array2, ArrayView2};

use super::walk::Walk;
use crate::drivers::lanes::{LANES, Lanes};
use crate::drivers::packed::{eliminate, triangle};
use crate::error::{Error, Result};
use crate::parallel::{Control, map_merge};

/// Most drivers the 2^p subsets are walked for.
pub const DRIVER_LIMIT: usize = 30;

/// Sums of R² over the 2^p subsets of p drivers, by subset size and driver.
///
/// From these follow the increases of R² that a driver brings on top of all subsets of the others (Budescu 1993;
/// Azen & Budescu 2003) and their mean over all orderings of the drivers (Lindeman, Merenda & Gold 1980).
#[derive(Debug, Clone, PartialEq)]
pub struct SubsetSums {
    /// \[k\]: sum of R² over the subsets of k drivers, k = 0..=p.
    total: Vec<f64>,
    /// \[driver, k\]: the same over the subsets that contain the driver; p × (p + 1).
    with: Array2<f64>,
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
    let order: Vec<usize> = iter::once(outcome).chain((0..covariance.nrows()).filter(|&i| i != outcome)).collect();
    let split = Split::of(order.len() - 1)?;
    let root = standardised(&covariance, &order);
    if split.tasks() == 1 {
        return split.sums(&root, 0, control);
    }
    let sums = map_merge(split.tasks(), |task| split.sums(&root, task, control), |a, b| Ok(a.merge(&b)))?;
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

/// How the subsets are divided: the last `head` drivers are in or out by task and lane, the others are walked.
///
/// It depends on the number of drivers alone. A task has at most 2^20 subsets, some milliseconds of work.
#[derive(Debug, Clone, Copy)]
struct Split {
    drivers: usize,
    head: usize,
}

impl Split {
    fn of(drivers: usize) -> Result<Self> {
        if drivers > DRIVER_LIMIT {
            return Err(Error::TooManyDrivers { what: "LMG", found: drivers, limit: DRIVER_LIMIT });
        }
        let task_drivers = drivers.saturating_sub(14).min(6).max(drivers.saturating_sub(20));
        let lane_drivers = LANES.trailing_zeros() as usize;
        Ok(Self { drivers, head: drivers.min(lane_drivers + task_drivers) })
    }

    fn tasks(self) -> usize {
        (1_usize << self.head).div_ceil(LANES)
    }

    /// Drivers that are walked.
    fn tail(self) -> usize {
        self.drivers - self.head
    }

    /// The head drivers that are in, as bits, for each lane of a task.
    fn heads(task: usize) -> [usize; LANES] {
        array::from_fn(|lane| task * LANES + lane)
    }

    /// The sums over the subsets of one task.
    fn sums(self, root: &[f64], task: usize, control: &Control) -> Result<SubsetSums> {
        control.advance(0)?;
        let heads = Self::heads(task);
        let walk = Walk::over(&self.node(root, heads), self.tail());
        let mut sums = SubsetSums::zero(self.drivers);
        // Fewer than three drivers leave lanes over.
        for (lane, &head) in heads.iter().enumerate().filter(|(_, head)| **head >> self.head == 0) {
            self.unpack(&walk, lane, head, &mut sums);
        }
        control.advance((1 << self.drivers) / self.tasks() as u64)?;
        Ok(sums)
    }

    /// The node at which the walks of a task start: the head drivers of each lane are in.
    fn node(self, root: &[f64], heads: [usize; LANES]) -> Vec<Lanes> {
        let mut node: Vec<Lanes> = root.iter().map(|&value| Lanes([value; LANES])).collect();
        let mut next = vec![Lanes::ZERO; triangle(self.drivers)];
        for bit in (0..self.head).rev() {
            let row = self.tail() + bit + 1;
            let inverse = node[triangle(row) + row].inverse_pivot();
            let included = Lanes(heads.map(|head| (head >> bit & 1) as f64));
            eliminate(&node, row, inverse * included, &mut next);
            mem::swap(&mut node, &mut next);
        }
        node
    }

    /// Adds one lane of a walk, in which the drivers in `head` are in every subset.
    fn unpack(self, walk: &Walk, lane: usize, head: usize, sums: &mut SubsetSums) {
        let included = head.count_ones() as usize;
        for size in 0..=self.tail() {
            let total = walk.total(size).0[lane];
            sums.total[included + size] += total;
            for bit in (0..self.head).filter(|bit| head >> bit & 1 == 1) {
                sums.with[[self.tail() + bit, included + size]] += total;
            }
            for driver in 0..self.tail() {
                sums.with[[driver, included + size]] += walk.with(driver, size).0[lane];
            }
        }
    }
}

impl SubsetSums {
    fn zero(drivers: usize) -> Self {
        Self { total: vec![0.0; drivers + 1], with: Array2::zeros((drivers, drivers + 1)) }
    }

    fn merge(mut self, other: &Self) -> Self {
        self.total.iter_mut().zip(&other.total).for_each(|(a, b)| *a += b);
        self.with += &other.with;
        self
    }

    /// Number of drivers p.
    pub fn drivers(&self) -> usize {
        self.with.nrows()
    }

    /// R² of the model with all drivers.
    pub fn r2(&self) -> f64 {
        self.total[self.drivers()]
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
        // C(p − 1, k) = C(p − 1, k − 1) (p − k) / k, exact in this order.
        let mut subsets = vec![1.0; p];
        for k in 1..p {
            subsets[k] = subsets[k - 1] * (p - k) as f64 / k as f64;
        }
        Array2::from_shape_fn((p, p), |(j, k)| {
            let without = self.total[k] - self.with[[j, k]];
            (self.with[[j, k + 1]] - without) / subsets[k]
        })
    }
}

#[cfg(test)]
mod tests;
