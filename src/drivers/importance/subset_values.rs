//! R² of every subset, held: what complete dominance and PMVD are read off.

use ndarray::Array2;

use super::lattice::subset_counts;
use crate::drivers::packed::{include, triangle};
use crate::error::{Error, Result};
use crate::parallel::{Control, map};

/// Most drivers of which all subsets are held.
pub const VALUES_LIMIT: usize = 20;
/// Drivers of which the subsets are one piece of work.
const PIECE: usize = 14;
/// R² this near to each other are equal.
const EQUAL: f64 = 1e-12;

/// R² of all 2^p subsets of p drivers.
#[derive(Debug, Clone, PartialEq)]
pub struct SubsetValues {
    drivers: usize,
    /// \[bits\]: bit j is set where driver j is in.
    values: Vec<f64>,
}

impl SubsetValues {
    /// From the correlations of the columns of the drivers and of the outcome, which is last. `control` counts subsets.
    ///
    /// # Errors
    /// [`Error::TooManyDrivers`] above [`VALUES_LIMIT`], [`Error::Interrupted`].
    pub(super) fn of(joint: &Array2<f64>, widths: &[usize], control: &Control) -> Result<Self> {
        let drivers = widths.len();
        if drivers > VALUES_LIMIT {
            let what = "dominance (all subsets held)";
            return Err(Error::TooManyDrivers { what, found: drivers, limit: VALUES_LIMIT });
        }
        let outcome = joint.nrows() - 1;
        let place = |i: usize| if i == 0 { outcome } else { i - 1 };
        let mut root: Vec<f64> = (0..=outcome)
            .flat_map(|i| (0..=i).map(move |j| (i, j)))
            .map(|(i, j)| joint[[place(i), place(j)]])
            .collect();
        root[0] = 0.0;
        let (below, above) = widths.split_at(drivers.min(PIECE));
        let piece = |bits: usize| {
            control.advance(0)?;
            let mut values = vec![0.0; 1 << below.len()];
            let node = including(&root, below.iter().sum(), above, bits);
            fill(&node, below.iter().sum(), below, &mut values);
            control.advance(values.len() as u64)?;
            Ok(values)
        };
        let pieces: Vec<Vec<f64>> = map(1 << above.len(), piece).into_iter().collect::<Result<_>>()?;
        Ok(Self { drivers, values: pieces.concat() })
    }

    pub(super) fn times(mut self, share: f64) -> Self {
        self.values.iter_mut().for_each(|value| *value *= share);
        self
    }

    /// Number of drivers p.
    pub fn drivers(&self) -> usize {
        self.drivers
    }

    /// R² by the bits of the subset.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// p × p: share of the subsets of the others to which driver (row) adds more than driver (column); equal gains are half
    /// a case each. 1 is complete dominance (Azen & Budescu, Psychological Methods 8, 2003).
    pub fn complete(&self) -> Array2<f64> {
        let p = self.drivers;
        let mut shares = Array2::from_elem((p, p), 0.5);
        for (i, j) in (0..p).flat_map(|i| (0..i).map(move |j| (i, j))) {
            let (first, second) = (1 << i, 1 << j);
            let without = (0..self.values.len()).filter(|bits| bits & (first | second) == 0);
            let wins = |bits: usize| {
                let difference = self.values[bits | first] - self.values[bits | second];
                if difference.abs() <= EQUAL { 0.5 } else { f64::from(u8::from(difference > 0.0)) }
            };
            let share = without.map(wins).sum::<f64>() / (self.values.len() / 4) as f64;
            shares[[i, j]] = share;
            shares[[j, i]] = 1.0 - share;
        }
        shares
    }

    /// Mean gain of a driver (row) on top of the subsets of k = 0..p others (column), p × p.
    pub fn conditional(&self) -> Array2<f64> {
        let p = self.drivers;
        let counts = subset_counts(p.saturating_sub(1));
        let mut gains = Array2::zeros((p, p));
        for (bits, value) in self.values.iter().enumerate() {
            let size = bits.count_ones() as usize;
            for driver in 0..p {
                let bit = 1 << driver;
                if bits & bit == 0 {
                    gains[[driver, size]] += (self.values[bits | bit] - value) / counts[size];
                }
            }
        }
        gains
    }
}

/// The matrix of the columns `rows` and of the outcome, given those drivers `above` of which the bit is set.
fn including(root: &[f64], rows: usize, above: &[usize], bits: usize) -> Vec<f64> {
    let mut node = root.to_vec();
    let mut end = rows + 1 + above.iter().sum::<usize>();
    for (bit, width) in above.iter().enumerate().rev() {
        if bits >> bit & 1 == 1 {
            include(&mut node, end - width..end);
        }
        end -= width;
        node.truncate(triangle(end));
    }
    node
}

/// Writes R² of the subsets of the drivers, of which the last is decided on first: out, then in.
fn fill(node: &[f64], rows: usize, widths: &[usize], values: &mut [f64]) {
    let Some((&width, before)) = widths.split_last() else {
        values.fill(-node[0]);
        return;
    };
    let (out, within) = values.split_at_mut(values.len() / 2);
    fill(node, rows - width, before, out);
    let mut given = node[..triangle(rows + 1)].to_vec();
    include(&mut given, rows + 1 - width..rows + 1);
    fill(&given, rows - width, before, within);
}
