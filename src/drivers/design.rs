//! Which columns explain which, and their correlations.

use ndarray::{Array1, Array2, Axis};

use crate::accumulate::Moments;
use crate::error::{Error, Result};

/// A spread of this share of the size of the values is rounding, not variation.
pub(super) const ROUNDING: f64 = 1e-13;

/// The outcome and the drivers as positions in a [`Moments`], with the names of all its columns.
#[derive(Debug, Clone, Copy)]
pub struct Design<'a> {
    /// Name of every column of the moments.
    pub names: &'a [String],
    /// Position of the outcome.
    pub outcome: usize,
    /// Positions of the p drivers.
    pub drivers: &'a [usize],
    /// Whether sums of squares are taken about the means (true) or about zero.
    pub intercept: bool,
}

impl Design<'_> {
    /// Names of the drivers whose position among the drivers is wanted.
    pub fn driver_names(&self, wanted: impl Fn(usize) -> bool) -> Vec<String> {
        self.drivers.iter().enumerate().filter(|(j, _)| wanted(*j)).map(|(_, &column)| self.name(column)).collect()
    }

    /// The error of a model with more terms than the `found` complete cases allow.
    pub fn too_few(&self, found: u64) -> Error {
        let drivers = match self.drivers.len() {
            1 => "1 driver".to_owned(),
            count => format!("{count} drivers"),
        };
        let what = format!("a regression of '{}' on {drivers}", self.name(self.outcome));
        let needed = self.drivers.len() + usize::from(self.intercept) + 1;
        Error::TooFewCases { what, found, needed: needed as u64 }
    }

    pub(super) fn name(&self, column: usize) -> String {
        self.names.get(column).cloned().unwrap_or_default()
    }
}

/// Moments on the correlation scale: unit-free, so that the units of a driver cannot cost digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaled {
    /// p × p correlations among the drivers.
    pub drivers: Array2<f64>,
    /// p correlations with the outcome.
    pub outcome: Array1<f64>,
    /// p root sums of squares of the drivers.
    pub driver_roots: Array1<f64>,
    /// Root sum of squares of the outcome.
    pub outcome_root: f64,
}

impl Scaled {
    /// The (p + 1) × (p + 1) correlation matrix, the outcome last.
    pub fn joint(&self) -> Array2<f64> {
        let p = self.outcome.len();
        Array2::from_shape_fn((p + 1, p + 1), |(i, j)| match (i == p, j == p) {
            (true, true) => 1.0,
            (true, false) => self.outcome[j],
            (false, true) => self.outcome[i],
            (false, false) => self.drivers[[i, j]],
        })
    }
}

/// Correlations of the columns of `design` (cosines about zero when it has no intercept).
///
/// # Errors
/// [`Error::TooFewCases`] for moments without these columns, as the identity is; [`Error::Constant`] naming the first
/// column that does not vary.
pub fn correlation(moments: &Moments, design: &Design<'_>) -> Result<Scaled> {
    let order: Vec<usize> = design.drivers.iter().copied().chain([design.outcome]).collect();
    let chosen = moments.select(&order).ok_or_else(|| design.too_few(0))?;
    let (means, mut squares) = (chosen.mean(), chosen.comoment().to_owned());
    if !design.intercept {
        let column = means.insert_axis(Axis(1));
        squares = squares + column.dot(&column.t()) * moments.sum_w();
    }
    let roots = squares.diag().mapv(f64::sqrt);
    for (position, root) in roots.iter().enumerate() {
        // Without an intercept a column that is nowhere zero varies about zero by itself.
        let least = means[position].abs() * moments.sum_w().sqrt() * ROUNDING;
        if root.is_nan() || *root <= least || *root == 0.0 {
            return Err(Error::Constant { column: design.name(order[position]), n: moments.n() });
        }
    }
    let p = design.drivers.len();
    let cosine = |i: usize, j: usize| if i == j { 1.0 } else { squares[[i, j]] / (roots[i] * roots[j]) };
    Ok(Scaled {
        drivers: Array2::from_shape_fn((p, p), |(i, j)| cosine(i, j)),
        outcome: Array1::from_shape_fn(p, |i| cosine(i, p)),
        driver_roots: roots.iter().take(p).copied().collect(),
        outcome_root: roots[p],
    })
}

/// Correlations in row order; a column that does not vary has zeros, on the diagonal, too.
pub(super) fn correlations(moments: &Moments) -> Vec<f64> {
    let (mean, comoment) = (moments.mean(), moments.comoment());
    let scale = |(square, mean): (&f64, &f64)| {
        let root = square.sqrt();
        if root > mean.abs() * moments.sum_w().sqrt() * ROUNDING { 1.0 / root } else { 0.0 }
    };
    let scale: Vec<f64> = comoment.diag().iter().zip(mean).map(scale).collect();
    let entry = |((i, j), value): ((usize, usize), &f64)| {
        if i == j { f64::from(u8::from(scale[i] > 0.0)) } else { value * scale[i] * scale[j] }
    };
    comoment.indexed_iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_without_the_columns_are_too_few_cases() {
        let names = ["y", "x"].map(String::from);
        let design = Design { names: &names, outcome: 0, drivers: &[1], intercept: true };
        for moments in [Moments::default(), Moments::empty(1)] {
            assert_eq!(correlation(&moments, &design), Err(design.too_few(0)));
        }
    }
}
