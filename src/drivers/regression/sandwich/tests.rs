use super::*;
use crate::accumulate::{Cells, Column};
use ndarray::{Array2, arr1};

const Y: [f64; 5] = [1.0, 3.0, 2.0, 5.0, 4.0];
const X: [f64; 5] = [1.0, 2.0, 3.0, 4.0, 10.0];
const W: [f64; 5] = [1.0, 2.0, 1.0, 3.0, 2.0];

/// Slope 0.3 about the weighted means, not the least-squares one: the formulas hold for any coefficients.
fn model(kind: WeightType) -> (Fitted, [f64; 2]) {
    let w: f64 = W.iter().sum();
    let mean = |v: &[f64]| v.iter().zip(W).map(|(v, w)| v * w).sum::<f64>() / w;
    let (my, mx) = (mean(&Y), mean(&X));
    let sxx: f64 = X.iter().zip(W).map(|(x, w)| w * (x - mx).powi(2)).sum();
    let bread = ndarray::arr2(&[[1.0 / w, 0.0], [0.0, 1.0 / sxx]]);
    let n = if kind == WeightType::Frequency { w } else { 5.0 };
    (Fitted::new(arr1(&[0.3]).view(), (my, arr1(&[mx]).view()), bread.view(), true, n), [my, mx])
}

/// Rows of (w, e, x̃, h) by definition.
fn by_definition(kind: WeightType) -> Vec<(f64, f64, [f64; 2], f64)> {
    let (model, [my, mx]) = model(kind);
    let row = |((y, x), w): ((&f64, &f64), &f64)| {
        let (t, d) = ([1.0, x - mx], if kind == WeightType::Frequency { 1.0 } else { *w });
        (*w, y - my - 0.3 * t[1], t, d * (model.form.diagonal(0) + t[1] * t[1] * model.form.diagonal(1)))
    };
    Y.iter().zip(&X).zip(&W).map(row).collect()
}

fn columns<'a>() -> [Column<'a>; 2] {
    [Column::of_f64("y", &Y), Column::of_f64("x", &X)]
}

fn given<'a>(columns: &'a [Column<'a>], kind: WeightType) -> Given<'a, 'a> {
    Given { columns, weights: Some(Column::of_f64("w", &W)), cells: None, kind }
}

#[test]
fn squares_of_scores_follow_the_definition_under_every_correction() {
    for kind in [WeightType::Probability, WeightType::Frequency] {
        for correction in [Correction::None, Correction::Leverage, Correction::Jackknife, Correction::Adaptive] {
            let fitted = [Some(model(kind).0)];
            let n = fitted[0].as_ref().unwrap().observations;
            let (columns, control) = (columns(), Control::default());
            let found = score_totals(given(&columns, kind), &fitted, Units::Rows(None), correction, &control);
            let found = found.unwrap().remove(0);
            let factor = |h: f64| match correction {
                Correction::None => 1.0,
                Correction::Leverage => 1.0 / (1.0 - h),
                Correction::Jackknife => (1.0 - h).powi(-2),
                Correction::Adaptive => (1.0 - h).powf(-(n * h / 2.0).min(4.0)),
            };
            for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let part = |(w, e, t, h): &(f64, f64, [f64; 2], f64)| {
                    let w2 = if kind == WeightType::Frequency { *w } else { w * w };
                    w2 * e * e * t[i] * t[j] * factor(*h)
                };
                let expected: f64 = by_definition(kind).iter().map(part).sum();
                assert!((found.squares[[0, 2 * i + j]] / expected - 1.0).abs() < 1e-12, "{kind:?} {correction:?}");
            }
        }
    }
}

#[test]
fn groups_add_up_their_own_rows() {
    let codes = arr1(&[0, 1, 0, 1, -1]);
    let groups = Cells { codes: codes.view(), count: 2 };
    let fitted = [Some(model(WeightType::Probability).0)];
    let (columns, control) = (columns(), Control::default());
    let given = given(&columns, WeightType::Probability);
    let run = |units| score_totals(given, &fitted, units, Correction::None, &control).unwrap().remove(0);
    let (strata, clusters) = (run(Units::Rows(Some(&groups))), run(Units::Clusters(&groups)));
    assert_eq!(strata.totals, clusters.totals);
    assert_eq!((strata.rows, clusters.squares.nrows()), (vec![2.0, 2.0], 0));
    assert_eq!(clusters.groups, [0, 1]);
    let rows = by_definition(WeightType::Probability);
    for (group, members) in [[0, 2], [1, 3]].iter().enumerate() {
        let total: f64 = members.iter().map(|&i: &usize| rows[i].0 * rows[i].1 * rows[i].2[1]).sum();
        let square: f64 = members.iter().map(|&i: &usize| (rows[i].0 * rows[i].1 * rows[i].2[1]).powi(2)).sum();
        assert!((strata.totals[[group, 1]] - total).abs() < 1e-12);
        assert!((strata.squares[[group, 3]] - square).abs() < 1e-12);
    }
}

#[test]
fn groups_without_rows_take_no_room() {
    let codes = arr1(&[7, 2, 7, 2, -1]);
    let groups = Cells { codes: codes.view(), count: usize::MAX };
    let fitted = [Some(model(WeightType::Probability).0)];
    let units = Units::Clusters(&groups);
    let (columns, control) = (columns(), Control::default());
    let given = given(&columns, WeightType::Probability);
    let found = score_totals(given, &fitted, units, Correction::None, &control).unwrap();
    assert_eq!((found[0].groups.as_slice(), found[0].totals.dim()), ([2, 7].as_slice(), (2, 2)));
}

#[test]
fn rows_are_diagnosed_in_their_places_and_a_leverage_of_one_leaves_nothing() {
    let fitted = [Some(model(WeightType::Probability).0)];
    let (columns, kind, control) = (columns(), WeightType::Probability, Control::default());
    let found = diagnose(given(&columns, kind), &fitted, &control).unwrap();
    for (row, (found, (_, e, _, h))) in found.iter().zip(by_definition(kind)).enumerate() {
        assert!(found.place == row && (found.residual - e).abs() < 1e-14 && (found.leverage - h).abs() < 1e-14);
    }
    // One respondent alone in a level of a driver: 1 - h is 0.
    let (y, x) = ([1.0, 2.0, 4.0, 9.0], [0.0, 0.0, 0.0, 1.0]);
    let columns = [Column::of_f64("y", &y), Column::of_f64("x", &x)];
    let bread = ndarray::arr2(&[[0.25, 0.0], [0.0, 1.0 / 0.75]]);
    let slope = 9.0 - 7.0 / 3.0;
    let alone = Fitted::new(arr1(&[slope]).view(), (4.0, arr1(&[0.25]).view()), bread.view(), true, 4.0);
    let given = Given::new(&columns, None);
    let found = score_totals(given, &[Some(alone)], Units::Rows(None), Correction::Jackknife, &control);
    let found = found.unwrap().remove(0);
    assert!(found.exact == 1 && found.squares.iter().all(|x| x.is_finite()));
}

#[test]
fn a_move_has_the_sums_of_the_model_it_leads_to() {
    for kind in [WeightType::Probability, WeightType::Frequency] {
        for correction in [Correction::None, Correction::Leverage, Correction::Jackknife, Correction::Adaptive] {
            let (larger, [my, mx]) = model(kind);
            let (root, n) = (larger.form.diagonal(1).sqrt(), larger.observations);
            let none = arr1(&[]);
            let bread = ndarray::arr2(&[[larger.form.diagonal(0)]]);
            let smaller = Fitted::new(none.view(), (my, none.view()), bread.view(), true, n);
            let turn = ndarray::arr2(&[[root]]);
            let (enters, inside) = (ndarray::arr2(&[[0.0]]), ndarray::arr2(&[[0.0], [root]]));
            let nothing = (Vec::new(), Array2::zeros((0, 1)));
            let slope = 0.3 / root;
            let into = Change { inside: enters, outside: (vec![(1, mx)], turn), slopes: vec![slope], enters: true };
            let out = Change { inside, outside: nothing, slopes: vec![-slope], enters: false };
            for (from, change, k) in [(smaller, into, 2), (larger, out, 1)] {
                let (columns, control) = (columns(), Control::default());
                let found = score_moves(given(&columns, kind), &[Some(from)], &[change], correction, &control);
                let found = found.unwrap().remove(0).remove(0);
                let (mut square, mut spent) = (0.0, 0.0);
                for (w, e, t, _) in by_definition(kind) {
                    let e = if k == 1 { e + 0.3 * t[1] } else { e };
                    let unit = if kind == WeightType::Frequency { 1.0 } else { w };
                    let sum_w: f64 = W.iter().sum();
                    let h = unit * (1.0 / sum_w + if k == 1 { 0.0 } else { (root * t[1]).powi(2) });
                    let factor = match correction {
                        Correction::None => 1.0,
                        Correction::Leverage => 1.0 / (1.0 - h),
                        Correction::Jackknife => (1.0 - h).powi(-2),
                        Correction::Adaptive => (1.0 - h).powf(-(n * h / f64::from(k)).min(4.0)),
                    };
                    square += w * unit * e * e * factor * (root * t[1]).powi(2);
                    spent += w * e * e * factor * h;
                }
                assert!((found.squares[[0, 0]] / square - 1.0).abs() < 1e-12, "{kind:?} {correction:?} {k}");
                assert!((found.spent / spent - 1.0).abs() < 1e-12 && found.exact == 0, "{kind:?} {correction:?} {k}");
            }
        }
    }
}
