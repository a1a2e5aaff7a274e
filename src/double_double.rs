//! Numbers of about 31 digits: the unevaluated sum of two f64, of which the second is less than half an ulp of the first.
//!
//! Sources: Dekker, T. J. (1971), "A floating-point technique for extending the available precision", *Numerische
//! Mathematik* 18, 224-242; Hida, Y., Li, X. S. & Bailey, D. H. (2001), "Algorithms for quad-double precision floating
//! point arithmetic", *ARITH-15*, 155-162. The error of a product is taken from a fused multiplication and addition, so
//! results do not depend on whether the processor has one. Overflow and NaN come out as NaN.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// `hi` + `lo`, a number with a relative error of at most about 2⁻¹⁰⁴ after every operation.
///
/// ```
/// use placet::double_double::DoubleDouble;
///
/// let third = DoubleDouble::ONE / DoubleDouble::from(3.0);
/// let rest = DoubleDouble::ONE - third - third - third;
/// assert!(rest.value().abs() < 1e-31);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DoubleDouble {
    hi: f64,
    lo: f64,
}

impl DoubleDouble {
    /// 0.
    pub const ZERO: Self = Self { hi: 0.0, lo: 0.0 };
    /// 1.
    pub const ONE: Self = Self { hi: 1.0, lo: 0.0 };

    /// The number with these parts, as [`DoubleDouble::parts`] gave them.
    #[inline]
    pub fn of_parts(hi: f64, lo: f64) -> Self {
        Self { hi, lo }
    }

    /// The leading f64, to which the number rounds, and the rest.
    #[inline]
    pub fn parts(self) -> (f64, f64) {
        (self.hi, self.lo)
    }

    /// `a` + `b` without any error.
    #[inline]
    pub fn sum(a: f64, b: f64) -> Self {
        let hi = a + b;
        let part = hi - a;
        Self { hi, lo: (a - (hi - part)) + (b - part) }
    }

    /// `a` `b` without any error, but for underflow.
    #[inline]
    pub fn product(a: f64, b: f64) -> Self {
        let hi = a * b;
        Self { hi, lo: a.mul_add(b, -hi) }
    }

    /// `hi` + `lo` where `hi` is the larger.
    #[inline]
    fn normal(hi: f64, lo: f64) -> Self {
        let sum = hi + lo;
        Self { hi: sum, lo: lo - (sum - hi) }
    }

    /// The nearest f64.
    #[inline]
    pub fn value(self) -> f64 {
        self.hi
    }

    /// Square root; NaN below zero.
    #[must_use]
    pub fn sqrt(self) -> Self {
        if self.hi <= 0.0 {
            return if self.hi == 0.0 { Self::ZERO } else { Self { hi: f64::NAN, lo: f64::NAN } };
        }
        // One step of Newton's on an f64 root, arranged so that only the correction is divided (Karp).
        let root = self.hi.sqrt();
        let left = self - Self::product(root, root);
        Self::normal(root, left.hi / (2.0 * root))
    }
}

impl From<f64> for DoubleDouble {
    #[inline]
    fn from(value: f64) -> Self {
        Self { hi: value, lo: 0.0 }
    }
}

impl Neg for DoubleDouble {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self { hi: -self.hi, lo: -self.lo }
    }
}

impl Add for DoubleDouble {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        let (high, low) = (Self::sum(self.hi, other.hi), Self::sum(self.lo, other.lo));
        let first = Self::normal(high.hi, high.lo + low.hi);
        Self::normal(first.hi, first.lo + low.lo)
    }
}

impl Sub for DoubleDouble {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for DoubleDouble {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        let product = Self::product(self.hi, other.hi);
        Self::normal(product.hi, product.lo + (self.hi * other.lo + self.lo * other.hi))
    }
}

impl Div for DoubleDouble {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        // Long division by the leading part, three digits of f64.
        let first = self.hi / other.hi;
        let left = self - other * Self::from(first);
        let second = left.hi / other.hi;
        let third = (left - other * Self::from(second)).hi / other.hi;
        Self::normal(first, second) + Self::from(third)
    }
}

impl std::iter::Sum for DoubleDouble {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, |a, b| a + b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2⁻¹⁰².
    const CLOSE: f64 = 1.0 / (1_u128 << 102) as f64;

    fn close(a: DoubleDouble, b: DoubleDouble) -> bool {
        (a - b).value().abs() <= CLOSE * b.value().abs()
    }

    fn whole(value: i64) -> DoubleDouble {
        // Two halves of at most 32 bits, each an f64.
        DoubleDouble::product((value >> 32) as f64, (1_u64 << 32) as f64)
            + DoubleDouble::from((value & 0xffff_ffff) as f64)
    }

    #[allow(clippy::cast_possible_truncation, reason = "of whole numbers below 2^127")]
    fn exact(number: DoubleDouble) -> i128 {
        number.hi as i128 + number.lo as i128
    }

    #[test]
    fn what_f64_forgets_is_kept() {
        // 1 + 2^-80 - 1, and (1 + 2^-40)² = 1 + 2^-39 + 2^-80.
        let tiny = 2.0_f64.powi(-80);
        let kept = DoubleDouble::ONE + DoubleDouble::from(tiny) - DoubleDouble::ONE;
        assert_eq!(kept.value(), tiny);
        let square = DoubleDouble::product(1.0 + 2.0_f64.powi(-40), 1.0 + 2.0_f64.powi(-40));
        assert_eq!(square.parts(), (1.0 + 2.0_f64.powi(-39), tiny));
    }

    #[test]
    fn thirds_and_roots_have_thirty_digits() {
        let third = DoubleDouble::ONE / DoubleDouble::from(3.0);
        // 1/3 = 0.0101...b: the first part falls short by 2^-54 / 3 = 1/3 of the next.
        assert_eq!(third.parts(), (1.0 / 3.0, 2.0_f64.powi(-54) / 3.0));
        let root = DoubleDouble::from(2.0).sqrt();
        assert!(close(root * root, DoubleDouble::from(2.0)));
        assert_eq!(DoubleDouble::ZERO.sqrt(), DoubleDouble::ZERO);
        assert!((-DoubleDouble::ONE).sqrt().value().is_nan());
    }

    #[test]
    fn what_is_no_number_stays_none() {
        for none in [f64::NAN, f64::INFINITY].map(DoubleDouble::from) {
            assert!((none - none).value().is_nan() && (none / none).value().is_nan());
        }
    }

    proptest! {
        #[test]
        fn whole_numbers_are_added_and_multiplied_exactly(a in any::<i64>(), b in any::<i64>(), c in any::<i32>(), d in any::<i64>()) {
            let sum = i128::from(a) + i128::from(b);
            let found = whole(a) + whole(b);
            prop_assert_eq!(exact(found), sum);
            let product = i128::from(c) * i128::from(d);
            let found = DoubleDouble::from(f64::from(c)) * whole(d);
            prop_assert_eq!(exact(found), product);
        }

        #[test]
        fn division_and_roots_undo(a in 1e-9..1e9_f64, b in 1e-9..1e9_f64, c in 1e-9..1.0_f64) {
            let x = DoubleDouble::product(a, b) + DoubleDouble::from(c * 1e-12);
            let y = DoubleDouble::sum(b, c * 1e-9);
            prop_assert!(close(x / y * y, x));
            prop_assert!(close(x.sqrt() * x.sqrt(), x));
            prop_assert!(close(x * y / x, y));
        }
    }
}
