//! What is counted of the rows of a combination, and what weights there were.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use std::iter::zip;

/// What was counted of a combination: rows, those of weight zero, the sum of the weights and of their squares.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
pub struct Slot([f64; 4]);

impl Slot {
    /// Adds a row: a vector of four at once.
    #[inline(always)]
    pub(super) fn add(&mut self, w: f64) {
        self.merge(&Self([1.0, f64::from(w == 0.0), w, w * w]));
    }

    /// Adds the rows of another.
    #[inline(always)]
    pub(super) fn merge(&mut self, other: &Self) {
        zip(&mut self.0, other.0).for_each(|(to, from)| *to += from);
    }

    /// Rows.
    pub fn n(&self) -> f64 {
        self.0[0]
    }

    /// Rows of weight zero.
    pub fn zero(&self) -> f64 {
        self.0[1]
    }

    /// Sum of the weights.
    pub fn w(&self) -> f64 {
        self.0[2]
    }

    /// Sum of the squared weights.
    pub fn w2(&self) -> f64 {
        self.0[3]
    }
}

/// The weights there were.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Rows whose weight is missing.
    pub lost: u64,
    /// The least and the largest.
    pub ends: (f64, f64),
}

impl Default for Seen {
    fn default() -> Self {
        Self { lost: 0, ends: (f64::INFINITY, f64::NEG_INFINITY) }
    }
}

impl Seen {
    pub(super) fn merge(&mut self, other: Self) {
        self.lost += other.lost;
        self.ends = (self.ends.0.min(other.ends.0), self.ends.1.max(other.ends.1));
    }
}

/// Which weights there are.
#[inline(always)]
#[allow(clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "the bits are meant")]
pub(super) fn seen(weights: &[f64]) -> Seen {
    // The bits of numbers from zero to infinity have their order as whole numbers; those of others lie beyond.
    let bits = |w: &f64| w.to_bits() as i64;
    let (least, most) = weights.iter().fold((i64::MAX, i64::MIN), |(a, b), w| (a.min(bits(w)), b.max(bits(w))));
    if 0 <= least && most <= bits(&f64::INFINITY) {
        return Seen { lost: 0, ends: (f64::from_bits(least as u64), f64::from_bits(most as u64)) };
    }
    let mut found = Seen::default();
    for &w in weights {
        // The least of a number and NaN is the number.
        found.merge(Seen { lost: u64::from(w.is_nan()), ends: (found.ends.0.min(w), found.ends.1.max(w)) });
    }
    found
}
