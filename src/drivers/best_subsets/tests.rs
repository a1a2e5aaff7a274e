use std::thread;

use proptest::prelude::*;

use super::*;

fn names(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("x{i}")).collect()
}

fn singles(p: usize) -> Candidates {
    Candidates { forced: vec![], blocks: (1..=p).map(|column| vec![column]).collect() }
}

fn search(covariance: &Array2<f64>, candidates: &Candidates, k: usize) -> Vec<Vec<Model>> {
    best_subsets(covariance.view(), &names(covariance.nrows()), candidates, k, &Control::default()).unwrap()
}

/// A well-conditioned covariance of an outcome (0) and other columns: X'X of `values` plus a ridge.
fn from_values(columns: usize, values: &[f64]) -> Array2<f64> {
    let x = Array2::from_shape_fn((values.len() / columns, columns), |(i, j)| values[i * columns + j]);
    x.t().dot(&x) + Array2::<f64>::eye(columns)
}

fn some_covariance(p: usize) -> Array2<f64> {
    let values: Vec<f64> = (1..=(p + 1) * 40).map(|i| (i as f64 * 0.7).sin() + (i as f64 * 1.3).cos()).collect();
    from_values(p + 1, &values)
}

/// Equal correlations: `outcome` with the outcome and `among` the drivers.
fn equal_correlations(p: usize, outcome: f64, among: f64) -> Array2<f64> {
    Array2::from_shape_fn((p + 1, p + 1), |(i, j)| match (i, j) {
        _ if i == j => 1.0,
        (0, _) | (_, 0) => outcome,
        _ => among,
    })
}

/// R² by its definition, from the normal equations of the columns: what elimination leaves of the outcome is not explained.
///
/// Plain numbers in plain rows, since code that is not optimised does this for every one of some 10⁵ subsets.
fn brute_r2(covariance: &Array2<f64>, columns: &[usize]) -> f64 {
    let order = [columns, &[0]].concat();
    let mut rows: Vec<Vec<f64>> = order.iter().map(|&i| order.iter().map(|&j| covariance[[i, j]]).collect()).collect();
    for column in 0..columns.len() {
        let (done, rest) = rows.split_at_mut(column + 1);
        let pivot = &done[column][column..];
        for row in rest {
            let share = row[column] / pivot[0];
            row[column..].iter_mut().zip(pivot).for_each(|(x, y)| *x -= share * y);
        }
    }
    1.0 - rows[columns.len()][columns.len()] / covariance[[0, 0]]
}

/// Every subset, by number of columns: largest R² first, then the candidates given first.
fn brute(covariance: &Array2<f64>, candidates: &Candidates, k: usize) -> Vec<Vec<Model>> {
    let p = candidates.blocks.len();
    let mut lists = vec![Vec::new(); 1 + candidates.blocks.iter().map(Vec::len).sum::<usize>()];
    for subset in 0..1_usize << p {
        let members: Vec<usize> = (0..p).filter(|j| subset >> j & 1 == 1).collect();
        let own: Vec<usize> = members.iter().flat_map(|&j| candidates.blocks[j].clone()).collect();
        let r2 = brute_r2(covariance, &[own.as_slice(), &candidates.forced].concat());
        lists[own.len()].push(Model { members, r2 });
    }
    for list in &mut lists {
        let step = |model: &Model| (model.r2 * (1_u64 << 40) as f64).round();
        // Of two lists of the same length, that with the earlier members is the smaller.
        let early = |model: &Model| model.members.iter().map(|&j| bit(j)).sum::<u32>();
        list.sort_by(|a, b| step(b).total_cmp(&step(a)).then(early(b).cmp(&early(a))));
        list.truncate(k);
    }
    lists
}

fn assert_same(found: &[Vec<Model>], expected: &[Vec<Model>]) {
    assert_eq!(found.len(), expected.len());
    for (size, (found, expected)) in found.iter().zip(expected).enumerate() {
        let members = |models: &[Model]| models.iter().map(|model| model.members.clone()).collect::<Vec<_>>();
        assert_eq!(members(found), members(expected), "models of {size} columns");
        assert!(found.iter().zip(expected).all(|(a, b)| (a.r2 - b.r2).abs() < 1e-13), "{found:?} {expected:?}");
    }
}

fn any_covariance(columns: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Array2<f64>> {
    columns.prop_flat_map(|columns| {
        prop::collection::vec(-1.0..1.0, columns * 12).prop_map(move |values| from_values(columns, &values))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_lists_are_those_of_all_subsets(covariance in any_covariance(2..=13), k in 1..8_usize) {
        let candidates = singles(covariance.nrows() - 1);
        assert_same(&search(&covariance, &candidates, k), &brute(&covariance, &candidates, k));
    }

    #[test]
    fn forced_columns_and_blocks_are_kept_whole(
        covariance in any_covariance(17..=17),
        widths in prop::collection::vec(1..3_usize, 10),
        k in 1..5_usize,
    ) {
        let mut columns = 1..17;
        let forced = vec![16, 3];
        let mut free = columns.by_ref().filter(|column| !forced.contains(column));
        let blocks: Vec<Vec<usize>> = widths.iter().map(|&w| free.by_ref().take(w).collect()).collect();
        let blocks = blocks.into_iter().filter(|block| !block.is_empty()).collect();
        let candidates = Candidates { forced: forced.clone(), blocks };
        assert_same(&search(&covariance, &candidates, k), &brute(&covariance, &candidates, k));
    }

    #[test]
    fn the_least_loss_is_that_of_all_models(covariance in any_covariance(2..=13), price in 0.0..0.3_f64) {
        let p = covariance.nrows() - 1;
        let (scale, shift): (Vec<f64>, Vec<f64>) =
            (0..=p).map(|size| ((price * size as f64).exp(), price * size as f64)).unzip();
        let all = brute_r2(&covariance, &(1..=p).collect::<Vec<_>>());
        let loss = |model: &Model| {
            let size = model.members.len();
            scale[size] * (1.0 - model.r2) + shift[size] * (1.0 - all)
        };
        let criterion = Criterion { scale: &scale, shift: &shift };
        let names = names(p + 1);
        let found = best_subset(covariance.view(), &names, &singles(p), criterion, &Control::default()).unwrap();
        let least = brute(&covariance, &singles(p), 1).into_iter().flatten();
        let least = least.min_by(|a, b| loss(a).total_cmp(&loss(b))).unwrap();
        prop_assert_eq!(found.members, least.members);
    }

    #[test]
    fn units_and_signs_change_no_list(covariance in any_covariance(12..=12), powers in prop::collection::vec(-9..9_i32, 12)) {
        let unit: Vec<f64> = powers.iter().map(|power| -(10_f64.powi(*power))).collect();
        let other = Array2::from_shape_fn(covariance.dim(), |(i, j)| covariance[[i, j]] * unit[i] * unit[j]);
        assert_same(&search(&other, &singles(11), 3), &search(&covariance, &singles(11), 3));
    }
}

#[test]
fn many_drivers_are_searched_as_well_as_few() {
    // Unlike drivers, and drivers that are nearly alike: what several are worth together decides.
    let noise = some_covariance(16);
    assert_same(&search(&some_covariance(13), &singles(13), 6), &brute(&some_covariance(13), &singles(13), 6));
    let alike = equal_correlations(16, 0.5, 0.3);
    let mixed = Array2::from_shape_fn((17, 17), |(i, j)| {
        alike[[i, j]] + 0.05 * noise[[i, j]] / (noise[[i, i]] * noise[[j, j]]).sqrt()
    });
    assert_same(&search(&mixed, &singles(16), 6), &brute(&mixed, &singles(16), 6));
}

#[test]
fn two_drivers_by_hand() {
    // R² = (0.25 + 0.09 - 2 x 0.5 x 0.3 x 0.2) / (1 - 0.04) = 0.28 / 0.96 with both.
    let covariance = ndarray::array![[1.0, 0.5, 0.3], [0.5, 1.0, 0.2], [0.3, 0.2, 1.0]];
    let found = search(&covariance, &singles(2), 5);
    let figures: Vec<Vec<f64>> = found.iter().map(|list| list.iter().map(|model| model.r2).collect()).collect();
    assert_eq!(figures[0], [0.0]);
    assert!((figures[1][0] - 0.25).abs() < 1e-15 && (figures[1][1] - 0.09).abs() < 1e-15);
    assert!((figures[2][0] - 0.28 / 0.96).abs() < 1e-15);
    assert_eq!(found[1][1].members, [1]);
}

#[test]
fn of_models_that_are_alike_those_given_first_are_listed() {
    for p in [8, 14, 17] {
        let found = search(&equal_correlations(p, 0.4, 0.3), &singles(p), 4);
        // The subsets of a size in the order of their members: the last member moves first.
        assert_eq!(found[1].iter().map(|model| model.members[0]).collect::<Vec<_>>(), [0, 1, 2, 3]);
        let next: Vec<usize> = found[4].iter().map(|model| model.members[3]).collect();
        assert_eq!(next, [3, 4, 5, 6]);
        assert!(found[4].iter().all(|model| model.members[..3] == [0, 1, 2]));
        for list in &found {
            assert!(list.iter().all(|model| (model.r2 - list[0].r2).abs() < 1e-14));
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for covariance in [some_covariance(20), equal_correlations(18, 0.3, 0.2)] {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| search(&covariance, &singles(covariance.nrows() - 1), 5))
        };
        let one = run(1);
        assert!((0..6).all(|_| run(2) == one && run(5) == one));
    }
}

#[test]
fn every_subset_is_decided_on() {
    for covariance in [some_covariance(9), some_covariance(21), equal_correlations(16, 0.3, 0.2)] {
        let (control, p) = (Control::default(), covariance.nrows() - 1);
        best_subsets(covariance.view(), &names(p + 1), &singles(p), 2, &control).unwrap();
        assert_eq!(control.done(), 1 << p);
    }
}

#[test]
fn a_long_walk_stops_when_asked() {
    let (covariance, control) = (equal_correlations(CANDIDATE_LIMIT, 0.3, 0.2), Control::default());
    let found = thread::scope(|scope| {
        let walk = scope.spawn(|| best_subsets(covariance.view(), &names(31), &singles(30), 2, &control));
        while control.done() == 0 {
            thread::yield_now();
        }
        control.stop();
        walk.join().unwrap()
    });
    assert_eq!(found, Err(Error::Interrupted));
    assert!(control.done() < 1 << (CANDIDATE_LIMIT - 1));
}

#[test]
fn too_many_and_dependent_candidates_are_refused() {
    let run = |covariance: Array2<f64>| {
        let p = covariance.nrows() - 1;
        best_subsets(covariance.view(), &names(p + 1), &singles(p), 2, &Control::default())
    };
    let error = Error::TooManyDrivers { what: "selection of best subsets", found: 31, limit: 30 };
    assert_eq!(run(Array2::eye(32)), Err(error));
    // Columns 1 and 2 are the same.
    let mut twins = some_covariance(4);
    for i in 0..5 {
        twins[[2, i]] = twins[[1, i]];
        twins[[i, 2]] = twins[[i, 1]];
    }
    twins[[2, 2]] = twins[[1, 1]];
    assert_eq!(run(twins), Err(Error::Collinear { columns: vec!["x1".into(), "x2".into()] }));
    assert!(matches!(run(Array2::from_elem((4, 4), f64::NAN)), Err(Error::Collinear { .. })));
}
