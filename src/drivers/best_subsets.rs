//! The best models of every size, from one walk over the subsets of the candidates that skips what cannot win.

mod bootstrap;
mod leaderboard;
mod leaps;
mod members;
mod node;
mod scan;

use ndarray::{Array1, Array2, ArrayView2};

use super::packed::Packed;
use super::regression::factor;
use crate::drivers::{DRIVER_LIMIT, Design};
use crate::error::{Error, Result};
use crate::parallel::Control;
use leaderboard::{Goal, Leaderboard};
use leaps::Search;
use members::{bit, positions};
use node::Node;

pub use bootstrap::best_subset_replicates;
pub use leaderboard::Criterion;

/// What a model is made of: positions in a covariance matrix whose column 0 is the outcome.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidates {
    /// Columns that are in every model.
    pub forced: Vec<usize>,
    /// The columns of every candidate, which is in a model with all of them or not at all.
    pub blocks: Vec<Vec<usize>>,
}

/// One model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// Positions of its candidates, ascending.
    pub members: Vec<usize>,
    /// Share of the outcome's variation that they and the forced columns explain.
    pub r2: f64,
}

/// The `k` models of the largest R² of every size, the best first.
///
/// The size of a model is the number of candidate columns in it, so that a factor of m levels counts m − 1: of models of
/// one size, every usual criterion prefers the larger R². `covariance` may be a correlation matrix; the units of a
/// column do not matter. The walk includes or excludes one candidate at a time, depth first. Two matrices go with a
/// node: the residual covariances given the included candidates, and the inverse covariances of all that are not yet
/// excluded. Including is a Schur complement in the first, excluding one in the second, and the second says what R² no
/// model below the node can pass, by size. Nodes that cannot add to the lists are left; the last candidates are walked
/// without looking, which is cheaper.
///
/// Models whose R² agree to 2⁻⁴⁰ are alike; of those, the ones with the candidates given first are listed. The result is
/// the same for any number of threads. `control` counts subsets decided on.
///
/// Source of the two matrices and the bound: Furnival, G. M. & Wilson, R. W. (1974), "Regressions by leaps and bounds",
/// *Technometrics* 16(4), 499-511.
///
/// ```
/// use ndarray::array;
/// use placet::drivers::{Candidates, best_subsets};
/// use placet::parallel::Control;
///
/// let correlation = array![[1.0, 0.5, 0.3], [0.5, 1.0, 0.0], [0.3, 0.0, 1.0]];
/// let names = ["y", "a", "b"].map(String::from);
/// let candidates = Candidates { forced: vec![], blocks: vec![vec![1], vec![2]] };
/// let found = best_subsets(correlation.view(), &names, &candidates, 1, &Control::default())?;
/// assert_eq!(found[1][0].members, [0]);
/// assert!((found[2][0].r2 - 0.34).abs() < 1e-15);
/// # Ok::<(), placet::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::TooManyDrivers`] above [`DRIVER_LIMIT`] candidates, [`Error::Collinear`] if all columns together are
/// dependent, [`Error::Interrupted`] when `control` is stopped.
pub fn best_subsets(
    covariance: ArrayView2<'_, f64>,
    names: &[String],
    candidates: &Candidates,
    k: usize,
    control: &Control,
) -> Result<Vec<Vec<Model>>> {
    let root = Root::new(covariance, names, candidates)?;
    walk(root, candidates, Goal::EachSize(k), control)
}

/// The one model of least loss by a criterion; of models alike the smallest.
///
/// # Errors
/// As for [`best_subsets`].
pub fn best_subset(
    covariance: ArrayView2<'_, f64>,
    names: &[String],
    candidates: &Candidates,
    criterion: Criterion<'_>,
    control: &Control,
) -> Result<Model> {
    let root = Root::new(covariance, names, candidates)?;
    let rest = root.unexplained();
    let lists = walk(root, candidates, Goal::Least(criterion), control)?;
    let loss = |size: usize, model: &Model| criterion.loss(size, model.r2, rest).unwrap_or(f64::INFINITY);
    let models =
        lists.into_iter().enumerate().flat_map(|(size, list)| list.into_iter().map(move |model| (size, model)));
    let best = models.min_by(|(i, a), (j, b)| loss(*i, a).total_cmp(&loss(*j, b)));
    // The walk lists models whatever the criterion is, so there is one.
    Ok(best.map(|(_, model)| model).unwrap_or_default())
}

fn walk(root: Root, candidates: &Candidates, goal: Goal<'_>, control: &Control) -> Result<Vec<Vec<Model>>> {
    let widths: Vec<usize> = candidates.blocks.iter().map(Vec::len).collect();
    let board = Leaderboard::new(goal, &widths, root.unexplained());
    Search { widths: &widths, board: &board, slack: root.slack, control }.run(root.node)?;
    let model = |members: u32, r2: f64| Model { members: positions(members).collect(), r2 };
    let lists = board.into_lists().into_iter();
    Ok(lists.map(|list| list.into_iter().map(|entry| model(entry.members, entry.r2)).collect()).collect())
}

/// Where the walk starts, and how far its figures may be off.
struct Root {
    node: Node,
    slack: f64,
}

impl Root {
    fn new(covariance: ArrayView2<'_, f64>, names: &[String], candidates: &Candidates) -> Result<Self> {
        let found = candidates.blocks.len();
        if found > DRIVER_LIMIT {
            return Err(Error::TooManyDrivers { what: "selection of best subsets", found, limit: DRIVER_LIMIT });
        }
        let order: Vec<usize> = candidates.blocks.iter().flatten().chain(&candidates.forced).copied().collect();
        let (drivers, outcome) = standardised(covariance, &order);
        let design = Design { names, outcome: 0, drivers: &order, intercept: true };
        let (condition, factor) = factor(&drivers, &design)?;
        let (slopes, inverse) = (factor.solve(outcome.view()), factor.inverse());
        let (rows, free) = (1 + order.len(), 1 + order.len() - candidates.forced.len());
        let given = Packed::new(rows, |i, j| match (i, j) {
            (0, _) => 0.0,
            (i, 0) => outcome[i - 1],
            (i, j) => drivers[[i - 1, j - 1]],
        });
        let backward = Packed::new(free, |i, j| match (i, j) {
            (0, _) => outcome.dot(&slopes),
            (i, 0) => slopes[i - 1],
            (i, j) => inverse[[i - 1, j - 1]],
        });
        let forward = (free..rows).rev().fold(given, |forward, row| forward.given(row));
        let undecided = (0..candidates.blocks.len()).fold(0, |set, candidate| set | bit(candidate));
        // The inverse of nearly dependent columns has lost the digits of its condition.
        let slack = 16.0 * f64::EPSILON * condition * condition;
        Ok(Self { node: Node { forward, backward, undecided, included: 0, size: 0 }, slack })
    }

    /// Share of the outcome's variation that all candidates leave unexplained.
    fn unexplained(&self) -> f64 {
        1.0 - self.node.backward.at(0, 0)
    }
}

/// Correlations among the columns, and theirs with the outcome.
fn standardised(covariance: ArrayView2<'_, f64>, columns: &[usize]) -> (Array2<f64>, Array1<f64>) {
    let at = |i: usize, j: usize| covariance.get([i, j]).copied().unwrap_or(f64::NAN);
    let correlation = |i: usize, j: usize| if i == j { 1.0 } else { at(i, j) / (at(i, i) * at(j, j)).sqrt() };
    let count = columns.len();
    let among = Array2::from_shape_fn((count, count), |(i, j)| correlation(columns[i], columns[j]));
    (among, Array1::from_shape_fn(count, |i| correlation(columns[i], 0)))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use proptest::prelude::*;

    use super::*;
    use crate::linalg::Spd;

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

    /// R² by its definition, from the normal equations of the columns.
    fn brute_r2(covariance: &Array2<f64>, columns: &[usize]) -> f64 {
        if columns.is_empty() {
            return 0.0;
        }
        let matrix =
            Array2::from_shape_fn((columns.len(), columns.len()), |(i, j)| covariance[[columns[i], columns[j]]]);
        let cross = Array1::from_iter(columns.iter().map(|&column| covariance[[column, 0]]));
        cross.dot(&Spd::factor(matrix.view()).unwrap().solve(cross.view())) / covariance[[0, 0]]
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
        let alike = equal_correlations(16, 0.5, 0.3);
        let mixed = Array2::from_shape_fn((17, 17), |(i, j)| {
            alike[[i, j]] + 0.05 * noise[[i, j]] / (noise[[i, i]] * noise[[j, j]]).sqrt()
        });
        for covariance in [noise, mixed] {
            assert_same(&search(&covariance, &singles(16), 6), &brute(&covariance, &singles(16), 6));
        }
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
        let (covariance, control) = (equal_correlations(DRIVER_LIMIT, 0.3, 0.2), Control::default());
        let found = thread::scope(|scope| {
            let walk = scope.spawn(|| best_subsets(covariance.view(), &names(31), &singles(30), 2, &control));
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
}
