//! The walk behind [`super::subset_sums`]: include or exclude one driver at a time, depth first.
//!
//! A node of the walk is the residual covariance of the outcome and the drivers not yet decided on, given those
//! included so far. It is a packed lower triangle: row 0 is the outcome, row i the i-th undecided driver, and element
//! (i, j) is at i (i + 1) / 2 + j. The next driver to decide on is the last row, so excluding it is taking a shorter
//! slice, and including it is one Schur complement. Element (0, 0) starts at 0 instead of 1: it is −R² at every node.
//!
//! Eight walks run side by side in the lanes of [`Lanes`]; they differ in the drivers decided on before the walk.

use crate::drivers::lanes::Lanes;
use crate::drivers::packed::{eliminate, triangle};

/// What a walk over the subsets of `drivers` drivers returns, in each lane.
pub(super) struct Walk {
    drivers: usize,
    /// Sum of R² over the subsets of k drivers; k = 0..=drivers.
    total: Vec<Lanes>,
    /// The same over the subsets that contain the driver: \[driver\]\[k\], row by row.
    with: Vec<Lanes>,
}

impl Walk {
    /// Walks from a node with `drivers` undecided drivers.
    pub(super) fn over(node: &[Lanes], drivers: usize) -> Self {
        let mut work = vec![Lanes::ZERO; (1..=drivers).map(|rows| triangle(rows) + rows).sum()];
        let mut total = vec![Lanes::ZERO; drivers + 1];
        let mut walk = Self { drivers, total: Vec::new(), with: vec![Lanes::ZERO; drivers * (drivers + 1)] };
        walk.node(node, drivers, 0, &mut work, &mut total);
        walk.total = total;
        walk
    }

    /// Sum of R² over the subsets of `size` drivers.
    pub(super) fn total(&self, size: usize) -> Lanes {
        self.total[size]
    }

    /// Sum of R² over the subsets of `size` drivers that contain `driver`.
    pub(super) fn with(&self, driver: usize, size: usize) -> Lanes {
        self.with[driver * (self.drivers + 1) + size]
    }

    /// Writes to `sums`\[k\] the sum of R² over the subsets below a node that include k of its undecided drivers.
    ///
    /// `rows` drivers are undecided and `size` included. The last levels have a copy of the code each, in which the
    /// compiler knows the number of rows and unrolls the loops.
    fn node(&mut self, node: &[Lanes], rows: usize, size: usize, work: &mut [Lanes], sums: &mut [Lanes]) {
        match rows {
            0 => sums[0] = Lanes::ZERO - node[0],
            1 => self.branch::<1>(node, rows, size, work, sums),
            2 => self.branch::<2>(node, rows, size, work, sums),
            3 => self.branch::<3>(node, rows, size, work, sums),
            4 => self.branch::<4>(node, rows, size, work, sums),
            5 => self.branch::<5>(node, rows, size, work, sums),
            6 => self.branch::<6>(node, rows, size, work, sums),
            _ => self.branch::<0>(node, rows, size, work, sums),
        }
    }

    /// Excludes, then includes the last driver. `ROWS` is `rows`, or 0 when it is not known at compile time.
    fn branch<const ROWS: usize>(
        &mut self,
        node: &[Lanes],
        rows: usize,
        size: usize,
        work: &mut [Lanes],
        sums: &mut [Lanes],
    ) {
        let last = if ROWS == 0 { rows } else { ROWS };
        let (next, work) = work.split_at_mut(triangle(last));
        let (included, work) = work.split_at_mut(last);
        self.node(node, last - 1, size, work, sums);
        eliminate(node, last, node[triangle(last) + last].inverse_pivot(), next);
        self.node(next, last - 1, size + 1, work, included);
        sums[last] = Lanes::ZERO;
        let start = (last - 1) * (self.drivers + 1) + size + 1;
        let with = &mut self.with[start..][..last];
        for ((sum, with), below) in sums[1..=last].iter_mut().zip(with).zip(included) {
            *sum += *below;
            *with += *below;
        }
    }
}
