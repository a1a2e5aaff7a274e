//! What a weight means, what a row counts for, and the base that follows from it.

/// What long sums may be off by, as a part of them.
pub const ROUNDING: f64 = 1e-8;
/// A weight above this is as bad as an infinite one, whatever is made of it: products of sums of squares could overflow.
pub const LARGEST: f64 = 1e30;
/// A number whose root is near the smallest there are.
const TINY: f64 = 1e-300;

/// Meaning of the weights; everything that depends on it asks here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeightType {
    /// Inverse chance of being in the sample (or a calibrated version of it); only ratios matter.
    #[default]
    Probability,
    /// Number of respondents a row stands for.
    Frequency,
    /// Inverse of an answer's variance, up to a factor.
    Precision,
}

/// What a row counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeightPower {
    /// Its weight.
    #[default]
    One,
    /// The square of its weight, as in the variance of a weighted sum.
    Two,
}

/// Size of a sample: rows, and sums of weights and squared weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Base {
    /// Rows used.
    pub n: f64,
    /// Sum of the weights.
    pub sum_w: f64,
    /// Sum of the squared weights.
    pub sum_w2: f64,
}

impl Base {
    /// Refuses sums that no weights above 0 have: Σw² is at most (Σw)², and at least (Σw)²/n (Cauchy's inequality), where n
    /// may be off by so much.
    ///
    /// # Errors
    /// A reason in words.
    pub fn validate(&self, off: f64) -> std::result::Result<(), String> {
        let (n, one, two) = (self.n, self.sum_w, self.sum_w2);
        // Weights from about 1e-160 down have squares that vanish.
        let square = one * one;
        if two <= square * (1.0 + ROUNDING) + TINY && square <= (n + off) * two * (1.0 + ROUNDING) + n * n * TINY {
            return Ok(());
        }
        Err(format!(
            "no {n} weights have the sum {one:e} and the sum of squares {two:e}: that lies between (sum of weights)^2 / n \
             and (sum of weights)^2"
        ))
    }

    /// Number of equally weighted respondents that would carry as much information.
    ///
    /// Kish's (Σw)² / Σw² for probability weights, Σw for frequencies, n for precisions.
    pub fn effective(&self, kind: WeightType) -> f64 {
        match kind {
            WeightType::Probability => self.sum_w * self.sum_w / self.sum_w2,
            WeightType::Frequency => self.sum_w,
            WeightType::Precision => self.n,
        }
    }

    /// Number of observations for degrees of freedom: Σw for frequencies, otherwise the rows.
    pub fn observations(&self, kind: WeightType) -> f64 {
        if kind == WeightType::Frequency { self.sum_w } else { self.n }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_leave_the_base_alone() {
        let base = Base { n: 4.0, sum_w: 8.0, sum_w2: 16.0 };
        assert_eq!(base.effective(WeightType::Probability), 4.0);
        assert_eq!(base.effective(WeightType::Frequency), 8.0);
        assert_eq!(base.effective(WeightType::Precision), 4.0);
        assert_eq!(base.observations(WeightType::Frequency), 8.0);
    }
}
