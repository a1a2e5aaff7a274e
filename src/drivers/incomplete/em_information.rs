//! How sure the maximum-likelihood estimates of incomplete answers are: the observed information.

use ndarray::Array2;

use super::em::{CHUNK, Em, Normal, dependent};
use super::{Incomplete, PatternMoments};
use crate::error::Result;
use crate::linalg::Spd;
use crate::parallel::{Control, map_merge};
use crate::weights::WeightType;

/// Variance matrix of the estimated means and covariances, from the observed information.
///
/// The q = p + p(p + 1)/2 parameters are the means, then the covariances (i, j) with i ≥ j, row by row of the lower
/// triangle, in the units of the columns. The information is the negative second derivative of the likelihood of the
/// answers there are, so that what is missing counts as unknown. For a pattern of weight w with mean μ + z and squares M
/// about μ it is, for changes d, e of μ and D, E of S, with zeros where a column is not answered,
///
/// ```text
/// (d, e): w dᵀ A e        (d, D): w dᵀ A D A z        (D, E): tr(D A E G)        A = S_oo⁻¹,  G = A M A - w/2 A
/// ```
///
/// Source: Savalei, V. (2010), "Expected versus observed information in SEM with incomplete normal and nonnormal data",
/// *Psychological Methods* 15, 352–367.
///
/// # Errors
/// [`crate::error::Error::Degenerate`] where the information is singular, [`crate::error::Error::Interrupted`].
pub fn em_variance(rows: &Incomplete, found: &Em, kind: WeightType, control: &Control) -> Result<Array2<f64>> {
    let patterns = rows.pattern_moments(rows.rows().weights(), control)?;
    let (p, at) = (rows.p(), &found.normal);
    let pairs: Vec<(usize, usize)> = (0..p).flat_map(|i| (0..=i).map(move |j| (i, j))).collect();
    let q = p + pairs.len();
    let part = |index: usize| {
        let mut sums = vec![0.0; q * q];
        for pattern in patterns.iter().skip(index * CHUNK).take(CHUNK) {
            control.inner().advance(0)?;
            add_information(pattern, at, &pairs, &mut sums).ok_or_else(|| dependent(rows, at))?;
        }
        Ok(sums)
    };
    let merge = |mut a: Vec<f64>, b: Vec<f64>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        Ok(a)
    };
    let sums = map_merge(patterns.len().div_ceil(CHUNK), part, merge)?.unwrap_or_default();
    let per_weight = rows.per_weight(kind);
    let information = Array2::from_shape_fn((q, q), |(i, j)| sums[i.max(j) * q + i.min(j)] * per_weight);
    let inverse = Spd::factor(information.view()).ok_or_else(|| dependent(rows, at))?.inverse();
    let sd = |j: usize| rows.answers()[j].sd;
    let unit: Vec<f64> = (0..p).map(sd).chain(pairs.iter().map(|&(i, j)| sd(i) * sd(j))).collect();
    Ok(Array2::from_shape_fn((q, q), |(i, j)| inverse[[i, j]] * unit[i] * unit[j]))
}

/// Adds the information of a pattern to the lower triangle of `sums`.
fn add_information(pattern: &PatternMoments, at: &Normal, pairs: &[(usize, usize)], sums: &mut [f64]) -> Option<()> {
    let (p, o, w) = (at.p(), pattern.observed.len(), pattern.sum_w);
    let q = p + pairs.len();
    let (swept, _) = at.given(&pattern.observed)?;
    let mut inverse = vec![0.0; p * p];
    let (mut z, mut squares) = (vec![0.0; p], vec![0.0; p * p]);
    for (a, &i) in pattern.observed.iter().enumerate() {
        z[i] = pattern.mean[a] - at.mean[i];
    }
    for (a, &i) in pattern.observed.iter().enumerate() {
        for (b, &j) in pattern.observed.iter().enumerate() {
            inverse[i * p + j] = -swept[i * p + j];
            squares[i * p + j] = pattern.comoment.get(a * o + b).copied().unwrap_or(0.0) + w * z[i] * z[j];
        }
    }
    let product = |x: &[f64], y: &[f64]| {
        let entry = |at: usize| (0..p).map(|k| x[at / p * p + k] * y[k * p + at % p]).sum::<f64>();
        (0..p * p).map(entry).collect::<Vec<f64>>()
    };
    let full = product(&product(&inverse, &squares), &inverse);
    let scores: Vec<f64> = (0..p).map(|i| (0..p).map(|k| inverse[i * p + k] * z[k]).sum()).collect();
    let (a, g) =
        (|i: usize, j: usize| inverse[i * p + j], |i: usize, j: usize| full[i * p + j] - 0.5 * w * inverse[i * p + j]);
    let seen: Vec<bool> = (0..p).map(|j| pattern.observed.contains(&j)).collect();
    for i in 0..p {
        for j in 0..=i {
            sums[i * q + j] += w * a(i, j);
        }
    }
    for (row, &(i, j)) in pairs.iter().enumerate().filter(|(_, (i, j))| seen[*i] && seen[*j]) {
        let target = &mut sums[(p + row) * q..];
        // A unit change of covariance (i, j) changes both (i, j) and (j, i).
        let twice = if i == j { 1.0 } else { 2.0 };
        for (k, entry) in target.iter_mut().take(p).enumerate() {
            *entry += w * twice / 2.0 * (a(k, i) * scores[j] + a(k, j) * scores[i]);
        }
        for (column, &(k, l)) in pairs[..=row].iter().enumerate().filter(|(_, (k, l))| seen[*k] && seen[*l]) {
            let both = if k == l { 1.0 } else { 2.0 };
            let four = a(i, k) * g(j, l) + a(i, l) * g(j, k) + a(j, k) * g(i, l) + a(j, l) * g(i, k);
            target[p + column] += twice * both / 4.0 * four;
        }
    }
    Some(())
}
