//! The logistic distribution, exact in both tails and without branches, so that a loop over rows becomes wide vectors.

// What is called from a loop is inlined into it, so that it is compiled for the vectors of the processor.
#![allow(clippy::inline_always)]

/// Beyond this exp(-t) would lose digits to underflow; the density there is 0 for every purpose.
const FARTHEST: f64 = 708.0;
/// Adding it leaves the nearest whole number in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts, the first with enough zeros at its end that multiples of it up to 1023 are exact.
const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
/// 1 / i!, the highest first: on |r| ≤ ln 2 / 2 what is left out of exp(r) is below 1e-17.
const EXP: [f64; 14] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];
/// 1 / (2i + 1), the highest first: on |s| ≤ 1/3 what is left out of artanh(s) is below 1e-17.
const ARTANH: [f64; 16] = [
    1.0 / 31.0,
    1.0 / 29.0,
    1.0 / 27.0,
    1.0 / 25.0,
    1.0 / 23.0,
    1.0 / 21.0,
    1.0 / 19.0,
    1.0 / 17.0,
    1.0 / 15.0,
    1.0 / 13.0,
    1.0 / 11.0,
    1.0 / 9.0,
    1.0 / 7.0,
    1.0 / 5.0,
    1.0 / 3.0,
    1.0,
];

/// What a likelihood needs of the logistic distribution at a point v.
#[derive(Debug, Clone, Copy)]
pub(in crate::drivers) struct Logistic {
    /// 1 − F(v) = 1 / (1 + eᵛ).
    pub beyond: f64,
    /// F(v) (1 − F(v)).
    pub density: f64,
    /// ln F(v).
    pub log: f64,
}

/// The distribution at v, which may be infinite.
#[inline(always)]
pub(in crate::drivers) fn logistic(v: f64) -> Logistic {
    let e = exp_minus(v.abs());
    // One division, the slowest operation, for 1 / (1 + e) and 1 / (2 + e).
    let both = 1.0 / ((1.0 + e) * (2.0 + e));
    let inverse = (2.0 + e) * both;
    let far = e * inverse;
    let beyond = if v < 0.0 { inverse } else { far };
    Logistic { beyond, density: far * inverse, log: v.min(0.0) - 2.0 * artanh(e * (1.0 + e) * both) }
}

/// F(v).
#[inline(always)]
pub(super) fn share_below(v: f64) -> f64 {
    logistic(-v).beyond
}

/// exp(-t) for t ≥ 0: 2⁻ⁿ exp(r) with n the whole number nearest t / ln 2.
#[inline(always)]
fn exp_minus(t: f64) -> f64 {
    let t = t.min(FARTHEST);
    let shifted = t * std::f64::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = n * LN_2[0] - t + n * LN_2[1];
    let power = f64::from_bits((1023_u64 << 52).wrapping_sub(shifted.to_bits() << 52));
    EXP.iter().fold(0.0, |sum, c| sum * r + c) * power
}

/// The inverse hyperbolic tangent for 0 ≤ s ≤ 1/3: ln(1 + e) = 2 artanh(e / (2 + e)), without loss where e is tiny.
#[inline(always)]
fn artanh(s: f64) -> f64 {
    let square = s * s;
    s * ARTANH.iter().fold(0.0, |sum, c| sum * square + c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_functions_are_those_of_the_standard_library() {
        for i in -14_000..14_000 {
            let v = f64::from(i) / 20.0;
            let e = (-v.abs()).exp();
            let found = logistic(v);
            let close = |a: f64, b: f64| (a / b - 1.0).abs() < 2e-15;
            assert!(close(exp_minus(v.abs()), e), "exp {v}");
            assert!(close(found.log, v.min(0.0) - e.ln_1p()), "log {v}");
            assert!(close(found.beyond, if v < 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }), "beyond {v}");
            assert!(close(found.density, e / (1.0 + e).powi(2)), "density {v}");
        }
    }

    #[test]
    fn an_infinite_bound_binds_nothing() {
        let found = logistic(f64::INFINITY);
        assert!(found.beyond < 1e-300 && found.density < 1e-300 && found.log.abs() < 1e-300);
        assert_eq!(share_below(0.0), 0.5);
    }
}
