//! The bootstrap: seeded streams, replicate weights and the replicates of any statistic. Knows no statistic itself.

use std::cell::RefCell;

use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::weights::WeightType;

/// The random stream of replicate `index`: counter based, so it depends on the seed and the index alone.
pub fn stream(seed: u64, index: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(index);
    rng
}

/// How the respondents of a sample are drawn again: with replacement, as many as there are.
#[derive(Debug, Clone)]
pub struct Sampler<'a> {
    weights: &'a [f64],
    /// Running sums of frequency weights; none where a row is one respondent.
    running: Option<Vec<f64>>,
}

impl<'a> Sampler<'a> {
    /// Rows are drawn with equal chances and keep their weights; a row of frequency weight w is w respondents.
    pub fn new(weights: &'a [f64], kind: WeightType) -> Self {
        let sums = weights.iter().scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { weights, running: (kind == WeightType::Frequency).then(|| sums.collect()) }
    }

    /// Draws the weights of one replicate.
    pub fn draw(&self, rng: &mut ChaCha8Rng, out: &mut Vec<f64>) {
        out.clear();
        out.resize(self.weights.len(), 0.0);
        match &self.running {
            Some(running) => draw_respondents(rng, running, out),
            None => self.draw_rows(rng, out),
        }
    }

    fn draw_rows(&self, rng: &mut ChaCha8Rng, out: &mut [f64]) {
        for _ in 0..out.len() {
            let row = rng.random_range(0..out.len());
            if let Some(count) = out.get_mut(row) {
                *count += 1.0;
            }
        }
        for (count, weight) in out.iter_mut().zip(self.weights) {
            *count *= weight;
        }
    }
}

fn draw_respondents(rng: &mut ChaCha8Rng, running: &[f64], out: &mut [f64]) {
    let total = running.last().copied().unwrap_or_default();
    let mut drawn = 0.0;
    while drawn < total.round() {
        let point = rng.random::<f64>() * total;
        if let Some(count) = out.get_mut(running.partition_point(|sum| *sum <= point)) {
            *count += 1.0;
        }
        drawn += 1.0;
    }
}

thread_local! {
    /// Replicate weights of the worker, kept so that a replicate allocates nothing of the size of the data.
    static SCRATCH: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

/// `n_resamples` × `width` bootstrap replicates of `statistic`, a function of the replicate weights.
///
/// Replicate i uses [`stream`]`(seed, i)`: it is the same for any number of threads and of replicates. A replicate for
/// which the statistic has no value (say a driver constant among the rows drawn) is a row of NaN.
///
/// # Errors
/// [`Error::Interrupted`] when the caller stops.
pub fn bootstrap(
    n_resamples: usize,
    seed: u64,
    sampler: &Sampler<'_>,
    width: usize,
    control: &Control,
    statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f64>> {
    let draw = |index: usize, out: &mut Vec<f64>| sampler.draw(&mut stream(seed, index as u64), out);
    replicates(n_resamples, width, control, draw, statistic)
}

/// Most groups that [`jackknife`] leaves out in turn.
pub const JACKKNIFE_GROUPS: usize = 200;

/// `groups` × `width` values of `statistic` with one group of rows left out each.
///
/// Up to [`JACKKNIFE_GROUPS`] rows each is a group of its own; of more, row i is in group i modulo that number. The skewness
/// of these values gives the acceleration of a `BCa` interval (Efron, B., 1987, "Better bootstrap confidence intervals",
/// *Journal of the American Statistical Association* 82).
///
/// # Errors
/// [`Error::Interrupted`] when the caller stops.
pub fn jackknife(
    weights: &[f64],
    width: usize,
    control: &Control,
    statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f64>> {
    let groups = weights.len().min(JACKKNIFE_GROUPS);
    let leave_out = |group: usize, out: &mut Vec<f64>| {
        out.clear();
        out.extend_from_slice(weights);
        out.iter_mut().skip(group).step_by(groups).for_each(|weight| *weight = 0.0);
    };
    replicates(groups, width, control, leave_out, statistic)
}

/// `count` × `width` values of `statistic` under the weights that `reweight` makes for every index.
fn replicates(
    count: usize,
    width: usize,
    control: &Control,
    reweight: impl Fn(usize, &mut Vec<f64>) + Sync,
    statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f64>> {
    let rows: Vec<Result<Vec<f64>>> = (0..count)
        .into_par_iter()
        .map(|index| {
            control.advance(1)?;
            // A worker waiting inside a statistic may pick up another replicate, so the buffer is taken, not borrowed.
            let mut buffer = SCRATCH.take();
            reweight(index, &mut buffer);
            let values = statistic(&buffer);
            SCRATCH.set(buffer);
            match values {
                Err(Error::Interrupted) => Err(Error::Interrupted),
                other => Ok(other.unwrap_or_else(|_| vec![f64::NAN; width])),
            }
        })
        .collect();
    let flat: Vec<f64> = rows.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    let found = flat.len();
    Array2::from_shape_vec((count, width), flat).map_err(|_| Error::Length {
        column: "replicates".into(),
        found,
        expected: count * width,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_of(values: &[f64]) -> impl Fn(&[f64]) -> Result<Vec<f64>> + Sync {
        move |w| Ok(vec![w.iter().zip(values).map(|(w, x)| w * x).sum::<f64>() / w.iter().sum::<f64>()])
    }

    fn rows(weights: &[f64]) -> Sampler<'_> {
        Sampler::new(weights, WeightType::Probability)
    }

    #[test]
    fn replicates_depend_on_seed_and_index_only() {
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        let weights = vec![1.0; 50];
        let run = |threads, count| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| bootstrap(count, 7, &rows(&weights), 1, &Control::default(), mean_of(&values)).unwrap())
        };
        let (one, three) = (run(1, 40), run(3, 90));
        assert_eq!(one.column(0).to_vec(), three.column(0).to_vec()[..40].to_vec());
    }

    #[test]
    fn the_spread_of_a_bootstrapped_mean_is_its_standard_error() {
        // Var of the mean of 0..99 under the bootstrap: (100² - 1) / 12 / 100 = 8.3325.
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let means = bootstrap(4000, 1, &rows(&[1.0; 100]), 1, &Control::default(), mean_of(&values)).unwrap();
        let variance = means.var(1.0);
        assert!((variance / 8.3325 - 1.0).abs() < 0.1, "{variance}");
    }

    #[test]
    fn a_draw_has_as_many_respondents_as_the_sample() {
        let mut out = Vec::new();
        rows(&[2.0; 30]).draw(&mut stream(1, 2), &mut out);
        assert_eq!(out.iter().sum::<f64>(), 60.0);
        let weights = [5.0, 0.0, 40.0, 1.0];
        let mut total = [0.0; 4];
        for index in 0..400 {
            Sampler::new(&weights, WeightType::Frequency).draw(&mut stream(1, index), &mut out);
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
        let found = jackknife(&[1.0; 4], 1, &Control::default(), mean_of(&values)).unwrap();
        assert_eq!(found.column(0).to_vec(), values.map(|x| (9.0 - x) / 3.0));
        // Of 1,000 rows, group 7 holds 7, 207, 407, 607 and 807.
        let values: Vec<f64> = (0..1000).map(f64::from).collect();
        let found = jackknife(&[1.0; 1000], 1, &Control::default(), mean_of(&values)).unwrap();
        assert_eq!(found.nrows(), JACKKNIFE_GROUPS);
        assert!((found[[7, 0]] - (499_500.0 - 2_035.0) / 995.0).abs() < 1e-10);
    }

    #[test]
    fn failing_replicates_are_nan_and_stopping_is_an_error() {
        let fail = |_: &[f64]| Err(Error::Collinear { columns: vec![] });
        assert!(bootstrap(3, 1, &rows(&[1.0]), 2, &Control::default(), fail).unwrap().iter().all(|x| x.is_nan()));
        let control = Control::default();
        control.stop();
        assert_eq!(bootstrap(3, 1, &rows(&[1.0]), 2, &control, fail), Err(Error::Interrupted));
    }
}
