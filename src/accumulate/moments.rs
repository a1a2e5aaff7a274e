//! Weighted means and co-moments: all that regression, importance, reliability and path models need of the rows.

use ndarray::{ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use super::Enveloped;
use crate::error::{Error, Result};
use crate::weights::{Base, ROUNDING};

/// Weighted moments of `p` columns over the complete rows, about the means.
///
/// ```text
/// sum_w    = Σ wᵢ                          mean     = Σ wᵢ xᵢ / sum_w                  (p)
/// sum_w2   = Σ wᵢ²                         comoment = Σ wᵢ (xᵢ − mean)(xᵢ − mean)ᵀ     (p × p)
/// ```
///
/// Only rows with a positive weight and an answer in every column count. [`Moments::default`] is the identity of
/// [`Moments::merge`]: it has no columns and goes with any.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Moments {
    pub(super) n: u64,
    pub(super) sum_w: f64,
    pub(super) sum_w2: f64,
    /// Length p.
    pub(super) mean: Vec<f64>,
    /// p × p in row order, both triangles.
    pub(super) comoment: Vec<f64>,
    pub(super) n_missing: u64,
    pub(super) n_zero_weight: u64,
    /// What the means are more than `mean` holds, far below its last digit; empty where that is not known.
    ///
    /// The co-moments of parts that are merged take differences of means, which lose the digits that the means share.
    /// Means of answers near 1e9 hold seven digits behind the point, and these hold the next sixteen.
    #[serde(default)]
    pub(super) mean_low: Vec<f64>,
}

impl Moments {
    /// Moments of `p` columns and no rows.
    pub fn empty(p: usize) -> Self {
        Self { mean: vec![0.0; p], comoment: vec![0.0; p * p], ..Self::default() }
    }

    /// Moments that were not accumulated row by row but estimated, as from incomplete rows.
    ///
    /// `base` says how many rows they stand for; `comoment` is p × p in row order, of which the lower triangle is read.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if the lengths do not fit together or a number is not finite.
    pub fn of_parts(base: Base, mean: Vec<f64>, mut comoment: Vec<f64>) -> Result<Self> {
        let p = mean.len();
        if comoment.len() == p * p {
            (0..p * p).filter(|at| at / p < at % p).for_each(|at| comoment[at] = comoment[at % p * p + at / p]);
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of rows, at least 0")]
        let n = base.n.round() as u64;
        let made = Self { n, sum_w: base.sum_w, sum_w2: base.sum_w2, mean, comoment, ..Self::default() };
        made.validate().map_err(|reason| Error::Corrupt { kind: Self::NAME, reason })?;
        Ok(made)
    }

    /// Number of columns.
    pub fn p(&self) -> usize {
        self.mean.len()
    }

    /// Rows used: complete and of positive weight.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Rows of positive weight that were left out because an answer is missing in one of the columns.
    pub fn n_missing(&self) -> u64 {
        self.n_missing
    }

    /// Rows left out because their weight is zero, complete or not.
    pub fn n_zero_weight(&self) -> u64 {
        self.n_zero_weight
    }

    /// Sum of the weights of the rows used; their number if there are no weights.
    pub fn sum_w(&self) -> f64 {
        self.sum_w
    }

    /// Sum of the squared weights of the rows used.
    pub fn sum_w2(&self) -> f64 {
        self.sum_w2
    }

    /// Rows used, the sum of their weights and that of their squared weights.
    pub fn base(&self) -> Base {
        Base { n: self.n as f64, sum_w: self.sum_w, sum_w2: self.sum_w2 }
    }

    /// Weighted means, one a column; zeros without rows.
    pub fn mean(&self) -> ArrayView1<'_, f64> {
        ArrayView1::from(&self.mean)
    }

    /// Weighted co-moments about the means, p × p and symmetric; zeros without rows. Divide by `sum_w` (or what the
    /// design asks for) for covariances.
    pub fn comoment(&self) -> ArrayView2<'_, f64> {
        // The shape holds by construction; an empty view is what is left if it ever did not.
        ArrayView2::from_shape((self.p(), self.p()), &self.comoment).unwrap_or_else(|_| ArrayView2::from(&[[]; 0]))
    }

    /// Moments of the rows of `self` and `other` together.
    ///
    /// ```text
    /// δ = mean_b − mean_a        mean = mean_a + δ w_b/w        comoment = comoment_a + comoment_b + δδᵀ w_a w_b/w
    /// ```
    ///
    /// Source: Chan, T. F., Golub, G. H. & `LeVeque`, R. J. (1983), "Algorithms for computing the sample variance:
    /// analysis and recommendations", *The American Statistician* 37(3), 242–247, with weights for counts.
    ///
    /// # Errors
    /// [`Error::Incompatible`] if both have columns and not equally many, or if the sums of both overflow.
    pub fn merge(mut self, other: &Self) -> Result<Self> {
        self.check_columns(other)?;
        if self.n == 0 && other.p() > 0 {
            self.mean.clone_from(&other.mean);
            self.mean_low.clone_from(&other.mean_low);
            self.comoment.clone_from(&other.comoment);
        } else if other.n > 0 {
            self.add_about_common_mean(other);
        }
        self.n = self.n.saturating_add(other.n);
        self.sum_w += other.sum_w;
        self.sum_w2 += other.sum_w2;
        self.n_missing = self.n_missing.saturating_add(other.n_missing);
        self.n_zero_weight = self.n_zero_weight.saturating_add(other.n_zero_weight);
        let sums = [self.sum_w, self.sum_w2];
        let mut found = sums.iter().chain(&self.mean).chain(&self.mean_low).chain(&self.comoment);
        if found.all(|sum| sum.is_finite()) {
            return Ok(self);
        }
        Err(Error::Incompatible { reason: "the sums of both parts together overflow".into() })
    }

    /// Moments of the given columns in the given order; `None` if one of them does not exist.
    ///
    /// The rows stay those that are complete in all columns of `self`.
    pub fn select(&self, columns: &[usize]) -> Option<Self> {
        let comoment = self.comoment();
        let mean = columns.iter().map(|&i| self.mean.get(i).copied()).collect::<Option<_>>()?;
        let mean_low = columns.iter().filter_map(|&i| self.mean_low.get(i).copied()).collect();
        let pairs = columns.iter().flat_map(|&i| columns.iter().map(move |&j| (i, j)));
        let comoment = pairs.map(|pair| comoment.get(pair).copied()).collect::<Option<_>>()?;
        Some(Self { mean, mean_low, comoment, ..*self })
    }

    /// Cauchy's inequality: no column goes with another more than with itself.
    fn validate_correlations(&self) -> std::result::Result<(), String> {
        let comoment = self.comoment();
        for ((i, j), product) in comoment.indexed_iter() {
            let most = comoment[[i, i]].sqrt() * comoment[[j, j]].sqrt();
            // What is left of a column that does not vary, and of its products, is rounding of the squares of its mean.
            let noise = self.sum_w * (ROUNDING * self.mean[i].abs()) * (ROUNDING * self.mean[j].abs());
            if product.abs() > most * (1.0 + ROUNDING) + noise {
                return Err(format!(
                    "the correlation of columns {i} and {j} is {:.3}: no two columns have one beyond 1 or -1",
                    product / most
                ));
            }
        }
        Ok(())
    }

    /// Adds to every mean, and keeps what does not fit into it.
    pub(super) fn move_means(&mut self, by: &[f64]) {
        self.mean_low.resize(self.mean.len(), 0.0);
        for ((mean, low), by) in self.mean.iter_mut().zip(&mut self.mean_low).zip(by) {
            let (sum, rest) = two_sum(*mean, *by);
            (*mean, *low) = two_sum(sum, rest + *low);
        }
        if self.mean_low.iter().all(|low| *low == 0.0) {
            self.mean_low.clear();
        }
    }

    pub(super) fn low(&self, column: usize) -> f64 {
        self.mean_low.get(column).copied().unwrap_or_default()
    }

    fn check_columns(&self, other: &Self) -> Result<()> {
        let (a, b) = (self.p(), other.p());
        if a == b || a == 0 || b == 0 {
            return Ok(());
        }
        Err(Error::Incompatible { reason: format!("one part has moments of {a} columns, the other of {b}") })
    }

    fn add_about_common_mean(&mut self, other: &Self) {
        let sum_w = self.sum_w + other.sum_w;
        // Weights so small that their squares vanish leave both parts without weight.
        let share = if sum_w > 0.0 { other.sum_w / sum_w } else { 0.0 };
        let differences = self.mean.iter().zip(&other.mean).enumerate();
        let delta: Vec<f64> = differences.map(|(j, (a, b))| (b - a) + (other.low(j) - self.low(j))).collect();
        self.move_means(&delta.iter().map(|d| d * share).collect::<Vec<_>>());
        let pairs = delta.iter().flat_map(|a| delta.iter().map(move |b| a * b));
        for ((entry, added), product) in self.comoment.iter_mut().zip(&other.comoment).zip(pairs) {
            *entry += added + self.sum_w * share * product;
        }
    }
}

/// A sum and what its last digit does not hold. Source: Knuth, D. E. (1997), *The Art of Computer Programming* 2,
/// section 4.2.2, theorem B.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let of_b = sum - a;
    (sum, (a - (sum - of_b)) + (b - of_b))
}

impl Enveloped for Moments {
    const KIND: u8 = 2;
    const NAME: &'static str = "Moments";

    fn validate(&self) -> std::result::Result<(), String> {
        let p = self.p();
        if p.checked_mul(p) != Some(self.comoment.len()) {
            return Err(format!("{p} means go with {p} x {p} co-moments, not with {}", self.comoment.len()));
        }
        if ![0, p].contains(&self.mean_low.len()) {
            return Err(format!("{p} means go with {p} remainders, not with {}", self.mean_low.len()));
        }
        // A remainder is at most half of the last digit of its mean.
        let rest = |(mean, low): (&f64, &f64)| low.abs() <= mean.abs() * f64::EPSILON;
        if !self.mean.iter().zip(&self.mean_low).all(rest) {
            return Err("what a mean holds beyond its last digit is more than that".into());
        }
        if p == 0 && self.n > 0 {
            return Err(format!("{} rows without a column", self.n));
        }
        if !self.mean.iter().chain(&self.comoment).all(|value| value.is_finite()) {
            return Err("a mean or co-moment is not finite".into());
        }
        if ![self.sum_w, self.sum_w2].iter().all(|sum| sum.is_finite() && *sum >= 0.0) {
            return Err("a sum of weights is negative or not finite".into());
        }
        if self.n == 0 && (self.sum_w > 0.0 || self.sum_w2 > 0.0) {
            return Err("no rows have weight".into());
        }
        let comoment = self.comoment();
        if comoment.diag().iter().any(|value| *value < 0.0) {
            return Err("a sum of squares is negative".into());
        }
        if comoment != comoment.t() {
            return Err("the co-moments are not symmetric".into());
        }
        // The rows of moments that were estimated are a rounded number.
        self.base().validate(0.5)?;
        self.validate_correlations()
    }
}

#[cfg(test)]
mod tests;
