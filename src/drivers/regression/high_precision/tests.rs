use super::*;
use crate::accumulate::{Cells, Column};
use crate::drivers::regression;
use ndarray::arr1;

fn names() -> Vec<String> {
    ["y", "a", "b", "c"].map(String::from).to_vec()
}

fn fits(
    columns: &[&[f64]],
    weights: &[f64],
    codes: Option<&[i32]>,
    intercept: bool,
    kind: WeightType,
) -> Vec<Result<Regression>> {
    let names = names();
    let columns: Vec<_> = columns.iter().zip(&names).map(|(x, name)| Column::of_f64(name, x)).collect();
    let codes = codes.map(arr1);
    let cells = codes.as_ref().map(|codes| Cells { codes: codes.view(), count: 2 });
    let weights = Column::of_f64("w", weights);
    let given = Given { columns: &columns, weights: Some(weights), cells, kind };
    high_precision_regression(given, intercept, &Control::default()).unwrap()
}

fn fit(columns: &[&[f64]], weights: &[f64], intercept: bool, kind: WeightType) -> Result<Regression> {
    fits(columns, weights, None, intercept, kind).remove(0)
}

/// The same from moments in f64.
fn plain(columns: &[&[f64]], weights: &[f64], intercept: bool, kind: WeightType) -> Regression {
    let columns: Vec<_> = columns.iter().map(|x| Column::of_f64("column", x)).collect();
    let weights = Column::of_f64("w", weights);
    let found = moments(Given::new(&columns, Some(weights)), WeightPower::One, &Control::default()).unwrap();
    let drivers: Vec<usize> = (1..columns.len()).collect();
    let design = Design { names: &names(), outcome: 0, drivers: &drivers, intercept };
    regression(&found[0], &design, kind).unwrap()
}

const Y: [f64; 6] = [3.0, 5.0, 4.0, 8.0, 9.0, 7.0];
const A: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
const B: [f64; 6] = [2.0, 1.0, 4.0, 3.0, 6.0, 2.0];
const W: [f64; 6] = [1.0, 2.0, 3.0, 2.0, 1.0, 2.0];

#[test]
fn easy_data_give_what_moments_give() {
    for kind in [WeightType::Probability, WeightType::Frequency, WeightType::Precision] {
        for (intercept, weights) in [(true, W), (false, W), (true, [1.0; 6]), (false, [1.0; 6])] {
            let found = fit(&[&Y, &A, &B], &weights, intercept, kind).unwrap();
            let expected = plain(&[&Y, &A, &B], &weights, intercept, kind);
            let figures = |fit: &Regression| {
                let arrays = [&fit.coefficients, &fit.std_errors, &fit.standardized, &fit.vif];
                let mut all: Vec<f64> = arrays.iter().flat_map(|values| values.to_vec()).collect();
                all.extend(fit.covariance.iter().chain(&fit.unscaled));
                all.extend([fit.r2, fit.adj_r2, fit.sigma, fit.f_statistic, fit.df_model, fit.df_resid]);
                all.extend([fit.condition_number, fit.base.n, fit.base.sum_w, fit.base.sum_w2]);
                all
            };
            let (found, expected) = (figures(&found), figures(&expected));
            assert_eq!(found.len(), expected.len());
            for (a, b) in found.iter().zip(&expected) {
                assert!((a - b).abs() <= 1e-12 * b.abs(), "{found:?} {expected:?}");
            }
        }
    }
}

#[test]
fn a_line_of_which_moments_lose_the_digits() {
    // y = 2^40 + i, x = 2^40 - 3i exactly: slope -1/3, no residuals.
    let y: Vec<f64> = (0..9).map(|i| 2.0_f64.powi(40) + f64::from(i)).collect();
    let x: Vec<f64> = (0..9).map(|i| 2.0_f64.powi(40) - 3.0 * f64::from(i)).collect();
    let found = fit(&[&y, &x], &[1.0; 9], true, WeightType::Probability).unwrap();
    assert_eq!(found.coefficients[1], -1.0 / 3.0);
    // 2^40 + i + (2^40 - 3 i) / 3 = 4/3 2^40.
    assert_eq!(found.coefficients[0], 2.0_f64.powi(42) / 3.0);
    assert!(found.sigma < 1e-18 && found.r2 == 1.0);
}

#[test]
fn nearly_dependent_drivers_have_all_their_digits() {
    // b differs from a by squares of 2^-30: y = 1 + a + b exactly, in 16 digits each.
    let a: Vec<f64> = (0..20).map(f64::from).collect();
    let b: Vec<f64> = a.iter().map(|a| a + a * a * 2.0_f64.powi(-30)).collect();
    let y: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 1.0 + a + b).collect();
    let found = fit(&[&y, &a, &b], &[1.0; 20], true, WeightType::Probability).unwrap();
    assert!(found.coefficients.iter().all(|b| (b - 1.0).abs() < 1e-15), "{}", found.coefficients);
    assert!(found.condition_number > 1e8);
}

#[test]
fn cells_are_fitted_alone_and_fail_alone() {
    let twice = |x: [f64; 6]| [x, x].concat();
    let mut b = twice(B);
    b[6..].copy_from_slice(&A.map(|a| 2.0 * a + 1.0));
    let codes = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
    let kind = WeightType::Probability;
    let found = fits(&[&twice(Y), &twice(A), &b], &[1.0; 12], Some(&codes), true, kind);
    assert_eq!(found[0], fit(&[&Y, &A, &B], &[1.0; 6], true, kind));
    assert_eq!(found[1], Err(Error::Collinear { columns: vec!["a".into(), "b".into()] }));
}

#[test]
fn dependent_constant_and_too_many_drivers_are_named() {
    // To within rounding: c is a third of a and a seventh of b together.
    let sum: Vec<f64> = A.iter().zip(B).map(|(a, b)| a / 3.0 + b / 7.0).collect();
    let error = fit(&[&Y, &A, &B, &sum], &[1.0; 6], true, WeightType::Probability).unwrap_err();
    assert_eq!(error, Error::Collinear { columns: vec!["a".into(), "b".into(), "c".into()] });
    let error = fit(&[&Y, &A, &[0.1; 6]], &[1.0; 6], true, WeightType::Probability).unwrap_err();
    assert_eq!(error, Error::Constant { column: "b".into(), n: 6 });
    let error = fit(&[&Y[..2], &A[..2]], &[1.0; 2], true, WeightType::Probability).unwrap_err();
    assert!(matches!(error, Error::TooFewCases { found: 2, needed: 3, .. }));
    let none = [f64::NAN; 6];
    let error = fit(&[&Y, &none], &[1.0; 6], true, WeightType::Probability).unwrap_err();
    assert!(matches!(error, Error::TooFewCases { found: 0, .. }));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let column = |seed: f64| (0..50_000).map(|i| (f64::from(i) * seed).sin() * 7.0 + seed).collect::<Vec<f64>>();
    let (y, a, b) = (column(0.7), column(1.3), column(2.9));
    let weights: Vec<f64> = (0..50_000).map(|i| f64::from(1 + i % 3)).collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| fit(&[&y, &a, &b], &weights, true, WeightType::Probability))
    };
    assert_eq!(run(1), run(2));
    assert_eq!(run(1), run(5));
}
