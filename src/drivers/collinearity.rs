//! Which terms of a model share the variance that nobody can tell apart.

use ndarray::{Array1, Array2};

use crate::accumulate::Moments;
use crate::linalg::{right_singular, symmetric_eigen};

/// Condition indices and variance-decomposition proportions of the k terms of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Collinearity {
    /// k square roots of the largest over each eigenvalue of X'WX, ascending; columns of length 1, not centred.
    pub index: Array1<f64>,
    /// \[index, term\]: the share of the term's variance that goes with the index; columns sum to 1.
    pub shares: Array2<f64>,
}

/// Decomposes the variances of the terms of a model, of which the outcome is the first column of the moments (Belsley,
/// Kuh and Welsch 1980, Regression Diagnostics, section 3.2). With an intercept, that is the first term.
///
/// `None` where the decomposition does not settle, as it does not on NaN.
pub fn collinearity(moments: &Moments, intercept: bool) -> Option<Collinearity> {
    let root = root(moments, usize::from(intercept))?;
    // Singular values of a root of X'WX have the digits that its eigenvalues, their squares, have lost.
    let (values, vectors) = right_singular(root.view())?;
    let values = values.mapv(|value| value.max(f64::MIN_POSITIVE.sqrt()));
    let mut shares = Array2::from_shape_fn(vectors.dim(), |(i, j)| (vectors[[j, i]] / values[i]).powi(2));
    for mut term in shares.columns_mut() {
        term /= term.sum();
    }
    let largest = values.first().copied().unwrap_or(f64::NAN);
    Some(Collinearity { index: values.mapv(|value| largest / value), shares })
}

/// A matrix R with R'R the products of the terms about zero, columns scaled to length 1; `lead` intercepts come first.
///
/// It is taken of the correlations, so that units do not matter.
fn root(moments: &Moments, lead: usize) -> Option<Array2<f64>> {
    let (comoment, mean) = (moments.comoment(), moments.mean());
    let p = mean.len().checked_sub(1)?;
    // Without an intercept a column may be constant.
    let length: Vec<f64> = (1..=p).map(|j| comoment[[j, j]].sqrt()).map(|x| if x == 0.0 { 1.0 } else { x }).collect();
    let correlation = Array2::from_shape_fn((p, p), |(i, j)| comoment[[i + 1, j + 1]] / (length[i] * length[j]));
    let eigen = symmetric_eigen(correlation.view())?;
    let level = moments.sum_w().sqrt();
    let mut root = Array2::from_shape_fn((1 + p, lead + p), |(i, j)| match (i.checked_sub(1), j.checked_sub(lead)) {
        (None, None) => level,
        (None, Some(j)) => level * mean[j + 1],
        (Some(_), None) => 0.0,
        (Some(i), Some(j)) => eigen.values[i].max(0.0).sqrt() * eigen.vectors[[j, i]] * length[j],
    });
    for mut term in root.columns_mut() {
        term /= term.dot(&term).sqrt();
    }
    Some(root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{Column, Given, moments};
    use crate::parallel::Control;
    use crate::weights::WeightPower;
    use ndarray::Axis;

    #[test]
    fn two_terms_by_hand() {
        // About zero x = (1, 1, -1, -1) and z = (1, 1, 1, -1) have the cosine 1/2: eigenvalues 3/2 and 1/2, index √3, and
        // with equal entries in both vectors shares 1/4 and 3/4 (1 / 1.5 against 1 / 0.5).
        let columns = [[0.0, 1.0, 2.0, 3.0], [1.0, 1.0, -1.0, -1.0], [1.0, 1.0, 1.0, -1.0]];
        let columns = columns.each_ref().map(|values| Column::of_f64("x", values));
        let found = moments(Given::new(&columns, None), WeightPower::One, &Control::default()).unwrap();
        let found = collinearity(&found[0], false).unwrap();
        assert!((found.index[0] - 1.0).abs() < 1e-14 && (found.index[1] - 3.0_f64.sqrt()).abs() < 1e-14);
        for term in 0..2 {
            assert!((found.shares[[0, term]] - 0.25).abs() < 1e-14 && (found.shares[[1, term]] - 0.75).abs() < 1e-14);
        }
        assert!(found.shares.sum_axis(Axis(0)).iter().all(|sum| (sum - 1.0).abs() < 1e-15));
    }
}
