//! The correlation matrix nearest to a matrix that is none.

use ndarray::{Array1, Array2, ArrayView2};

use crate::linalg::symmetric_eigen;

/// Steps after which the projections have met as nearly as they will.
const MOST_STEPS: usize = 1000;
/// Change of an entry that counts as none.
const SETTLED: f64 = 1e-10;

/// The matrix with ones on the diagonal and no eigenvalue below `floor` nearest to `matrix` in the sum of squares.
///
/// Alternates between the nearest matrix without small eigenvalues and the nearest with ones on the diagonal, with
/// Dykstra's correction for the first. A positive floor keeps the result away from singularity, where regressions have
/// no value. `None` if the decomposition fails.
///
/// Source: Higham, N. J. (2002), "Computing the nearest correlation matrix — a problem from finance", *IMA Journal of
/// Numerical Analysis* 22, 329–343.
pub fn nearest_correlation(matrix: ArrayView2<'_, f64>, floor: f64) -> Option<Array2<f64>> {
    let mut found = matrix.to_owned();
    let mut correction = Array2::zeros(found.raw_dim());
    for _ in 0..MOST_STEPS {
        let corrected = &found - &correction;
        let raised = raise_eigenvalues(&corrected, floor)?;
        correction = &raised - &corrected;
        let before = std::mem::replace(&mut found, raised);
        found.diag_mut().fill(1.0);
        if (&found - &before).iter().all(|change| change.abs() <= SETTLED) {
            break;
        }
    }
    // The last step left the eigenvalues a hair below the floor, or further if the steps ran out.
    let raised = raise_eigenvalues(&found, floor)?;
    let roots: Array1<f64> = raised.diag().mapv(f64::sqrt);
    let scaled = |i: usize, j: usize| if i == j { 1.0 } else { raised[[i, j]] / (roots[i] * roots[j]) };
    Some(Array2::from_shape_fn(raised.raw_dim(), |(i, j)| scaled(i.max(j), i.min(j))))
}

fn raise_eigenvalues(matrix: &Array2<f64>, floor: f64) -> Option<Array2<f64>> {
    let eigen = symmetric_eigen(matrix.view())?;
    let raised = eigen.values.mapv(|value| value.max(floor));
    Some((&eigen.vectors * &raised).dot(&eigen.vectors.t()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn highams_example() {
        // Higham (2002), section 4: the nearest to tridiag(1, 1, 1) of size 3 has entries 0.7607 and 0.1573.
        let matrix = arr2(&[[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]]);
        let found = nearest_correlation(matrix.view(), 0.0).unwrap();
        assert!((found[[0, 1]] - 0.7607).abs() < 5e-5 && (found[[0, 2]] - 0.1573).abs() < 5e-5, "{found}");
        assert!(symmetric_eigen(found.view()).unwrap().values[0] > -1e-8);
    }

    #[test]
    fn a_correlation_matrix_stays_and_a_floor_holds() {
        let good = arr2(&[[1.0, 0.5], [0.5, 1.0]]);
        let found = nearest_correlation(good.view(), 0.01).unwrap();
        assert!((&found - &good).iter().all(|d| d.abs() < 1e-12));
        let bad = arr2(&[[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]);
        let found = nearest_correlation(bad.view(), 0.01).unwrap();
        assert!(found.diag().iter().all(|d| *d == 1.0) && found == found.t());
        let least = symmetric_eigen(found.view()).unwrap().values[0];
        assert!((least - 0.01).abs() < 1e-4, "{least}");
        // By symmetry 0.9 becomes a and -0.9 becomes -a; the least eigenvalue 1 - 2a is 0.01 at a = 0.495.
        assert!((found[[0, 1]] - 0.495).abs() < 1e-4 && (found[[0, 2]] + 0.495).abs() < 1e-4);
    }
}
