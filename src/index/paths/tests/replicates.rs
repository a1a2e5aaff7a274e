//! Resamples, segments and products of scores, which need rows.

use ndarray::Array2;

use super::*;
use crate::accumulate::{Column, CompleteRows, Given};
use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{Resampling, stream};
use crate::samples::Samples;
use crate::weights::WeightType;

/// Columns of `count` rows that go with one another, of uniform numbers.
fn answers(count: usize) -> Vec<Vec<f64>> {
    use rand::RngExt;
    let mut rng = stream(5, 0);
    let common: Vec<f64> = (0..count).map(|_| rng.random_range(0.0..4.0)).collect();
    (0..5).map(|_| common.iter().map(|x| (x + rng.random_range(0.0..3.0)).round()).collect()).collect()
}

fn on<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

fn with_rows<T>(columns: &[Vec<f64>], work: impl FnOnce(&CompleteRows<'_>) -> T) -> T {
    let columns: Vec<_> = columns.iter().map(|values| Column::of_f64("x", values)).collect();
    work(&CompleteRows::keep(Given::new(&columns, None), 0, &Control::default()).unwrap())
}

fn moderated() -> Spec {
    let first = stage(&[2, 2, 1], Mode::A, &[&[], &[], &[0, 1]]);
    let sources = (0..3).map(Source::Score).collect();
    let acting = vec![vec![], vec![], vec![0, 1, 3], vec![]];
    let second = Stage::new(names("D", 4), Some(sources), (&[1; 4], vec![Mode::A; 4]), acting, vec![(0, 1)]).unwrap();
    Spec { stages: vec![first.clone(), second], ..spec(first, Scheme::Path) }
}

#[test]
fn replicates_are_the_same_on_any_number_of_threads() {
    let data = answers(60);
    let resampling = Resampling::Respondents { count: 20, seed: 4 };
    let all = |spec: &Spec| -> Result<_> {
        with_rows(&data, |rows| {
            let control = Control::default();
            let samples = Samples::Drawn(rows, WeightType::Probability, &resampling);
            let codes = ndarray::Array1::from_shape_fn(60, |i| i32::try_from(i % 3).unwrap() - 1);
            let wanted = Segmented { spec, fits: Fits::Each, ruler: Some(&[1.0; 5]), count: 2 };
            let grouped = rows.grouped(codes.view(), 2)?;
            let drawn = resample_path_segments(&grouped, WeightType::Probability, &resampling, &wanted, &control)?;
            let labels = Array2::from_shape_fn((9, 60), |(b, i)| i32::try_from((b + i * i + i / (b + 2)) % 2).unwrap());
            let labelled = relabelled_paths(rows, labels.view(), &wanted, &control)?;
            Ok((resample_paths(&samples, spec, &control)?, drawn, labelled))
        })
    };
    for spec in [spec(stage(&[2, 2, 1], Mode::A, &[&[], &[], &[0, 1]]), Scheme::Path), moderated()] {
        let (one, three) = (on(1, || all(&spec)).unwrap(), on(3, || all(&spec)).unwrap());
        assert!([&one.1, &one.2].iter().all(|found| found.fits.status.iter().all(|status| *status == 0)));
        assert!(one.0.status.iter().all(|status| *status == 0));
        assert_eq!(one, three);
    }
}

#[test]
fn products_of_scores_are_those_of_the_rows() {
    let data = answers(80);
    let spec = moderated();
    let weights: Vec<f64> = (0..80).map(|i| f64::from(i % 4)).collect();
    let given = Resampling::Given(vec![weights.clone()]);
    let found = with_rows(&data, |rows| {
        resample_paths(&Samples::Drawn(rows, WeightType::Probability, &given), &spec, &Control::default()).unwrap()
    });
    assert_eq!(found.status, [0]);
    let values = found.values.row(0).to_vec();
    // Scores by the weights of the first stage, their product, and the correlations of all four by definition.
    let first = Spec { stages: vec![spec.stages[0].clone()], ..spec.clone() };
    let own = &values[..first.width()];
    let (w, mean, sd) = (get(&first, own, "weights"), get(&first, own, "mean"), get(&first, own, "sd"));
    let z = |j: usize, i: usize| w[j] * (data[j][i] - mean[j]) / sd[j];
    let score = |block: &[usize]| -> Vec<f64> { (0..80).map(|i| block.iter().map(|&j| z(j, i)).sum()).collect() };
    let mut columns = vec![score(&[0, 1]), score(&[2, 3]), score(&[4])];
    columns.push(columns[0].iter().zip(&columns[1]).map(|(a, b)| a * b).collect());
    let sum_w: f64 = weights.iter().sum();
    let average = |x: &[f64]| x.iter().zip(&weights).map(|(x, w)| x * w).sum::<f64>() / sum_w;
    let covariance = |a: &[f64], b: &[f64]| {
        let products: Vec<f64> = a.iter().zip(b).map(|(x, y)| (x - average(a)) * (y - average(b))).collect();
        average(&products)
    };
    let expected: Vec<f64> = (0..16)
        .map(|at| {
            let (a, b) = (&columns[at / 4], &columns[at % 4]);
            covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt()
        })
        .collect();
    assert_close(get(&spec, &values, "correlations"), &expected, 1e-12);
    assert_close(&get(&spec, &values, "mean")[3..], &[average(&columns[3])], 1e-12);
    assert_close(&get(&spec, &values, "sd")[3..], &[covariance(&columns[3], &columns[3]).sqrt()], 1e-12);
    assert!(get(&spec, &values, "paths")[11].abs() > 1e-4);
}

#[test]
fn products_without_rows_are_refused() {
    let one = moments(&Array2::eye(5));
    let found = resample_paths(&Samples::Given(vec![&one]), &moderated(), &Control::default());
    assert!(matches!(found, Err(Error::Arguments { .. })));
}

#[test]
fn a_replicate_without_a_model_says_why() {
    let columns = [vec![1.0, 1.0, 2.0, 5.0], vec![2.0, 1.0, 3.0, 1.0]];
    let spec = spec(stage(&[1, 1], Mode::A, &[&[], &[0]]), Scheme::Path);
    let draws = vec![vec![1.0; 4], vec![0.0, 0.0, 0.0, 1.0], vec![0.0; 4]];
    let found = with_rows(&columns, |rows| {
        let given = Resampling::Given(draws);
        resample_paths(&Samples::Drawn(rows, WeightType::Probability, &given), &spec, &Control::default()).unwrap()
    });
    assert_eq!(found.status, [0, 2, 2]);
    assert!(found.values.row(0).iter().all(|value| value.is_finite()));
    assert!(found.values.row(1).iter().chain(found.values.row(2)).all(|value| value.is_nan()));
}
