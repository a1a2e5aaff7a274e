//! Numbers of eight walks over subsets that run side by side.

use std::array;
use std::ops::{Add, AddAssign, Mul, Sub};

/// Walks that run side by side.
pub(super) const LANES: usize = 8;

/// A driver with at most this share of its variance left is a linear function of those included: it adds nothing.
const COLLINEAR: f64 = 1e-12;

/// One number of each of the walks that run side by side.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Lanes(pub(super) [f64; LANES]);

impl Lanes {
    pub(super) const ZERO: Self = Self([0.0; LANES]);

    #[inline]
    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self(array::from_fn(|lane| f(self.0[lane], other.0[lane])))
    }

    /// [`inverse_pivot`] of each.
    #[inline]
    pub(super) fn inverse_pivot(self) -> Self {
        Self(self.0.map(inverse_pivot))
    }
}

/// 1 / v of a pivot v, or 0 (no change of R²) where nothing of the driver is left.
#[inline]
pub(super) fn inverse_pivot(v: f64) -> f64 {
    if v <= COLLINEAR { 0.0 } else { 1.0 / v }
}

impl Add for Lanes {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
}

impl AddAssign for Lanes {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

impl Mul for Lanes {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }
}
