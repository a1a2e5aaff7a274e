//! Importances that are read off one or two models, from the correlations of drivers and outcome (last).

use ndarray::{Array1, Array2};

use crate::drivers::packed::{include, triangle};
use crate::linalg::symmetric_eigen;

/// An eigenvalue of correlations below this is rounding: the drivers depend on each other.
const DEPENDENT: f64 = 1e-12;

/// R² of some columns; one that is a combination of those after it adds nothing.
pub(super) fn r2(joint: &Array2<f64>, columns: &[usize]) -> f64 {
    let outcome = joint.nrows() - 1;
    let place = |i: usize| if i == 0 { outcome } else { columns[i - 1] };
    let mut node = Vec::with_capacity(triangle(columns.len() + 1));
    for i in 0..=columns.len() {
        node.extend((0..=i).map(|j| joint[[place(i), place(j)]]));
    }
    node[0] = 0.0;
    include(&mut node, 1..columns.len() + 1);
    -node[0]
}

/// R² of every driver alone, or what R² loses without it (`last`).
pub(super) fn one_model(last: bool, joint: &Array2<f64>, drivers: &[Vec<usize>]) -> Vec<f64> {
    if !last {
        return drivers.iter().map(|own| r2(joint, own)).collect();
    }
    let all: Vec<usize> = drivers.iter().flatten().copied().collect();
    let full = r2(joint, &all);
    let loss = |own: &Vec<usize>| {
        let others: Vec<usize> = all.iter().copied().filter(|column| !own.contains(column)).collect();
        full - r2(joint, &others)
    };
    drivers.iter().map(loss).collect()
}

/// Squared standardized coefficients, or these times the correlation with the outcome (Pratt's measure); none of drivers
/// that depend on each other.
///
/// Source: Pratt, J. W. (1987), "Dividing the indivisible", *Proc. 2nd Tampere Conference in Statistics*.
pub(super) fn of_coefficients(pratt: bool, joint: &Array2<f64>) -> Option<Vec<f64>> {
    let spectrum = Spectrum::of(joint);
    if spectrum.values.iter().any(|value| *value <= DEPENDENT) {
        return None;
    }
    let coefficients = spectrum.times(|value| 1.0 / value);
    let other = if pratt { spectrum.outcome } else { coefficients.clone() };
    Some(coefficients.iter().zip(&other).map(|(b, r)| b * r).collect())
}

/// Johnson's relative weights: with R = V Λ V' the correlations of the drivers and r theirs with the outcome,
///
/// ```text
/// ε_j = Σ_k (R^½)²_jk β*_k²        β* = R^−½ r
/// ```
///
/// β* being the coefficients of the orthonormal columns that are nearest to the drivers; or the squares of β* themselves,
/// the squared correlation-adjusted correlations (`car`). Directions without variance are left out.
///
/// Sources: Johnson, J. W. (2000), *Multivariate Behavioral Research* 35, 1-19; Genizi, A. (1993), *Statistica Sinica* 3,
/// 407-420; Zuber, V. & Strimmer, K. (2011), *Statistical Applications in Genetics and Molecular Biology* 10.
pub(super) fn johnson(car: bool, joint: &Array2<f64>) -> Vec<f64> {
    let spectrum = Spectrum::of(joint);
    let squares = spectrum.times(|value| if value > DEPENDENT { value.sqrt().recip() } else { 0.0 }).mapv(|b| b * b);
    if car {
        return squares.to_vec();
    }
    let roots = spectrum.values.mapv(|value| value.max(0.0).sqrt());
    let half = (&spectrum.vectors * &roots).dot(&spectrum.vectors.t());
    half.mapv(|entry| entry * entry).dot(&squares).to_vec()
}

/// Eigenvalues and vectors of the correlations of the drivers, and their correlations with the outcome.
struct Spectrum {
    values: Array1<f64>,
    vectors: Array2<f64>,
    outcome: Array1<f64>,
}

impl Spectrum {
    /// Of correlations that are no numbers everything is NaN.
    fn of(joint: &Array2<f64>) -> Self {
        let p = joint.nrows() - 1;
        let outcome = Array1::from_shape_fn(p, |j| joint[[p, j]]);
        let among = Array2::from_shape_fn((p, p), |(i, j)| joint[[i, j]]);
        if let Some(found) = symmetric_eigen(among.view()) {
            return Self { values: found.values, vectors: found.vectors, outcome };
        }
        Self { values: Array1::from_elem(p, f64::NAN), vectors: Array2::from_elem((p, p), f64::NAN), outcome }
    }

    /// V f(Λ) V' r
    fn times(&self, f: impl Fn(f64) -> f64) -> Array1<f64> {
        self.vectors.dot(&(self.values.mapv(f) * self.vectors.t().dot(&self.outcome)))
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn close(found: &[f64], expected: &[f64]) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-14), "{found:?} is not {expected:?}");
    }

    #[test]
    fn two_drivers_by_hand() {
        // Correlations with the outcome 0.6 and 0.4, between them 0.5: coefficients (0.6 − 0.2) / 0.75, (0.4 − 0.3) / 0.75.
        let joint = array![[1.0, 0.5, 0.6], [0.5, 1.0, 0.4], [0.6, 0.4, 1.0]];
        let (first, second) = (0.4 / 0.75, 0.1 / 0.75);
        close(&of_coefficients(false, &joint).unwrap(), &[first * first, second * second]);
        close(&of_coefficients(true, &joint).unwrap(), &[0.6 * first, 0.4 * second]);
        let drivers = [vec![0], vec![1]];
        close(&one_model(false, &joint, &drivers), &[0.36, 0.16]);
        close(&one_model(true, &joint, &drivers), &[28.0 / 75.0 - 0.16, 28.0 / 75.0 - 0.36]);
        // R^½ of equal correlations has the entries (√1.5 ± √0.5) / 2, R^−½ (1/√1.5 ± 1/√0.5) / 2.
        let (sum, difference) = (1.0 / 1.5_f64.sqrt(), 1.0 / 0.5_f64.sqrt());
        let (own, other) = (f64::midpoint(sum, difference), (sum - difference) / 2.0);
        let z = [own * 0.6 + other * 0.4, other * 0.6 + own * 0.4].map(|b: f64| b * b);
        close(&johnson(true, &joint), &z);
        let (large, small) = (1.5_f64.sqrt(), 0.5_f64.sqrt());
        let (own, other) = (f64::midpoint(large, small), (large - small) / 2.0);
        let squares = [own * own, other * other];
        close(&johnson(false, &joint), &[squares[0] * z[0] + squares[1] * z[1], squares[1] * z[0] + squares[0] * z[1]]);
    }

    #[test]
    fn equal_drivers_have_no_coefficients_and_share_alike() {
        let joint = array![[1.0, 1.0, 0.6], [1.0, 1.0, 0.6], [0.6, 0.6, 1.0]];
        assert_eq!(of_coefficients(true, &joint), None);
        close(&johnson(false, &joint), &[0.18, 0.18]);
        assert!((r2(&joint, &[0, 1]) - 0.36).abs() < 1e-15);
    }
}
