//! Small dense matrices without a call's overhead: the sweep operator and the Cholesky factor.

/// Sweeps the symmetric `matrix` (p × p, both triangles) on row and column `k`; returns the pivot it held.
///
/// Swept on the columns o, and with m the others, a covariance matrix holds what regressions of m on o are made of:
///
/// ```text
/// [ S_oo  S_om ]      [ -S_oo⁻¹       S_oo⁻¹ S_om             ]
/// [ S_mo  S_mm ]  →   [ S_mo S_oo⁻¹   S_mm - S_mo S_oo⁻¹ S_om ]
/// ```
///
/// Source: Little, R. J. A. & Rubin, D. B. (2002), *Statistical Analysis with Missing Data*, 2nd ed., section 7.4.3.
pub(super) fn sweep(matrix: &mut [f64], p: usize, k: usize) -> f64 {
    let pivot = matrix[k * p + k];
    let row: Vec<f64> = matrix[k * p..(k + 1) * p].iter().map(|x| x / pivot).collect();
    for i in (0..p).filter(|&i| i != k) {
        let factor = matrix[i * p + k];
        for (entry, x) in matrix[i * p..(i + 1) * p].iter_mut().zip(&row) {
            *entry -= factor * x;
        }
        matrix[i * p + k] = row[i];
    }
    matrix[k * p..(k + 1) * p].copy_from_slice(&row);
    matrix[k * p + k] = -1.0 / pivot;
    pivot
}

/// The lower factor L of the symmetric positive semidefinite `matrix` = L Lᵀ (k × k in row order).
///
/// A direction without variance gets a column of zeros, so that it is never drawn along.
pub(super) fn cholesky(matrix: &[f64], k: usize) -> Vec<f64> {
    let mut lower = vec![0.0; k * k];
    for j in 0..k {
        let own = |i: usize, j: usize, lower: &[f64]| {
            let dot: f64 = (0..j).map(|l| lower[i * k + l] * lower[j * k + l]).sum();
            matrix[i * k + j] - dot
        };
        let square = own(j, j, &lower);
        if square <= matrix[j * k + j] * 1e-14 {
            continue;
        }
        lower[j * k + j] = square.sqrt();
        for i in j + 1..k {
            lower[i * k + j] = own(i, j, &lower) / lower[j * k + j];
        }
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sweeping_gives_the_regression_by_hand() {
        // Variances 4 and 9, covariance 2: slope 2/4, what is left 9 - 2²/4 = 8.
        let mut matrix = [4.0, 2.0, 2.0, 9.0];
        assert_eq!(sweep(&mut matrix, 2, 0), 4.0);
        assert_eq!(matrix, [-0.25, 0.5, 0.5, 8.0]);
        // Swept on everything it is minus the inverse: det 32.
        assert_eq!(sweep(&mut matrix, 2, 1), 8.0);
        assert_eq!(matrix, [-9.0 / 32.0, 2.0 / 32.0, 2.0 / 32.0, -4.0 / 32.0]);
    }

    #[test]
    fn the_factor_gives_the_matrix_back_and_skips_what_has_no_variance() {
        let matrix = [4.0, 2.0, 2.0, 2.0, 5.0, 1.0, 2.0, 1.0, 1.0];
        let lower = cholesky(&matrix, 3);
        for (at, expected) in matrix.iter().enumerate() {
            let (i, j) = (at / 3, at % 3);
            let found: f64 = (0..3).map(|l| lower[i * 3 + l] * lower[j * 3 + l]).sum();
            assert!((found - expected).abs() < 1e-15);
        }
        assert_eq!(lower[8], 0.0, "the third is half of the first");
    }
}
