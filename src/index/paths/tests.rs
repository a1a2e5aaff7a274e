//! Models small enough to be worked out by other means.

mod replicates;

use ndarray::{Array2, array};

use super::*;
use crate::accumulate::Moments;
use crate::error::Error;
use crate::weights::Base;

/// Moments with these covariances.
fn moments(covariance: &Array2<f64>) -> Moments {
    let base = Base { n: 100.0, sum_w: 100.0, sum_w2: 100.0 };
    let sums = covariance.iter().map(|value| value * 100.0).collect();
    Moments::of_parts(base, vec![1.0; covariance.nrows()], sums).unwrap()
}

fn names(letter: &str, count: usize) -> Vec<String> {
    (1..=count).map(|at| format!("{letter}{at}")).collect()
}

fn stage(sizes: &[usize], mode: Mode, predecessors: &[&[usize]]) -> Stage {
    let acting = predecessors.iter().map(|list| list.to_vec()).collect();
    Stage::new(names("C", sizes.len()), None, (sizes, vec![mode; sizes.len()]), acting, Vec::new()).unwrap()
}

fn spec(stage: Stage, scheme: Scheme) -> Spec {
    Spec {
        indicators: names("x", stage.p()),
        stages: vec![stage],
        scheme,
        scaled: true,
        consistent: false,
        tolerance: 1e-14,
        max_iterations: 1000,
    }
}

/// A quantity of the last stage.
fn get<'a>(spec: &Spec, values: &'a [f64], name: &str) -> &'a [f64] {
    let mut start = 0;
    let mut found = &values[..0];
    for field in spec.stages.iter().flat_map(Stage::fields) {
        if field.name == name {
            found = &values[start..start + field.len()];
        }
        start += field.len();
    }
    found
}

fn fit(covariance: &Array2<f64>, spec: &Spec) -> Vec<f64> {
    fit_paths(&moments(covariance), None, spec).unwrap()
}

fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() < tolerance, "{found:?} is not {expected:?}");
    }
}

/// Three constructs of 3, 2 and 3 indicators, which go with one another in no simple way.
fn tangled() -> Array2<f64> {
    let loading =
        |i: usize, f: usize| ((i * 7 + f * 5 + i * f) % 11) as f64 / 10.0 + if f == i / 3 { 1.0 } else { 0.0 };
    Array2::from_shape_fn((8, 8), |(i, j)| {
        let shared: f64 = (0..3).map(|f| loading(i, f) * loading(j, f)).sum();
        shared + if i == j { 1.0 + i as f64 / 4.0 } else { 0.0 }
    })
}

/// What a model of one factor a construct has in the population.
fn factors(loadings: &[f64], of: &[usize], between: &Array2<f64>) -> Array2<f64> {
    let p = loadings.len();
    Array2::from_shape_fn(
        (p, p),
        |(i, j)| {
            if i == j { 1.0 } else { loadings[i] * loadings[j] * between[[of[i], of[j]]] }
        },
    )
}

#[test]
fn single_indicators_are_regressions() {
    // Two drivers and an outcome: β = R⁻¹ r, in closed form.
    let (a, b, c) = (0.3, 0.5, -0.2);
    let r = array![[1.0, a, b], [a, 1.0, c], [b, c, 1.0]];
    for scheme in [Scheme::Path, Scheme::Factorial, Scheme::Centroid] {
        let spec = spec(stage(&[1, 1, 1], Mode::A, &[&[], &[], &[0, 1]]), scheme);
        let values = fit(&r, &spec);
        let expected = [(b - a * c) / (1.0 - a * a), (c - a * b) / (1.0 - a * a)];
        assert_close(&get(&spec, &values, "paths")[6..8], &expected, 1e-14);
        for name in ["weights", "loadings", "rho_a", "alpha"] {
            assert_eq!(get(&spec, &values, name), [1.0; 3]);
        }
        assert_close(get(&spec, &values, "htmt"), &[1.0, a, b, a, 1.0, c.abs(), b, c.abs(), 1.0], 1e-15);
    }
}

#[test]
fn two_constructs_of_mode_b_have_the_first_canonical_correlation() {
    let covariance = tangled();
    let spec = spec(stage(&[5, 3], Mode::B, &[&[], &[0]]), Scheme::Centroid);
    let found = get(&spec, &fit(&covariance, &spec), "correlations")[1];
    // The largest eigenvalue of S₁₁⁻¹ S₁₂ S₂₂⁻¹ S₂₁ is its square.
    let part = |rows: std::ops::Range<usize>, columns: std::ops::Range<usize>| {
        Array2::from_shape_fn((rows.len(), columns.len()), |(i, j)| covariance[[rows.start + i, columns.start + j]])
    };
    let inverse = |matrix: Array2<f64>| crate::linalg::Spd::factor(matrix.view()).unwrap().inverse();
    let product =
        inverse(part(0..5, 0..5)).dot(&part(0..5, 5..8)).dot(&inverse(part(5..8, 5..8))).dot(&part(5..8, 0..5));
    let mut vector = Array2::ones((5, 1));
    let mut value = 0.0;
    for _ in 0..2000 {
        vector = product.dot(&vector);
        value = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
        vector /= value;
    }
    assert!((found - value.sqrt()).abs() < 1e-10, "{found} {}", value.sqrt());
}

#[test]
fn weights_are_what_they_lead_to() {
    let covariance = tangled();
    let sd: Vec<f64> = covariance.diag().iter().map(|v: &f64| v.sqrt()).collect();
    let z = Array2::from_shape_fn((8, 8), |(i, j)| covariance[[i, j]] / (sd[i] * sd[j]));
    let of = [0, 0, 0, 1, 1, 2, 2, 2];
    let spec = spec(stage(&[3, 2, 3], Mode::A, &[&[], &[0], &[0, 1]]), Scheme::Factorial);
    let values = fit(&covariance, &spec);
    let (weights, r) = (get(&spec, &values, "weights"), get(&spec, &values, "correlations"));
    // cov(zᵢ, Σ rₐᵦ yᵦ) over the other two constructs, which all are linked.
    let covariances: Vec<f64> = (0..8)
        .map(|i| (0..8).filter(|&j| of[j] != of[i]).map(|j| r[of[i] * 3 + of[j]] * z[[i, j]] * weights[j]).sum())
        .collect();
    for a in 0..3 {
        let own: Vec<usize> = (0..8).filter(|&i| of[i] == a).collect();
        let pairs = own.iter().flat_map(|&i| own.iter().map(move |&j| (i, j)));
        let variance: f64 = pairs.map(|(i, j)| covariances[i] * covariances[j] * z[[i, j]]).sum();
        for i in own {
            assert!((weights[i] - covariances[i] / variance.sqrt()).abs() < 1e-12);
        }
    }
}

#[test]
fn units_of_indicators_change_nothing_but_their_moments() {
    let covariance = tangled();
    let units = [3.0, 1.0, 0.01, 1e4, 2.0, 1.0, 7.0, 0.5];
    let rescaled = Array2::from_shape_fn((8, 8), |(i, j)| covariance[[i, j]] * units[i] * units[j]);
    for mode in [Mode::A, Mode::B] {
        let spec = spec(stage(&[3, 2, 3], mode, &[&[], &[0], &[0, 1]]), Scheme::Path);
        let (one, other) = (fit(&covariance, &spec), fit(&rescaled, &spec));
        for name in ["weights", "loadings", "correlations", "paths", "rho_a", "alpha", "htmt"] {
            assert_close(get(&spec, &one, name), get(&spec, &other, name), 1e-11);
        }
    }
}

#[test]
fn the_correction_finds_the_factors_of_a_population() {
    let (loadings, of) = ([0.8, 0.7, 0.6, 0.9, 0.5, 0.7, 0.75, 0.65, 1.0], [0, 0, 0, 1, 1, 2, 2, 2, 3]);
    let between = array![[1.0, 0.3, 0.5, 0.4], [0.3, 1.0, 0.4, 0.1], [0.5, 0.4, 1.0, 0.35], [0.4, 0.1, 0.35, 1.0]];
    let r = factors(&loadings, &of, &between);
    let one = stage(&[3, 2, 3, 1], Mode::A, &[&[], &[0], &[0, 1], &[2]]);
    for scheme in [Scheme::Path, Scheme::Factorial, Scheme::Centroid] {
        let spec = Spec { consistent: true, ..spec(one.clone(), scheme) };
        let values = fit(&r, &spec);
        assert_close(get(&spec, &values, "loadings"), &loadings, 1e-9);
        assert_close(get(&spec, &values, "correlations"), between.as_slice().unwrap(), 1e-9);
        assert_close(&get(&spec, &values, "paths")[12..], &[0.0, 0.0, 0.35, 0.0], 1e-9);
        assert_eq!(get(&spec, &values, "admissible"), [1.0]);
        // One factor: rho_A is the squared correlation of the score with it.
        let weights = get(&spec, &values, "weights");
        let with: f64 = (0..3).map(|i| weights[i] * loadings[i]).sum();
        assert!((get(&spec, &values, "rho_a")[0] - with * with).abs() < 1e-9);
    }
    // In the metric of the indicators as well.
    let units = [2.0, 1.0, 1.0, 3.0, 1.0, 1.0, 0.5, 1.0, 4.0];
    let raw = Array2::from_shape_fn((9, 9), |(i, j)| r[[i, j]] * units[i] * units[j]);
    let spec = Spec { consistent: true, scaled: false, ..spec(one, Scheme::Path) };
    let values = fit(&raw, &spec);
    assert_close(get(&spec, &values, "loadings"), &loadings, 1e-9);
    assert_close(get(&spec, &values, "correlations"), between.as_slice().unwrap(), 1e-9);
}

#[test]
fn what_cannot_be_true_is_told_and_not_cut() {
    // Indicators that go with the other construct more than with each other.
    let r = array![[1.0, 0.2, 0.7], [0.2, 1.0, 0.7], [0.7, 0.7, 1.0]];
    let spec = Spec { consistent: true, ..spec(stage(&[2, 1], Mode::A, &[&[], &[0]]), Scheme::Path) };
    let values = fit(&r, &spec);
    assert_eq!(get(&spec, &values, "admissible"), [0.0]);
    assert!(get(&spec, &values, "correlations")[1] > 1.0);
}

#[test]
fn a_stage_of_scores_has_their_correlations() {
    let covariance = tangled();
    let first = stage(&[3, 2, 3], Mode::A, &[&[], &[0], &[0, 1]]);
    let sources = vec![Source::Score(0), Source::Score(1), Source::Column(6)];
    let modes = vec![Mode::A; 2];
    let second = Stage::new(names("D", 2), Some(sources), (&[2, 1], modes), vec![vec![], vec![0]], vec![]).unwrap();
    let lower = spec(first.clone(), Scheme::Path);
    let both = Spec { stages: vec![first, second], ..lower.clone() };
    both.check().unwrap();
    let (one, two) = (fit(&covariance, &lower), fit(&covariance, &both));
    assert_eq!(one[..], two[..one.len()]);
    // The same from a matrix that is worked out by hand.
    let (weights, r) = (get(&lower, &one, "weights"), get(&lower, &one, "correlations"));
    let sd: Vec<f64> = covariance.diag().iter().map(|v: &f64| v.sqrt()).collect();
    let with = |block: std::ops::Range<usize>| -> f64 {
        block.map(|j| weights[j] * covariance[[j, 6]] / (sd[j] * sd[6])).sum()
    };
    let (a, b) = (with(0..3), with(3..5));
    let by_hand = array![[1.0, r[1], a], [r[1], 1.0, b], [a, b, 1.0]];
    let alone = spec(stage(&[2, 1], Mode::A, &[&[], &[0]]), Scheme::Path);
    let expected = fit(&by_hand, &alone);
    for name in ["weights", "loadings", "correlations", "paths", "rho_a", "htmt"] {
        assert_close(get(&both, &two, name), get(&alone, &expected, name), 1e-12);
    }
    assert_close(get(&both, &two, "sd"), &[1.0, 1.0, sd[6]], 1e-12);
    assert_close(get(&both, &two, "mean"), &[0.0, 0.0, 1.0], 1e-15);
}

#[test]
fn a_turned_indicator_turns_its_loading_and_no_more() {
    let mut covariance = tangled();
    let spec = spec(stage(&[3, 2, 3], Mode::A, &[&[], &[0], &[0, 1]]), Scheme::Path);
    let before = fit(&covariance, &spec);
    for j in 0..8 {
        covariance[[1, j]] *= -1.0;
        covariance[[j, 1]] *= -1.0;
    }
    let after = fit(&covariance, &spec);
    assert_close(get(&spec, &after, "paths"), get(&spec, &before, "paths"), 1e-11);
    assert!((get(&spec, &after, "loadings")[1] + get(&spec, &before, "loadings")[1]).abs() < 1e-11);
}

#[test]
fn refusals_name_constructs_and_indicators() {
    let error = |r: &Array2<f64>, spec: &Spec| fit_paths(&moments(r), None, spec).unwrap_err();
    let pair = spec(stage(&[2, 1], Mode::B, &[&[], &[0]]), Scheme::Path);
    let constant = array![[1.0, 0.0, 0.5], [0.0, 0.0, 0.0], [0.5, 0.0, 1.0]];
    let expected = Error::ConstantIndicator { indicator: "x2".into(), construct: "C1".into(), n: 100 };
    assert_eq!(error(&constant, &pair), expected);
    let twins = array![[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]];
    let expected = Error::DependentIndicators { construct: "C1".into(), indicators: names("x", 2) };
    assert_eq!(error(&twins, &pair), expected);
    let opposed = array![[1.0, -1.0, 0.5], [-1.0, 1.0, -0.5], [0.5, -0.5, 1.0]];
    let of_mode_a = spec(stage(&[2, 1], Mode::A, &[&[], &[0]]), Scheme::Path);
    assert_eq!(error(&opposed, &of_mode_a), Error::NoScore { construct: "C1".into() });
    let unrelated = array![[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]];
    assert_eq!(error(&unrelated, &of_mode_a), Error::NoScore { construct: "C1".into() });
    let three = spec(stage(&[1, 1, 1], Mode::A, &[&[], &[], &[0, 1]]), Scheme::Factorial);
    let expected = Error::DependentPredecessors { construct: "C3".into(), predecessors: names("C", 2) };
    assert_eq!(error(&twins, &three), expected);
    let nobody = fit_paths(&Moments::empty(3), None, &three);
    assert_eq!(nobody, Err(Error::ConstantIndicator { indicator: "x1".into(), construct: "C1".into(), n: 0 }));
}

#[test]
fn weights_that_do_not_settle_tell_their_last_changes() {
    let tangled = tangled();
    let short = Spec {
        max_iterations: 3,
        tolerance: 1e-300,
        ..spec(stage(&[3, 2, 3], Mode::A, &[&[], &[0], &[0, 1]]), Scheme::Path)
    };
    let found = fit_paths(&moments(&tangled), None, &short);
    let Err(Error::WeightsNotConverged { iterations: 3, changes, .. }) = found else { panic!("{found:?}") };
    assert!(changes.len() == 3 && changes[0] > changes[1] && changes[1] > changes[2], "{changes:?}");
}
