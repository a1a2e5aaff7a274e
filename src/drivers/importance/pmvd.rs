//! Proportional marginal variance decomposition.

use super::subset_values::SubsetValues;

/// A gain of less than this share of R² is none.
const NOTHING: f64 = 1e-12;

/// The mean gains in R² over all orders of entry S₁ ⊂ S₂ ⊂ ... ⊂ N, an order weighing
///
/// ```text
/// Π_{i=1}^{p−1} 1 / (R²(N) − R²(S_i))
/// ```
///
/// so that a driver without a coefficient gets no share. Sums over orders are made size after size: what comes before a
/// subset times what comes after it.
///
/// Source: Feldman, B. (2005), "Relative importance and value"; Grömping, U. (2007), *The American Statistician* 61,
/// 139-147.
///
/// # Errors
/// The first driver that adds nothing to all others, for which the weights are 0/0.
pub(super) fn pmvd(subsets: &SubsetValues) -> Result<Vec<f64>, usize> {
    let (p, values) = (subsets.drivers(), subsets.values());
    let all = values.len() - 1;
    let full = values[all];
    if let Some(none) = (0..p).find(|driver| p > 1 && full - values[all ^ (1 << driver)] <= NOTHING * full) {
        return Err(none);
    }
    let weight = |bits: usize| if bits == 0 || bits == all { 1.0 } else { full / (full - values[bits]) };
    let members = |bits: usize| (0..p).map(|driver| 1_usize << driver).filter(move |bit| bits & bit != 0);
    let mut before = vec![1.0; values.len()];
    for bits in 1..=all {
        before[bits] = weight(bits) * members(bits).map(|bit| before[bits ^ bit]).sum::<f64>();
    }
    let mut after = vec![1.0; values.len()];
    for bits in (0..all).rev() {
        after[bits] = members(all ^ bits).map(|bit| weight(bits | bit) * after[bits | bit]).sum();
    }
    let mut shares = vec![0.0; p];
    for bits in 0..all {
        for (driver, share) in shares.iter_mut().enumerate() {
            let more = bits | 1 << driver;
            if more != bits {
                *share += before[bits] * weight(more) * after[more] / before[all] * (values[more] - values[bits]);
            }
        }
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::parallel::Control;

    fn shares(joint: &Array2<f64>) -> Result<Vec<f64>, usize> {
        let widths = vec![1; joint.nrows() - 1];
        pmvd(&SubsetValues::of(joint, &widths, &Control::default()).unwrap())
    }

    #[test]
    fn two_drivers_by_hand() {
        // R² alone 0.36 and 0.16, of both 28/75. The order that begins with the first weighs 1 / (28/75 − 0.36), the other
        // 1 / (28/75 − 0.16): 75 and 75/16, so 16 to 1.
        let found = shares(&array![[1.0, 0.5, 0.6], [0.5, 1.0, 0.4], [0.6, 0.4, 1.0]]).unwrap();
        let full = 28.0 / 75.0;
        let expected = [(16.0 * 0.36 + full - 0.16) / 17.0, (16.0 * (full - 0.36) + 0.16) / 17.0];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-14), "{found:?}");
    }

    #[test]
    fn one_driver_has_all_and_one_without_a_coefficient_is_named() {
        assert!((shares(&array![[1.0, 0.6], [0.6, 1.0]]).unwrap()[0] - 0.36).abs() < 1e-15);
        // The second correlates with the outcome as far as the first does it for it: 0.3 = 0.5 x 0.6.
        assert_eq!(shares(&array![[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]]), Err(1));
    }
}
