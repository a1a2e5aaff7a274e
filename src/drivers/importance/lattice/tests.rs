use std::thread;

use ndarray::array;
use proptest::prelude::*;

use super::*;

fn sums(covariance: &Array2<f64>) -> SubsetSums {
    subset_sums(covariance.view(), 0, &Control::default()).unwrap()
}

fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= tolerance, "{found:?} is not {expected:?}");
    }
}

/// The matrix with its variables in another order or, some left out or repeated.
fn select(covariance: &Array2<f64>, variables: &[usize]) -> Array2<f64> {
    covariance.select(ndarray::Axis(0), variables).select(ndarray::Axis(1), variables)
}

/// The matrix after variable i was multiplied by `factors`[i].
fn rescale(covariance: &Array2<f64>, factors: &[f64]) -> Array2<f64> {
    Array2::from_shape_fn(covariance.dim(), |(i, j)| covariance[[i, j]] * factors[i] * factors[j])
}

/// A well-conditioned covariance of an outcome (0) and p drivers: X'X of `values` plus a ridge.
fn from_values(p: usize, values: &[f64]) -> Array2<f64> {
    let rows = values.len() / (p + 1);
    let x = Array2::from_shape_fn((rows, p + 1), |(i, j)| values[i * (p + 1) + j]);
    x.t().dot(&x) + Array2::<f64>::eye(p + 1)
}

fn any_covariance(p: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Array2<f64>> {
    p.prop_flat_map(|p| prop::collection::vec(-1.0..1.0, (p + 1) * 12).prop_map(move |values| from_values(p, &values)))
}

/// Some covariance of p drivers, the same at every call.
fn some_covariance(p: usize) -> Array2<f64> {
    let values: Vec<f64> = (1..=(p + 1) * 40).map(|i| (i as f64 * 0.7).sin() + (i as f64 * 1.3).cos()).collect();
    from_values(p, &values)
}

/// Equal correlations: `among` the drivers and `outcome` with the outcome.
fn equal_correlations(p: usize, outcome: f64, among: f64) -> Array2<f64> {
    Array2::from_shape_fn((p + 1, p + 1), |(i, j)| match (i, j) {
        _ if i == j => 1.0,
        (0, _) | (_, 0) => outcome,
        _ => among,
    })
}

/// A correlation matrix from the rows below its diagonal.
fn from_lower(rows: &[&[f64]]) -> Array2<f64> {
    let n = rows.len() + 1;
    Array2::from_shape_fn((n, n), |(i, j)| if i == j { 1.0 } else { rows[i.max(j) - 1][i.min(j)] })
}

/// R² from the normal equations of the drivers in `subset`, by Gaussian elimination.
fn brute_r2(covariance: &Array2<f64>, subset: &[usize]) -> f64 {
    let n = subset.len();
    let mut a = select(covariance, subset);
    let c: Vec<f64> = subset.iter().map(|&i| covariance[[0, i]]).collect();
    let mut b = c.clone();
    for i in 0..n {
        for row in (0..n).filter(|&row| row != i) {
            let factor = a[[row, i]] / a[[i, i]];
            (0..n).for_each(|col| a[[row, col]] -= factor * a[[i, col]]);
            b[row] -= factor * b[i];
        }
    }
    (0..n).map(|i| c[i] * b[i] / a[[i, i]]).sum::<f64>() / covariance[[0, 0]]
}

/// Adds to \[driver, place\] the increases of R² of every order that starts with `entered`.
fn add_orders(covariance: &Array2<f64>, entered: &mut Vec<usize>, increases: &mut Array2<f64>) -> f64 {
    let p = covariance.nrows() - 1;
    let before = brute_r2(covariance, entered);
    let mut orders = if entered.len() == p { 1.0 } else { 0.0 };
    for driver in 1..=p {
        if !entered.contains(&driver) {
            entered.push(driver);
            let after = add_orders(covariance, entered, increases);
            let increase = brute_r2(covariance, entered) - before;
            entered.pop();
            increases[[driver - 1, entered.len()]] += after * increase;
            orders += after;
        }
    }
    orders
}

/// LMG by its definition: the mean increase over all p! orders of entry.
fn brute_lmg(covariance: &Array2<f64>) -> Vec<f64> {
    let p = covariance.nrows() - 1;
    let mut increases = Array2::zeros((p, p));
    let orders = add_orders(covariance, &mut Vec::new(), &mut increases);
    increases.rows().into_iter().map(|row| row.sum() / orders).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn lmg_is_the_mean_over_all_orders(covariance in any_covariance(0..=6)) {
        assert_close(&sums(&covariance).lmg(), &brute_lmg(&covariance), 1e-12);
    }

    #[test]
    fn the_first_and_last_column_are_r2_alone_and_the_loss_without(covariance in any_covariance(1..=16)) {
        let p = covariance.nrows() - 1;
        let found = sums(&covariance);
        let all: Vec<usize> = (1..=p).collect();
        let without = |j| all.iter().copied().filter(|&i| i != j).collect::<Vec<_>>();
        let full = brute_r2(&covariance, &all);
        let last: Vec<f64> = all.iter().map(|&j| full - brute_r2(&covariance, &without(j))).collect();
        let first: Vec<f64> = all.iter().map(|&j| brute_r2(&covariance, &[j])).collect();
        assert_close(&[found.r2()], &[full], 1e-13);
        assert_close(&found.conditional_dominance().column(p - 1).to_vec(), &last, 1e-12);
        assert_close(&found.conditional_dominance().column(0).to_vec(), &first, 1e-14);
    }

    #[test]
    fn the_order_of_the_drivers_permutes_the_result(
        covariance in any_covariance(9..=9),
        order in Just((0..=9).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let outcome = order.iter().position(|&i| i == 0).unwrap();
        let found = subset_sums(select(&covariance, &order).view(), outcome, &Control::default()).unwrap().lmg();
        let lmg = sums(&covariance).lmg();
        let expected: Vec<f64> = order.iter().filter(|&&i| i != 0).map(|&i| lmg[i - 1]).collect();
        assert_close(&found, &expected, 1e-14);
    }

    #[test]
    fn the_scale_of_a_variable_does_not_matter(
        covariance in any_covariance(5..=5),
        powers in prop::collection::vec(-12..=12, 6),
    ) {
        let factors: Vec<f64> = powers.iter().map(|&power| 10_f64.powi(power)).collect();
        assert_close(&sums(&rescale(&covariance, &factors)).lmg(), &sums(&covariance).lmg(), 1e-14);
    }
}

#[test]
#[rustfmt::skip]
#[allow(clippy::unreadable_literal, reason = "digits as published")]
fn swiss_fertility() {
    // Correlations of R's `swiss` data: Fertility, Agriculture, Examination, Education, Catholic, Infant.Mortality.
    // LMG: relaimpo, Grömping, Journal of Statistical Software 17(1), 2006.
    let r = from_lower(&[
        &[0.35307918361997476],
        &[-0.6458827064572875, -0.6865422086171364],
        &[-0.6637888570350692, -0.6395225189483201, 0.6984152962884829],
        &[0.46368470065179396, 0.4010950530487399, -0.5727418060641666, -0.1538589170909148],
        &[0.41655603143498265, -0.06085860841658164, -0.11402159648203351, -0.09932184582134564, 0.17549590759662292],
    ]);
    let published = [0.0570912207680913, 0.171173028900234, 0.260134678624385, 0.105570150373494, 0.112765922926522];
    assert_close(&sums(&r).lmg(), &published, 1e-14);
    assert_close(&[sums(&r).r2()], &[0.706735001592726], 1e-14);
}

#[test]
fn conditional_dominance_of_azen_and_budescu() {
    // The hypothetical correlations of Azen & Budescu, Psychological Methods 8, 2003; two or three digits.
    let r = from_lower(&[&[0.6], &[0.3, 0.8], &[0.4, 0.1, 0.1], &[0.5, 0.3, 0.1, 0.5]]);
    let published = array![
        [0.36, 0.3, 0.263, 0.246],
        [0.09, 0.074, 0.069, 0.071],
        [0.16, 0.095, 0.063, 0.061],
        [0.25, 0.152, 0.073, 0.01],
    ];
    let found = sums(&r).conditional_dominance();
    assert_close(&found.into_raw_vec_and_offset().0, &published.into_raw_vec_and_offset().0, 0.002);
}

#[test]
fn equal_correlations_give_equal_parts_that_sum_to_r2() {
    for p in [0, 1, 2, 3, 4, 11, 14, 15, 17, 21] {
        let found = sums(&equal_correlations(p, 0.2, 0.3));
        // R² = p r² / (1 + (p − 1) c).
        let r2 = p as f64 * 0.04 / (1.0 + (p as f64 - 1.0) * 0.3);
        assert_close(&[found.r2()], &[r2], 1e-14);
        assert_close(&found.lmg(), &vec![r2 / p as f64; p], 1e-14);
    }
}

#[test]
fn lmg_sums_to_r2() {
    for p in [0, 1, 2, 3, 8, 13, 16, 20, 22] {
        let found = sums(&some_covariance(p));
        assert_close(&[found.lmg().iter().sum()], &[found.r2()], 1e-13);
    }
}

#[test]
fn independent_drivers_get_their_squared_correlation() {
    let mut r = Array2::eye(5);
    for (driver, value) in [0.6, -0.5, 0.1, 0.0].into_iter().enumerate() {
        r[[0, driver + 1]] = value;
        r[[driver + 1, 0]] = value;
    }
    assert_close(&sums(&r).lmg(), &[0.36, 0.25, 0.01, 0.0], 1e-15);
}

#[test]
fn a_driver_given_twice_shares_and_does_not_raise_r2() {
    let covariance = some_covariance(5);
    let twice = sums(&select(&covariance, &[0, 1, 2, 3, 4, 5, 2]));
    assert_close(&[twice.r2()], &[sums(&covariance).r2()], 1e-14);
    assert_close(&twice.lmg()[1..2], &twice.lmg()[5..], 1e-14);
    // Alone with its copy, each gets half of r².
    let pair = sums(&select(&covariance, &[0, 1, 1]));
    assert_close(&pair.lmg(), &[pair.r2() / 2.0; 2], 1e-15);
}

#[test]
fn a_sum_of_other_drivers_does_not_raise_r2() {
    let covariance = some_covariance(6);
    // Variable 7 is 1e6 times the sum of the drivers 1, 4 and 6.
    let mut map = Array2::zeros((8, 7));
    (0..7).for_each(|i| map[[i, i]] = 1.0);
    map.row_mut(7).assign(&array![0.0, 1e6, 0.0, 0.0, 1e6, 0.0, 1e6]);
    let found = sums(&map.dot(&covariance).dot(&map.t()));
    assert_close(&[found.r2()], &[sums(&covariance).r2()], 1e-12);
    assert_close(&[found.lmg().iter().sum()], &[found.r2()], 1e-14);
}

#[test]
fn a_driver_that_does_not_vary_gets_nothing() {
    let covariance = some_covariance(4);
    let constant = rescale(&select(&covariance, &[0, 1, 2, 3, 3, 4]), &[1.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    let expected = sums(&covariance).lmg();
    let found = sums(&constant).lmg();
    assert_close(&found, &[expected[0], expected[1], 0.0, expected[2], expected[3]], 1e-14);
    assert_eq!(sums(&rescale(&covariance, &[0.0, 1.0, 1.0, 1.0, 1.0])).lmg(), [0.0; 4]);
}

#[test]
fn a_missing_correlation_is_not_a_number_in_the_result() {
    let mut covariance = some_covariance(3);
    covariance[[2, 2]] = f64::NAN;
    assert!(sums(&covariance).r2().is_nan());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let covariance = some_covariance(18);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| sums(&covariance))
    };
    assert_eq!(run(1), run(2));
    assert_eq!(run(1), run(5));
}

#[test]
fn every_subset_is_counted() {
    for p in [0, 1, 2, 3, 9, 15, 18] {
        let control = Control::default();
        subset_sums(some_covariance(p).view(), 0, &control).unwrap();
        assert_eq!(control.done(), 1 << p);
    }
}

#[test]
fn a_long_walk_stops_when_asked() {
    let (covariance, control) = (some_covariance(DRIVER_LIMIT), Control::default());
    let found = thread::scope(|scope| {
        let walk = scope.spawn(|| subset_sums(covariance.view(), 0, &control));
        while control.done() == 0 {
            thread::yield_now();
        }
        control.stop();
        walk.join().unwrap()
    });
    assert_eq!(found, Err(Error::Interrupted));
    assert!(control.done() < 1 << (DRIVER_LIMIT - 1));
}

#[test]
fn too_many_drivers_are_refused() {
    let covariance = Array2::eye(DRIVER_LIMIT + 2);
    let found = subset_sums(covariance.view(), 0, &Control::default());
    assert_eq!(found, Err(Error::TooManyDrivers { what: "LMG", found: 36, limit: 35 }));
}
