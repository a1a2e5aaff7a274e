//! The score interval of a mean of scale-point values: the values that a score test does not reject.

/// Halvings of the search for a limit: 2⁻⁶⁰ of the scale is below what an `f64` of its size tells apart.
const HALVINGS: usize = 60;

/// Limits of the score interval of the mean of `values` under the `shares`, on a base of `n`.
///
/// A value δ belongs to the interval when `(m - δ)² n <= z² V(δ)`, where V(δ) is the variance of the values under the
/// most likely distribution over the whole scale that has mean δ: `p̃ⱼ = pⱼ / (1 + λ (xⱼ - δ))`, and, where no such λ
/// exists, mass at the lowest or highest point besides. For the values -1, 0, 1 this is the interval of May and Johnson
/// (1997) for a difference of multinomial shares (Tango, 1998), for 0 and 1 it is Wilson's (1927).
///
/// `shares` add up to 1 and have as many entries as `values`. Without a base the limits are NaN.
///
/// Sources: May, W. L. and Johnson, W. D. (1997), *Statistics in Medicine* 16, 2127-2136; Tango, T. (1998), *Statistics
/// in Medicine* 17, 891-908; Owen, A. (1988), *Biometrika* 75, 237-249, for the multiplier.
pub fn score_interval(shares: &[f64], values: &[f64], n: f64, z: f64) -> (f64, f64) {
    if !shares.iter().sum::<f64>().is_finite() || n.is_nan() || n <= 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let mean: f64 = shares.iter().zip(values).map(|(p, x)| p * x).sum();
    let rejects = |delta: f64| (mean - delta).powi(2) * n > z * z * constrained_variance(shares, values, delta);
    let (lowest, highest) = values.iter().fold((mean, mean), |(low, high), &x| (low.min(x), high.max(x)));
    (limit(lowest, mean, rejects), limit(highest, mean, rejects))
}

/// The border between what is rejected, on the side of `out`, and what is not, on the side of `inside`.
fn limit(mut out: f64, mut inside: f64, rejects: impl Fn(f64) -> bool) -> f64 {
    if out.to_bits() == inside.to_bits() {
        return out;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(out, inside);
        if rejects(middle) {
            out = middle;
        } else {
            inside = middle;
        }
    }
    inside
}

/// Variance of the values under the most likely distribution of mean `delta`, strictly inside the scale.
fn constrained_variance(shares: &[f64], values: &[f64], delta: f64) -> f64 {
    let cells = || shares.iter().zip(values).map(|(p, x)| (*p, x - delta)).filter(|(p, _)| *p > 0.0);
    let (below, above) = values.iter().fold((0.0_f64, 0.0_f64), |(b, a), x| (b.min(x - delta), a.max(x - delta)));
    let slope = |lambda: f64| cells().map(|(p, d)| p * d / (1.0 + lambda * d)).sum::<f64>();
    // The slope falls from the left border to the right one; at a border mass may sit at the end of the scale.
    let (mut left, mut right) = (-1.0 / above, -1.0 / below);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(left, right);
        if slope(middle) > 0.0 {
            left = middle;
        } else {
            right = middle;
        }
    }
    let lambda = f64::midpoint(left, right);
    let (mass, moment, spread) = cells().fold((0.0, 0.0, 0.0), |(mass, moment, spread), (p, d)| {
        let tilted = p / (1.0 + lambda * d);
        (mass + tilted, moment + tilted * d, spread + tilted * d * d)
    });
    // What is missing to a mean of delta is at the end that pulls it there.
    let end = if moment > 0.0 { below } else { above };
    let extra = (1.0 - mass).max(0.0).min(-moment / end).max(0.0);
    spread + extra * end * end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const Z: f64 = 1.959_963_984_540_054;

    #[test]
    fn two_classes_give_wilson_s_interval() {
        for (hits, n) in [(0.0, 5.0), (3.0, 10.0), (10.0, 10.0), (250.0, 1000.0)] {
            let p: f64 = hits / n;
            let (centre, half) = (p + Z * Z / (2.0 * n), Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt());
            let wilson = [(centre - half) / (1.0 + Z * Z / n), (centre + half) / (1.0 + Z * Z / n)];
            let (low, high) = score_interval(&[1.0 - p, p], &[0.0, 1.0], n, Z);
            assert!((low - wilson[0]).abs() < 1e-12 && (high - wilson[1]).abs() < 1e-12, "{hits} of {n}");
        }
    }

    #[test]
    fn three_classes_give_the_interval_for_a_difference_of_shares() {
        // 5 detractors, 12 passives, 19 promoters: root finding by the author of R NPS 2.0.999 and independently.
        let n = 36.0;
        let (low, high) = score_interval(&[5.0 / n, 12.0 / n, 19.0 / n], &[-1.0, 0.0, 1.0], n, Z);
        assert!((low - 0.129_361_826_367_518_42).abs() < 1e-12, "{low}");
        assert!((high - 0.593_666_616_533_098_5).abs() < 1e-12, "{high}");
        // One detractor: -1 to 0.5869...
        let (low, high) = score_interval(&[1.0, 0.0, 0.0], &[-1.0, 0.0, 1.0], 1.0, Z);
        assert!(low == -1.0 && (high - 0.586_901_371_245_525_2).abs() < 1e-12, "{low} {high}");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(score_interval(&[f64::NAN; 2], &[0.0, 1.0], 0.0, Z).0.is_nan());
    }

    proptest! {
        #[test]
        fn limits_are_on_the_scale_around_the_mean_and_mirror(
            counts in prop::collection::vec(0..9_u8, 7), level in 0.5..3.5_f64,
        ) {
            let n: f64 = counts.iter().map(|&c| f64::from(c)).sum();
            prop_assume!(n > 0.0);
            let shares: Vec<f64> = counts.iter().map(|&c| f64::from(c) / n).collect();
            let values: Vec<f64> = (1..=7).map(f64::from).collect();
            let mean: f64 = shares.iter().zip(&values).map(|(p, x)| p * x).sum();
            let (low, high) = score_interval(&shares, &values, n, level);
            prop_assert!((1.0..=mean + 1e-12).contains(&low) && (mean - 1e-12..=7.0).contains(&high));
            let mirrored: Vec<f64> = values.iter().map(|x| -x).collect();
            let (mirror_low, mirror_high) = score_interval(&shares, &mirrored, n, level);
            prop_assert!((low + mirror_high).abs() < 1e-9 && (high + mirror_low).abs() < 1e-9);
        }
    }
}
