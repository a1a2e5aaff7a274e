//! The score interval of a mean of scale-point values: the values that a score test does not reject.

/// Most steps of a search; each has a handful.
const STEPS: usize = 100;
/// A step this small, as a part of where the search began, is beyond what an `f64` tells apart.
const LEAST: f64 = 1e-17;
/// What rounding leaves of the chance of an end of the scale at its border.
const NO_MASS: f64 = 1e-13;

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
    // Above 0 where the test rejects.
    let excess = |delta: f64| (mean - delta).powi(2) * n - z * z * constrained_variance(shares, values, delta);
    let (lowest, highest) = values.iter().fold((mean, mean), |(low, high), &x| (low.min(x), high.max(x)));
    (limit(lowest, mean, excess), limit(highest, mean, excess))
}

/// The border between what is rejected, on the side of `out`, and what is not, on the side of `inside`.
///
/// Where the function is smooth by inverse quadratic interpolation, elsewhere by halves (Chandrupatla, 1997, *Advances in
/// Engineering Software* 28, 145-149).
fn limit(out: f64, inside: f64, excess: impl Fn(f64) -> f64) -> f64 {
    let with = |x: f64| (x, excess(x));
    // The border lies between a, the last point, and b; c is the one before.
    let (mut a, mut b) = (with(inside), with(out));
    if out.to_bits() == inside.to_bits() || b.1 <= 0.0 {
        return out;
    }
    if a.1 >= 0.0 {
        a.1 = -b.1; // the mean of equal answers at an end of the scale: 0 there, less beyond it
    }
    let least = LEAST * (out - inside).abs();
    let mut part = 0.5;
    for _ in 0..STEPS {
        let x = with(a.0 + part * (b.0 - a.0));
        let c = if (x.1 > 0.0) == (a.1 > 0.0) { a } else { std::mem::replace(&mut b, a) };
        a = x;
        let best = if a.1.abs() < b.1.abs() { a } else { b };
        let room = (2.0 * f64::EPSILON * best.0.abs() + least) / (b.0 - a.0).abs();
        if best.1 == 0.0 || room > 0.5 {
            return best.0;
        }
        let (xi, phi) = ((a.0 - b.0) / (c.0 - b.0), (a.1 - b.1) / (c.1 - b.1));
        part = if phi * phi < xi && (1.0 - phi).powi(2) < 1.0 - xi {
            let (ab, ac, bc) = (a.1 / (b.1 - a.1), a.1 / (c.1 - a.1), c.1 / (b.1 - c.1));
            ab * bc + (c.0 - a.0) / (b.0 - a.0) * ac * (b.1 / (c.1 - b.1))
        } else {
            0.5
        };
        part = part.clamp(room, 1.0 - room);
    }
    a.0
}

/// Variance of the values under the most likely distribution of mean `delta`, strictly inside the scale.
fn constrained_variance(shares: &[f64], values: &[f64], delta: f64) -> f64 {
    let cells = || shares.iter().zip(values).map(|(p, x)| (*p, x - delta)).filter(|(p, _)| *p > 0.0);
    let (below, above) = values.iter().fold((0.0_f64, 0.0_f64), |(b, a), x| (b.min(x - delta), a.max(x - delta)));
    if below >= 0.0 || above <= 0.0 {
        return 0.0; // at an end of the scale
    }
    let lambda = multiplier(cells, -1.0 / above, -1.0 / below);
    let (mass, moment, spread) = cells().fold((0.0, 0.0, 0.0), |(mass, moment, spread), (p, d)| {
        let tilted = p / (1.0 + lambda * d);
        (mass + tilted, moment + tilted * d, spread + tilted * d * d)
    });
    // What is missing to a mean of delta is at the end that pulls it there.
    let end = if moment > 0.0 { below } else { above };
    let extra = (1.0 - mass).max(0.0).min(-moment / end).max(0.0);
    spread + extra * end * end
}

/// Where Σ p d / (1 + λd), which falls from the left border to the right one, is 0; or else the border next to that, at
/// which mass may sit at the end of the scale. By Newton's steps, and by halves where these lead out of the borders.
fn multiplier<I: Iterator<Item = (f64, f64)>>(cells: impl Fn() -> I, mut left: f64, mut right: f64) -> f64 {
    // Height, how fast it falls, and what it is made of, beside which it may be but rounding.
    let at = |lambda: f64| {
        cells().fold((0.0, 0.0, 0.0), |(height, fall, size), (p, d)| {
            let tilted = d / (1.0 + lambda * d);
            (height + p * tilted, fall + p * tilted * tilted, size + p * tilted.abs())
        })
    };
    // At a border the end of the scale has mass without end, if somebody is there.
    let nobody_at = |border: f64| cells().all(|(_, d)| (1.0 + border * d).abs() > NO_MASS);
    if nobody_at(left) && at(left).0 <= 0.0 {
        return left;
    }
    if nobody_at(right) && at(right).0 >= 0.0 {
        return right;
    }
    let mut lambda = 0.0_f64;
    for _ in 0..STEPS {
        let (height, fall, size) = at(lambda);
        let step = height / fall;
        if height.abs() <= f64::EPSILON * size || step.abs() <= f64::EPSILON * lambda.abs() {
            break;
        }
        if height > 0.0 {
            left = lambda;
        } else {
            right = lambda;
        }
        let next = lambda + step;
        lambda = if next > left && next < right { next } else { f64::midpoint(left, right) };
    }
    lambda
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
