//! Draws, their variances, and what they may not depend on.

use super::*;

fn mean_of(values: &[f64]) -> impl Fn(&[f64]) -> Result<Vec<f64>> + Sync {
    move |w| Ok(vec![w.iter().zip(values).map(|(w, x)| w * x).sum::<f64>() / w.iter().sum::<f64>()])
}

fn rows(weights: &[f64]) -> Sampler<'_> {
    Sampler::new(weights, WeightType::Probability).unwrap()
}

fn bootstrap(
    count: usize,
    seed: u64,
    weights: &[f64],
    width: usize,
    control: &Control,
    statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f64>> {
    Resampling::Respondents { count, seed }.replicates(weights, WeightType::Probability, width, control, statistic)
}

#[test]
fn replicates_depend_on_seed_and_index_only() {
    let values: Vec<f64> = (0..50).map(f64::from).collect();
    let weights = vec![1.0; 50];
    let run = |threads, count| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bootstrap(count, 7, &weights, 1, &Control::default(), mean_of(&values)).unwrap())
    };
    let (one, three) = (run(1, 40), run(3, 90));
    assert_eq!(one.column(0).to_vec(), three.column(0).to_vec()[..40].to_vec());
}

#[test]
fn the_spread_of_a_bootstrapped_mean_is_its_standard_error() {
    // Var of the mean of 0..99 under the bootstrap: (100² - 1) / 12 / 100 = 8.3325.
    let values: Vec<f64> = (0..100).map(f64::from).collect();
    let means = bootstrap(4000, 1, &[1.0; 100], 1, &Control::default(), mean_of(&values)).unwrap();
    let variance = means.var(1.0);
    assert!((variance / 8.3325 - 1.0).abs() < 0.1, "{variance}");
}

#[test]
fn a_draw_has_as_many_respondents_as_the_sample() {
    let mut out = Vec::new();
    let control = Control::default();
    rows(&[2.0; 30]).draw(&mut stream(1, 2), &mut out, &control).unwrap();
    assert_eq!(out.iter().sum::<f64>(), 60.0);
    let weights = [5.0, 0.0, 40.0, 1.0];
    let mut total = [0.0; 4];
    for index in 0..400 {
        let sampler = Sampler::new(&weights, WeightType::Frequency).unwrap();
        sampler.draw(&mut stream(1, index), &mut out, &control).unwrap();
        assert_eq!(out.iter().sum::<f64>(), 46.0);
        total.iter_mut().zip(&out).for_each(|(total, drawn)| *total += drawn / 400.0);
    }
    // Each mean count has standard error below sqrt(46 / 4 / 400) = 0.17.
    assert!(total.iter().zip(weights).all(|(found, expected)| (found - expected).abs() < 0.7), "{total:?}");
    assert_eq!(total[1], 0.0);
}

#[test]
fn the_jackknife_leaves_every_row_out_once() {
    // Without x the mean of 0, 1, 2 and 6 is (9 - x) / 3.
    let values = [0.0, 1.0, 2.0, 6.0];
    let found = jackknife(&[1.0; 4], WeightType::Probability, 1, &Control::default(), mean_of(&values)).unwrap();
    assert_eq!(found.values.column(0).to_vec(), values.map(|x| (9.0 - x) / 3.0));
    // Of 1,000 rows, group 7 holds 7, 207, 407, 607 and 807.
    let values: Vec<f64> = (0..1000).map(f64::from).collect();
    let found = jackknife(&[1.0; 1000], WeightType::Probability, 1, &Control::default(), mean_of(&values)).unwrap();
    assert_eq!(found.values.nrows(), JACKKNIFE_GROUPS);
    assert!((found.values[[7, 0]] - (499_500.0 - 2_035.0) / 995.0).abs() < 1e-10);
}

#[test]
fn failing_replicates_are_nan_and_stopping_is_an_error() {
    let fail = |_: &[f64]| Err(Error::Collinear { columns: vec![] });
    assert!(bootstrap(3, 1, &[1.0], 2, &Control::default(), fail).unwrap().iter().all(|x| x.is_nan()));
    let control = Control::default();
    control.stop();
    assert_eq!(bootstrap(3, 1, &[1.0], 2, &control, fail), Err(Error::Interrupted));
}

#[test]
fn replicates_beyond_all_memory_are_refused() {
    let found = bootstrap(usize::MAX / 8, 1, &[1.0], 3, &Control::default(), mean_of(&[1.0]));
    assert_eq!(found, Err(Error::TooManyResamples { found: usize::MAX / 8 }));
}

#[test]
fn more_respondents_than_numbers_tell_apart_are_refused() {
    let limit = 9_007_199_254_740_992.0;
    for (weights, found) in [([1e18, 1e18], 2e18), ([limit, 2.0], limit + 2.0)] {
        let refused = Error::TooManyRespondents { found, limit };
        assert_eq!(Sampler::new(&weights, WeightType::Frequency).unwrap_err(), refused);
        assert_eq!(DesignUnits::new(&[0, 0], Some(&weights), &[1.0]).unwrap_err(), refused);
        assert!(Sampler::new(&weights, WeightType::Probability).is_ok());
    }
    assert!(Sampler::new(&[f64::NAN], WeightType::Frequency).is_err());
}

#[test]
fn a_draw_can_be_stopped() {
    let control = Control::default();
    control.stop();
    for kind in [WeightType::Frequency, WeightType::Probability] {
        let sampler = Sampler::new(&[1e15, 1.0], kind).unwrap();
        assert_eq!(sampler.draw(&mut stream(1, 1), &mut Vec::new(), &control), Err(Error::Interrupted));
    }
}

/// Counts of the rows of some draws of respondents that the rows stand for.
fn counts(sizes: &[f64], draws: u64) -> Vec<Vec<f64>> {
    let sampler = Sampler::new(sizes, WeightType::Frequency).unwrap();
    let draw = |index| {
        let mut out = Vec::new();
        sampler.draw(&mut stream(5, index), &mut out, &Control::default()).unwrap();
        out
    };
    (0..draws).map(draw).collect()
}

#[test]
fn counts_are_multinomial_whatever_the_rows_stand_for() {
    // Means N p, variances N p (1 - p), covariances -N p q, each within five standard errors of 20,000 draws.
    for sizes in [[1.0, 2.0, 3.0, 0.0, 4.0], [1e3, 1.0, 4e4, 7.0, 9e5], [1e15, 3e14, 2e15, 1e3, 5.0]] {
        let (n, total) = (20_000.0, sizes.iter().sum::<f64>());
        let drawn = counts(&sizes, 20_000);
        assert!(drawn.iter().all(|counts| counts.iter().sum::<f64>() == total));
        for (i, a) in sizes.iter().enumerate() {
            for (j, b) in sizes.iter().enumerate() {
                let products: Vec<f64> = drawn.iter().map(|c| (c[i] - a) * (c[j] - b)).collect();
                let found = products.iter().sum::<f64>() / n;
                let expected = if i == j { a * (1.0 - a / total) } else { -a * b / total };
                let error = (products.iter().map(|p| (p - found).powi(2)).sum::<f64>() / n / n).sqrt();
                assert!((found - expected).abs() <= 5.0 * error, "{sizes:?} {i} {j}: {found} {expected}");
            }
            let mean = drawn.iter().map(|c| c[i] - a).sum::<f64>() / n;
            assert!(mean.abs() <= 5.0 * (a * (1.0 - a / total) / n).sqrt(), "{sizes:?} {i}: {mean}");
        }
    }
}

#[test]
fn few_respondents_come_with_their_chances() {
    // Of 1 + 2 respondents three are drawn: row 0 has k of them with chance C(3, k) 2^(3 - k) / 27.
    let mut seen = [0.0; 4];
    for counts in &counts(&[1.0, 2.0], 27_000) {
        seen.iter_mut().zip(0_u8..).for_each(|(seen, k)| *seen += f64::from(u8::from(counts[0] == f64::from(k))));
    }
    let expected = [8e3, 12e3, 6e3, 1e3];
    let chi2: f64 = seen.iter().zip(expected).map(|(seen, expected)| (seen - expected).powi(2) / expected).sum();
    // The 99.9 % quantile with three degrees of freedom.
    assert!(chi2 < 16.27, "{chi2} {seen:?}");
}

#[test]
fn one_respondent_of_a_frequency_is_left_out() {
    // The mean of 0, 2, 2, 2 and 5: without one of them 11/4, three times 9/4, 6/4.
    let (values, weights) = ([0.0, 2.0, 5.0], [1.0, 3.0, 1.0]);
    let found = jackknife(&weights, WeightType::Frequency, 1, &Control::default(), mean_of(&values)).unwrap();
    assert_eq!(found.values.column(0).to_vec(), [11.0 / 4.0, 9.0 / 4.0, 6.0 / 4.0]);
    assert_eq!(found.times, weights);
}

#[test]
fn groups_of_respondents_have_their_skewness() {
    // The mean of 300 values of 30 respondents each, one row in ten far from the others: over 9,000 respondents Σ(x -
    // mean)³ / Σ(x - mean)²^1.5 is 8/3 / √9000, which 200 groups know to within √(6/200) of a skewness of one, over √200.
    let values: Vec<f64> = (0..300).map(|i| f64::from(u8::from(i % 10 == 0))).collect();
    let found = jackknife(&[30.0; 300], WeightType::Frequency, 1, &Control::default(), mean_of(&values)).unwrap();
    assert_eq!(found.times, [1.0; JACKKNIFE_GROUPS]);
    let mean = found.values.mean().unwrap();
    let power = |k| found.values.iter().map(|x| (mean - x).powi(k)).sum::<f64>();
    let skewness = power(3) / power(2).powf(1.5);
    assert!(
        (skewness - 8.0 / 3.0 / 9000_f64.sqrt()).abs() < 4.0 * (6.0_f64 / 200.0).sqrt() / 200_f64.sqrt(),
        "{skewness}"
    );
}

/// Rows of a stratified sample of clusters: stratum and cluster of 24 clusters of 1 to 4 rows in 3 strata, answer, weight.
fn clustered() -> (Vec<u32>, Vec<u32>, Vec<f64>, Vec<f64>) {
    let stratum_of_unit: Vec<u32> = (0..24).map(|unit| [0, 0, 0, 1, 1, 2][unit % 6]).collect();
    let unit_of_row: Vec<u32> = (0..24_u32).flat_map(|unit| (0..=unit % 4).map(move |_| unit)).collect();
    let noise = |i: usize, by: usize| ((i * i * by + 7 * i) % 101) as f64 / 50.0;
    let x = unit_of_row.iter().enumerate().map(|(i, &u)| 3.0 * noise(u as usize, 43) + noise(i, 17)).collect();
    let w = (0..unit_of_row.len()).map(|i| 1.0 + noise(i, 29)).collect();
    (stratum_of_unit, unit_of_row, x, w)
}

const NOT_DRAWN: [f64; 3] = [1.0, 0.7, 0.2];

/// Σ (1 − f) n/(n − 1) Σ (z − z̄)² over the strata, z being the totals of the units.
fn textbook(stratum_of_unit: &[u32], z: &[f64]) -> f64 {
    let stratum = |h: usize| {
        let of: Vec<f64> = z.iter().zip(stratum_of_unit).filter(|(_, s)| **s as usize == h).map(|(z, _)| *z).collect();
        let (n, mean) = (of.len() as f64, of.iter().sum::<f64>() / of.len() as f64);
        NOT_DRAWN[h] * n / (n - 1.0) * of.iter().map(|z| (z - mean).powi(2)).sum::<f64>()
    };
    (0..NOT_DRAWN.len()).map(stratum).sum()
}

fn units(count: usize, seed: u64) -> (Resampling, Vec<f64>, Vec<f64>) {
    let (stratum_of_unit, unit_of_row, x, w) = clustered();
    let units = DesignUnits::new(&stratum_of_unit, None, &NOT_DRAWN).unwrap();
    (Resampling::Units { count, seed, units, unit_of_row }, x, w)
}

#[test]
fn units_drawn_within_strata_give_the_textbook_variance() {
    let (stratum_of_unit, unit_of_row, x, w) = clustered();
    let (resampling, ..) = units(20_000, 3);
    let statistic = |weights: &[f64]| {
        let total: f64 = weights.iter().zip(&x).map(|(w, x)| w * x).sum();
        Ok(vec![total, total / weights.iter().sum::<f64>()])
    };
    let found = resampling.replicates(&w, WeightType::Probability, 2, &Control::default(), statistic).unwrap();
    let by_unit = |z: &dyn Fn(usize) -> f64| {
        let mut totals = vec![0.0; stratum_of_unit.len()];
        unit_of_row.iter().enumerate().for_each(|(row, &unit)| totals[unit as usize] += z(row));
        totals
    };
    let sum_w: f64 = w.iter().sum();
    let mean = w.iter().zip(&x).map(|(w, x)| w * x).sum::<f64>() / sum_w;
    let total = textbook(&stratum_of_unit, &by_unit(&|row| w[row] * x[row]));
    let linearised = textbook(&stratum_of_unit, &by_unit(&|row| w[row] * (x[row] - mean) / sum_w));
    // Of a total it is exact but for the 20,000 replicates, whose variance is off by sqrt(2 / 20,000) = 1 %; of a mean it
    // is to the first order.
    assert!((found.column(0).var(1.0) / total - 1.0).abs() < 0.04, "{} {total}", found.column(0).var(1.0));
    assert!((found.column(1).var(1.0) / linearised - 1.0).abs() < 0.12, "{} {linearised}", found.column(1).var(1.0));
}

#[test]
fn replicates_of_units_depend_on_seed_and_index_only() {
    let run = |threads, count| {
        let (resampling, x, w) = units(count, 5);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let control = Control::default();
        pool.install(|| resampling.replicates(&w, WeightType::Probability, 1, &control, mean_of(&x)).unwrap())
    };
    let (one, three) = (run(1, 20), run(3, 50));
    assert_eq!(one.column(0).to_vec(), three.column(0).to_vec()[..20].to_vec());
}

#[test]
fn rows_of_units_not_drawn_have_no_weight_and_a_lonely_unit_keeps_its_own() {
    // Unit 0 is alone in its stratum; of the two of the other one is drawn, with twice its weight.
    let units = DesignUnits::new(&[0, 1, 1], None, &[1.0; 2]).unwrap();
    for index in 0..20 {
        let factors = units.factors(&mut stream(1, index), &Control::default()).unwrap();
        assert!(factors == [1.0, 2.0, 0.0] || factors == [1.0, 0.0, 2.0], "{factors:?}");
    }
    let census = DesignUnits::new(&[0, 0, 0], None, &[0.0]).unwrap();
    assert_eq!(census.factors(&mut stream(1, 1), &Control::default()).unwrap(), [1.0; 3]);
}

#[test]
fn a_frequency_is_that_many_units() {
    // Rows of 1, 2 and 4 respondents: totals vary as those of seven rows do.
    let (sizes, x, stratum) = ([1.0, 2.0, 4.0], [1.0, 5.0, 2.0], [0_u32; 3]);
    let units = DesignUnits::new(&stratum, Some(&sizes), &[1.0]).unwrap();
    let resampling = Resampling::Units { count: 20_000, seed: 2, units, unit_of_row: vec![0, 1, 2] };
    let total = |w: &[f64]| Ok(vec![w.iter().zip(&x).map(|(w, x)| w * x).sum::<f64>()]);
    let found = resampling.replicates(&sizes, WeightType::Frequency, 1, &Control::default(), total).unwrap();
    let z = [1.0, 5.0, 5.0, 2.0, 2.0, 2.0, 2.0];
    let expected = textbook(&[0; 7], &z);
    assert!((found.column(0).mean().unwrap() - 19.0).abs() < 0.15);
    assert!((found.column(0).var(1.0) / expected - 1.0).abs() < 0.04, "{} {expected}", found.column(0).var(1.0));
}

#[test]
fn given_weights_are_taken_as_they_are_and_rows_are_found_by_their_places() {
    let given = Resampling::Given(vec![vec![1.0, 9.0, 3.0], vec![2.0, 9.0, 2.0]]).at(Some(&[0, 2]));
    let x = [0.0, 4.0];
    let found = given.replicates(&[1.0; 2], WeightType::Probability, 1, &Control::default(), mean_of(&x)).unwrap();
    assert_eq!(found.column(0).to_vec(), [3.0, 2.0]);
    let (drawn, ..) = units(1, 1);
    let Resampling::Units { unit_of_row, .. } = drawn.at(Some(&[5, 0])) else { panic!("other units") };
    assert_eq!(unit_of_row, [clustered().1[5], 0]);
}
