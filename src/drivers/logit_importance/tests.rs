use super::*;
use crate::accumulate::{Column, Given};
use crate::drivers::{Responses, cumulative_logit};

/// A fixed scatter of numbers from 0 to 1, of columns that know nothing of each other.
fn noise(row: usize, salt: usize) -> f64 {
    let mut bits =
        (row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (salt as u64 + 1).wrapping_mul(0xD1B5_4A32_D192_ED03);
    for factor in [0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB] {
        bits = (bits ^ (bits >> 30)).wrapping_mul(factor);
    }
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

struct Survey {
    columns: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

impl Survey {
    /// Four columns and an answer of so many categories that depends on them.
    fn new(rows: usize, categories: usize) -> Self {
        let x: Vec<Vec<f64>> = (0..4)
            .map(|j| {
                (0..rows).map(|i| noise(i, j) + 0.5 * noise(i, 9) + if j == 2 { noise(i, 0) } else { 0.0 }).collect()
            })
            .collect();
        let answer = |i: usize| {
            let eta = 3.0 * x[0][i] - 2.0 * x[1][i] + x[2][i] + 2.5 * noise(i, 11) - 1.0;
            (eta / 3.0 * categories as f64).floor().clamp(0.0, categories as f64 - 1.0)
        };
        let y = (0..rows).map(answer).collect();
        let weights = (0..rows).map(|i| 1.0 + (i % 3) as f64).collect();
        Self { columns: [vec![y], x].concat(), weights }
    }

    fn columns(&self) -> Vec<Column<'_>> {
        ["y", "a", "b", "c", "d"].iter().zip(&self.columns).map(|(name, x)| Column::of_f64(name, x)).collect()
    }

    fn with_rows<T>(&self, kind: WeightType, work: impl FnOnce(&CompleteRows<'_>) -> T) -> T {
        let columns = self.columns();
        let given = Given { kind, ..Given::new(&columns, Some(Column::of_f64("w", &self.weights))) };
        work(&CompleteRows::keep(given, 0, &Control::default()).unwrap())
    }

    fn find(&self, split: LogitSplit<'_>, kind: WeightType) -> Result<LogitImportance> {
        self.with_rows(kind, |rows| logit_importance(rows, &split, kind, &Control::default()))
    }

    /// `McFadden`'s R² by the other fit there is.
    fn r2(&self, drivers: &[usize], categories: usize, kind: WeightType) -> f64 {
        let all = self.columns();
        let columns: Vec<Column<'_>> = [0].iter().chain(drivers).map(|&j| all[j]).collect();
        let rows = Given { kind, ..Given::new(&columns, Some(Column::of_f64("w", &self.weights))) };
        let names: Vec<String> = (0..categories).map(|c| c.to_string()).collect();
        let data = Responses { rows, moments: None, categories: &names };
        let fit = cumulative_logit(&data, &[], &Control::default()).unwrap().remove(0).unwrap();
        1.0 - fit.log_likelihood / fit.null_log_likelihood
    }
}

const EVERY: LogitSplit<'_> = LogitSplit {
    columns: &[1, 2, 3, 4],
    widths: &[1, 1, 1, 1],
    covariates: &[],
    measure: Measure::McFadden,
    sampling: None,
};

#[test]
fn every_order_by_fits_of_their_own() {
    for (categories, kind) in [(2, WeightType::Probability), (4, WeightType::Frequency)] {
        let survey = Survey::new(700, categories);
        let found =
            survey.find(LogitSplit { columns: &[1, 2, 4], widths: &[1; 3], covariates: &[3], ..EVERY }, kind).unwrap();
        // Of three drivers 1, 2, 4 beyond 3 the first enters first in a third of the orders, and so on.
        let r2 = |drivers: &[usize]| survey.r2(drivers, categories, kind);
        let gain = |with: &[usize], without: &[usize]| r2(with) - r2(without);
        let expected = gain(&[1, 3], &[3]) / 3.0
            + (gain(&[1, 2, 3], &[2, 3]) + gain(&[1, 3, 4], &[3, 4])) / 6.0
            + gain(&[1, 2, 3, 4], &[2, 3, 4]) / 3.0;
        assert!((found.importance[0] - expected).abs() < 1e-12, "{found:?} {expected}");
        assert!((found.r2_covariates - r2(&[3])).abs() < 1e-12);
        let all: f64 = found.importance.iter().sum();
        assert!((all + found.r2_covariates - r2(&[1, 2, 3, 4])).abs() < 1e-12);
        assert_eq!((found.models, found.orders), (8, None));
    }
}

#[test]
fn a_driver_of_two_columns_enters_at_once() {
    let (survey, kind) = (Survey::new(300, 3), WeightType::Probability);
    let found = survey.find(LogitSplit { columns: &[1, 4, 2], widths: &[2, 1], ..EVERY }, kind).unwrap();
    let r2 = |drivers: &[usize]| survey.r2(drivers, 3, kind);
    let expected = 0.5 * (r2(&[1, 4]) + r2(&[1, 2, 4]) - r2(&[2]));
    assert!((found.importance[0] - expected).abs() < 1e-12, "{found:?} {expected}");
}

#[test]
fn circles_come_near_all_orders() {
    let (survey, kind) = (Survey::new(300, 2), WeightType::Probability);
    let sampling = Some(Sampling { circles: 6, seed: 5 });
    let (exact, found) =
        (survey.find(EVERY, kind).unwrap(), survey.find(LogitSplit { sampling, ..EVERY }, kind).unwrap());
    let errors = found.std_error.unwrap();
    for ((a, b), error) in exact.importance.iter().zip(&found.importance).zip(errors) {
        assert!((a - b).abs() <= 4.0 * error + 1e-12, "{a} {b} {error}");
    }
    assert!((found.importance.iter().sum::<f64>() - exact.importance.iter().sum::<f64>()).abs() < 1e-12);
    assert_eq!(found.orders, Some(48));
}

#[test]
fn nagelkerke_is_that_of_the_respondents() {
    let survey = Survey::new(300, 2);
    let nagelkerke = LogitSplit { measure: Measure::Nagelkerke, ..EVERY };
    let (found, plain) =
        (survey.find(nagelkerke, WeightType::Frequency).unwrap(), survey.find(EVERY, WeightType::Frequency).unwrap());
    let w: f64 = survey.weights.iter().sum();
    let event: f64 = survey.columns[0].iter().zip(&survey.weights).map(|(y, w)| y * w).sum();
    let null = -2.0 * (event * (event / w).ln() + (w - event) * (1.0 - event / w).ln());
    let left = null * (1.0 - plain.importance.iter().sum::<f64>());
    let expected = (1.0 - ((left - null) / w).exp()) / (1.0 - (-null / w).exp());
    assert!((found.importance.iter().sum::<f64>() - expected).abs() < 1e-12);
    // One unit of the deviance is so much of McFadden's, which the deviance of nobody changes.
    assert!(plain.slope.iter().all(|slope| (slope - w / null).abs() < 1e-12), "{plain:?}");
}

#[test]
fn a_replicate_is_the_split_of_its_rows() {
    for categories in [2, 5] {
        let survey = Survey::new(400, categories);
        let twice: Vec<f64> = (0..400).map(|i| if i % 5 == 0 { 0.0 } else { 2.0 + f64::from(i % 2) }).collect();
        // Also without a category.
        let lost = |i: usize| if survey.columns[0][i] == 1.0 && categories > 2 { 0.0 } else { twice[i] };
        let weights = vec![twice.clone(), (0..400).map(lost).collect()];
        let given = Resampling::Given(weights.clone());
        let kind = WeightType::Probability;
        let found = survey
            .with_rows(kind, |rows| bootstrap_logit_importance(rows, &EVERY, kind, &given, &Control::default()))
            .unwrap();
        for (row, weights) in found.rows().into_iter().zip(weights) {
            let other = Survey { columns: survey.columns.clone(), weights };
            let exact = other.find(EVERY, kind).unwrap().importance;
            assert!(row.iter().zip(&exact).all(|(a, b)| (a - b).abs() < 1e-6), "{row} {exact:?}");
            assert_eq!(row[5], 0.0);
        }
    }
}

#[test]
fn threads_change_nothing() {
    let survey = Survey::new(500, 3);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| survey.find(EVERY, WeightType::Probability).unwrap())
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn a_separated_resample_has_the_limit_of_its_deviance() {
    let survey = Survey::new(200, 2);
    // Only rows that the first driver tells apart: of these it explains all.
    let clear = |i: usize| f64::from(u8::from((survey.columns[1][i] > 0.75) == (survey.columns[0][i] == 1.0)));
    let given = Resampling::Given(vec![(0..200).map(clear).collect()]);
    let kind = WeightType::Probability;
    let found = survey
        .with_rows(kind, |rows| bootstrap_logit_importance(rows, &EVERY, kind, &given, &Control::default()))
        .unwrap();
    assert!((found[[0, 4]] - 1.0).abs() < 1e-4 && found[[0, 5]] == 1.0, "{found}");
}

#[test]
fn what_cannot_be_fitted_is_an_error_or_nan() {
    let kind = WeightType::Probability;
    let mut survey = Survey::new(60, 2);
    let one = Resampling::Given(vec![survey.columns[0].clone(), vec![0.0; 60]]);
    let found = survey
        .with_rows(kind, |rows| bootstrap_logit_importance(rows, &EVERY, kind, &one, &Control::default()))
        .unwrap();
    assert!(found.iter().all(|x| x.is_nan()), "one category, and no rows at all");
    survey.columns[4] = survey.columns[2].iter().map(|x| 2.0 * x + 1.0).collect();
    assert!(matches!(survey.find(EVERY, kind), Err(Error::NoConvergence { .. })));
    survey.columns[4] = vec![3.0; 60];
    assert!(matches!(survey.find(EVERY, kind), Err(Error::Constant { .. })));
    let control = Control::default();
    control.stop();
    let stopped = Survey::new(60, 2).with_rows(kind, |rows| logit_importance(rows, &EVERY, kind, &control));
    assert_eq!(stopped, Err(Error::Interrupted));
}
