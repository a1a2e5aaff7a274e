//! The base of intervals, and the respondents they add to it.

/// Respondents at which the error's own base and Kish's count alike: chosen by simulation, see docs/coverage.md.
const ALIKE: f64 = 40.0;
/// A spread of weights below this part of their squares is rounding.
const NO_SPREAD: f64 = 1e-9;

/// Effective base of a score: in small samples Kish's, in large ones that of its standard error.
///
/// Kish's base supposes that weights know nothing of the answers. Where they do, as after raking or where detractors
/// seldom respond, it is wrong at any sample size. The base of the error, variance / `std_error`², is right in large
/// samples and noisy in small ones, so that the two are mixed,
///
/// ```text
/// 1/b = (1 - a)/kish + a · std_error²/variance,    a = m/(m + 40)
/// ```
///
/// An error above Kish's is believed as the sample grows, m being Kish's base. An error below it is believed as far as
/// respondents carry it: m is [`carriers`] (Satterthwaite 1946), and a single promoter of small weight is no reason for
/// a short interval. Without weights both bases are n, and so is b.
pub fn own_base(kish: f64, variance: f64, std_error: f64, carriers: f64) -> f64 {
    let (own, trust) = if variance > 0.0 {
        let own = std_error * std_error / variance;
        let carried = if own > 1.0 / kish { kish } else { carriers };
        (own, carried / (carried + ALIKE))
    } else {
        (1.0 / kish, 0.0)
    };
    1.0 / ((1.0 - trust) / kish + trust * own)
}

/// (Σz²)²/Σz⁴ of the linearised values z = w(x - m) of the answers, `w2` being sums of w² at the points of values x.
///
/// The weights of the n answers of a point are taken as alike: a tally has no fourth powers of weights. Where they vary
/// without bound that counts more respondents than carry the error, see docs/coverage.md.
pub fn carriers(w2: &[f64], n: &[f64], values: &[f64], mean: f64) -> f64 {
    let squares = || w2.iter().zip(values).map(|(w2, x)| w2 * (x - mean).powi(2));
    let sum: f64 = squares().sum();
    // Parts of the sum, since z⁴ of large weights is beyond all numbers.
    let fourth = |(square, &n): (f64, &f64)| if n > 0.0 { (square / sum).powi(2) / n } else { 0.0 };
    1.0 / squares().zip(n).map(fourth).sum::<f64>()
}

/// How far weights depend on the answers: the share of their variance that the points explain, of which `n`, `w` and `w2`
/// are the respondents, sums of weights and of squared weights.
///
/// ```text
/// 1 - (within / (n - k)) / (total / (n - 1))        k points that were chosen, at least 0
/// ```
///
/// About 0 where weights know nothing of the answers, 1 where every answer has its weight; 0 where all are equal. Source:
/// Kelley, T. L. (1935), *Proceedings of the National Academy of Sciences* 21, 554-559.
pub fn informativeness(n: &[f64], w: &[f64], w2: &[f64]) -> f64 {
    let (mut rows, mut all, mut squares, mut within, mut chosen) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (&n, (&w, &w2)) in n.iter().zip(w.iter().zip(w2)).filter(|(n, _)| **n > 0.0) {
        (rows, all, squares, chosen) = (rows + n, all + w, squares + w2, chosen + 1.0);
        within += w2 - w * w / n;
    }
    let total = squares - all * all / rows;
    if total.is_nan() || total <= NO_SPREAD * squares || rows <= chosen {
        return 0.0;
    }
    (1.0 - within / (rows - chosen) * (rows - 1.0) / total).clamp(0.0, 1.0)
}

/// Score and variance with pseudo-respondents added to every class of a base: `shares` of it have the `values`.
pub fn with_pseudo_respondents(shares: &[f64], values: &[f64], base: f64, pseudo: &[f64]) -> (f64, f64) {
    // Written for 1/base: where all of a population answered, the base has no end.
    let kept = 1.0 / (1.0 + pseudo.iter().sum::<f64>() / base);
    let shares = || shares.iter().zip(pseudo).map(|(share, pseudo)| kept * (share + pseudo / base)).zip(values);
    let centre: f64 = shares().map(|(share, x)| share * x).sum();
    let square: f64 = shares().map(|(share, x)| share * (x * x)).sum();
    (centre, (square - centre * centre) * kept / base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-14 * expected.abs(), "{found} {expected}");
    }

    #[test]
    fn without_weights_every_base_is_the_respondents() {
        // 2 detractors, 3 passives, 5 promoters: mean 0.3, variance 7/10 - 0.09 = 0.61.
        close(own_base(10.0, 0.61, (0.061_f64).sqrt(), 7.0), 10.0);
        assert_eq!(own_base(10.0, 0.0, 0.0, f64::NAN), 10.0);
    }

    #[test]
    fn equal_deviations_are_carried_by_all() {
        // Values -1 and 1, three answers each, mean 0: every z² is w², so (Σz²)²/Σz⁴ is 6.
        close(carriers(&[12.0, 12.0], &[3.0, 3.0], &[-1.0, 1.0], 0.0), 6.0);
    }

    #[test]
    fn weights_of_every_answer_are_known_from_the_answers() {
        // Two points of weights 3 and 1: nothing is left within them. One point of weights 1, 3 and one of 1, 3: all is.
        assert_eq!(informativeness(&[2.0, 6.0], &[6.0, 6.0], &[18.0, 6.0]), 1.0);
        assert_eq!(informativeness(&[2.0, 2.0], &[4.0, 4.0], &[10.0, 10.0]), 0.0);
        // Weights 1, 2, 3 and 4, 6: within 2 + 2 of 3, total 66 - 256/5 = 14.8 of 4: 1 - (4/3) / 3.7.
        close(informativeness(&[3.0, 2.0], &[6.0, 10.0], &[14.0, 52.0]), 1.0 - 4.0 / 3.0 / (66.0 - 256.0 / 5.0) * 4.0);
        assert_eq!(informativeness(&[3.0, 0.0], &[0.3, 0.0], &[0.03, 0.0]), 0.0);
        assert_eq!(informativeness(&[0.0; 2], &[0.0; 2], &[0.0; 2]), 0.0);
    }

    #[test]
    fn pseudo_respondents_are_respondents() {
        // 2, 3 and 5 of 10 and 3/4, 3/2, 3/4 (Rocks 2016) are 2.75, 4.5 and 5.75 of 13.
        let (centre, variance) = with_pseudo_respondents(&[0.2, 0.3, 0.5], &[-1.0, 0.0, 1.0], 10.0, &[0.75, 1.5, 0.75]);
        close(centre, 3.0 / 13.0);
        close(variance, (8.5 / 13.0 - 9.0 / 169.0) / 13.0);
    }
}
