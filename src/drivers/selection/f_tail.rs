//! The upper tail of the F distribution, by which a walk decides.
//!
//! With a and b half the degrees of freedom below and above, x = a/(a + bF) and y = 1 − x it is the regularized incomplete
//! beta function
//!
//! ```text
//! Iₓ(a, b) = xᵃ yᵇ / (a y B(a, b)) · ₂F₁(1, 1 − b; a + 1; −x/y)
//! ```
//!
//! whose ₂F₁ is Gauss's continued fraction, evaluated from the front. It converges fast where F is not small; where F is
//! below 1, one less the lower tail is, a sum of positive terms. B is taken beside the power of its own mean, so that no
//! large logarithms cancel.
//!
//! Sources: NIST Digital Library of Mathematical Functions, 5.11.1, 8.17.8, 15.7.5 and 15.8.1; Lentz, W. J. (1976),
//! "Generating Bessel functions in Mie scattering calculations using continued fractions", *Applied Optics* 15, 668-671.

use std::f64::consts::PI;

/// Terms after which a series or fraction is taken as it is; thousands are needed at the most.
const MOST_TERMS: u32 = 100_000;

/// Probability that an F variate with `df` and `df_resid` degrees of freedom exceeds `f`.
pub fn f_upper_tail(f: f64, df: f64, df_resid: f64) -> f64 {
    let (a, b) = (df_resid / 2.0, df / 2.0);
    let are_degrees = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    if f <= 0.0 {
        return 1.0;
    }
    if f.is_nan() || !are_degrees {
        return f64::NAN;
    }
    if f.is_infinite() {
        return 0.0;
    }
    let odds = b * f / a;
    let y = odds / (1.0 + odds);
    if f < 1.0 {
        1.0 - weight(f, a, b) / b * lower_series(a, b, y)
    } else {
        weight(f, a, b) / (a * y) / fraction(a, b, 1.0 / odds)
    }
}

/// xᵃ yᵇ / B(a, b).
fn weight(f: f64, a: f64, b: f64) -> f64 {
    let power = (a + b) * ((b / a).ln_1p() - (b * f / a).ln_1p()) + b * f.ln();
    let rest = beyond_stirling(a + b) - beyond_stirling(a) - beyond_stirling(b);
    (power + rest).exp() * (a * b / (2.0 * PI * (a + b))).sqrt()
}

/// log Γ(z) less Stirling's (z − ½) log z − z + ½ log 2π.
fn beyond_stirling(z: f64) -> f64 {
    const SERIES: [f64; 7] =
        [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0];
    let (mut z, mut sum) = (z, 0.0);
    while z < 10.0 {
        sum += (z + 0.5) * (1.0 / z).ln_1p() - 1.0;
        z += 1.0;
    }
    sum + SERIES.iter().rev().fold(0.0, |tail, term| tail / (z * z) + term) / z
}

/// ₂F₁(1, a + b; b + 1; y).
fn lower_series(a: f64, b: f64, y: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 0..MOST_TERMS {
        let n = f64::from(n);
        term *= (a + b + n) / (b + 1.0 + n) * y;
        sum += term;
        if term <= sum * 1e-17 {
            break;
        }
    }
    sum
}

/// 1 / ₂F₁(1, 1 − b; a + 1; −w).
fn fraction(a: f64, b: f64, w: f64) -> f64 {
    let (mut value, mut above, mut below) = (1.0, 1.0, 0.0);
    let mut extend = |part: f64| {
        below = 1.0 / not_zero(1.0 + part * below);
        above = not_zero(1.0 + part / above);
        value *= above * below;
        (above * below - 1.0_f64).abs() <= f64::EPSILON
    };
    for k in 1..MOST_TERMS {
        let k = f64::from(k);
        let even = a + 2.0 * k - 1.0;
        let settled = extend((k - b) * (a + k - 1.0) * w / ((even - 1.0) * even));
        if extend(k * (a + b + k - 1.0) * w / (even * (even + 1.0))) && settled {
            break;
        }
    }
    value
}

fn not_zero(value: f64) -> f64 {
    if value == 0.0 { f64::MIN_POSITIVE } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-13, "{found:e} for {expected:e}");
    }

    #[test]
    fn two_degrees_of_freedom_have_a_closed_form() {
        // (1 + 2F/d)^(−d/2).
        for resid in [1.0_f64, 2.0, 3.0, 10.0, 77.0, 1e3, 1e5, 1e7] {
            for f in [1e-6_f64, 0.1, 0.9, 1.0, 1.1, 3.0, 10.0, 30.0] {
                let expected = (-resid / 2.0 * (2.0 * f / resid).ln_1p()).exp();
                close(f_upper_tail(f, 2.0, resid), expected);
            }
        }
    }

    #[test]
    fn so_have_one_and_few_in_the_residuals() {
        for f in [1e-4_f64, 0.3, 0.99, 1.0, 2.0, 50.0, 1e6, 1e12] {
            // Student's t with one and two degrees of freedom, two-sided.
            close(f_upper_tail(f, 1.0, 1.0), 2.0 / PI * (1.0 / f.sqrt()).atan());
            let t = f.sqrt();
            close(f_upper_tail(f, 1.0, 2.0), 2.0 / ((2.0 + f).sqrt() * ((2.0 + f).sqrt() + t)));
        }
    }

    #[test]
    fn the_ends_are_one_and_nothing() {
        assert_eq!(f_upper_tail(0.0, 3.0, 9.0), 1.0);
        assert_eq!(f_upper_tail(f64::INFINITY, 3.0, 9.0), 0.0);
        assert!(f_upper_tail(f64::NAN, 3.0, 9.0).is_nan());
        assert_eq!(f_upper_tail(1e9, 1.0, 1e6), 0.0);
    }
}
