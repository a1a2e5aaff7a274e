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
