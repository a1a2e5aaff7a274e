//! Walks by hand.

use ndarray::{Array2, array};

use super::*;
use crate::weights::{Base, WeightType};

fn of(correlations: &Array2<f64>) -> Moments {
    let base = Base { n: 100.0, sum_w: 100.0, sum_w2: 100.0 };
    Moments::of_parts(base, vec![0.0; correlations.nrows()], correlations.iter().copied().collect()).unwrap()
}

fn plan(forced: Vec<usize>, blocks: Vec<Vec<usize>>, full: bool) -> Plan {
    Plan {
        names: ["y", "a", "b", "c"].map(String::from).to_vec(),
        information: vec![1.0; blocks.len()],
        terms: Candidates { forced, blocks },
        optional: vec![],
        rule: Rule { enters: true, leaves: true, judge: Judge::PValue, enter: 0.05, remove: 0.1, full },
        kind: WeightType::Probability,
    }
}

/// a explains 0.36 of y, b 0.25 of y and nothing of a, c nothing.
fn plain() -> Moments {
    of(&array![[1.0, 0.6, 0.5, 0.0], [0.6, 1.0, 0.0, 0.0], [0.5, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
}

#[test]
fn the_strongest_enters_first_and_what_explains_nothing_stays_out() {
    let found = plan(vec![], vec![vec![1], vec![2], vec![3]], false).select(&plain(), 100, 0.0).unwrap();
    let made: Vec<_> = found.steps.iter().map(|step| step.chosen.map(|at| step.moves[at].term)).collect();
    assert_eq!(made, [Some(0), Some(1), None]);
    assert_eq!((found.inside, found.k, found.in_circles), (vec![true, true, false], 3, false));
    // F of a: 0.36 / (0.64 / 98).
    let first = found.steps[0].moves[0];
    assert!((first.statistic - 0.36 / (0.64 / 98.0)).abs() < 1e-12 && (first.r2 - 0.36).abs() < 1e-15);
}

#[test]
fn from_the_full_model_it_leaves() {
    let found = plan(vec![], vec![vec![1, 2], vec![3]], true).select(&plain(), 100, 0.0).unwrap();
    assert_eq!((found.start, found.inside), (vec![true; 2], vec![true, false]));
    assert!((found.start_left - 0.39).abs() < 1e-15);
    // F of both together, seen from the model they are in: (0.61 / 2) / (0.39 / 96).
    let leaving = found.steps[0].moves[0];
    assert!((leaving.statistic - 0.305 / (0.39 / 96.0)).abs() < 1e-11, "{leaving:?}");
}

#[test]
fn combinations_do_not_enter_and_are_named() {
    let same = of(&array![[1.0, 0.6, 0.6, 0.5], [0.6, 1.0, 1.0, 0.0], [0.6, 1.0, 1.0, 0.0], [0.5, 0.0, 0.0, 1.0]]);
    let found = plan(vec![], vec![vec![1], vec![2], vec![3]], false).select(&same, 100, 0.0).unwrap();
    assert_eq!((found.inside, found.dependent), (vec![true, false, true], vec![false, true, false]));
    let error = plan(vec![1, 2], vec![vec![3]], false).select(&same, 100, 0.0).unwrap_err();
    assert!(error.to_string().starts_with("covariate 'b' is a combination of the covariates before it"), "{error}");
}

#[test]
fn a_model_that_cannot_begin_says_why() {
    let small = plan(vec![3], vec![vec![1], vec![2]], true).select(&plain(), 4, 0.0).unwrap_err().to_string();
    assert!(small.contains("all 2 drivers (4 coefficients with the intercept and the covariates) needs at least 5"));
    let still = of(&Array2::from_shape_fn((4, 4), |(i, j)| f64::from(u8::from(i == j && i > 0))));
    let error = plan(vec![], vec![vec![1]], false).select(&still, 1234, 0.0).unwrap_err().to_string();
    assert!(error.contains("'y' has the same value in all 1,234 complete cases"), "{error}");
    let nobody = plan(vec![], vec![vec![1]], false).select(&Moments::default(), 0, 0.0).unwrap_err().to_string();
    assert!(nobody.contains("needs at least 2 complete cases and has 0; merge segments"), "{nobody}");
}

#[test]
fn every_sample_selects_for_itself() {
    let (chosen, empty) = (plain(), Moments::default());
    let plan = plan(vec![], vec![vec![1], vec![2], vec![3]], false);
    let found = plan.replicates(&Samples::Given(vec![&chosen, &empty]), &Control::default()).unwrap();
    assert_eq!(found.row(0).to_vec(), [1.0, 1.0, 0.0]);
    assert!(found.row(1).iter().all(|inside| inside.is_nan()));
    let control = Control::default();
    control.stop();
    assert_eq!(plan.replicates(&Samples::Given(vec![&chosen]), &control), Err(Error::Interrupted));
}
