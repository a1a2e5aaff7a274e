//! The bootstrap: seeded streams, replicate weights and the replicates of any statistic. Knows no statistic itself.

use std::cell::RefCell;

use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::weights::WeightType;

/// Respondents drawn between two looks at the control: about a millisecond.
const LOOK: u64 = 1 << 16;

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
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the caller stops.
    pub fn draw(&self, rng: &mut ChaCha8Rng, out: &mut Vec<f64>, control: &Control) -> Result<()> {
        out.clear();
        out.resize(self.weights.len(), 0.0);
        match &self.running {
            Some(running) => draw_respondents(rng, running, out, control),
            None => self.draw_rows(rng, out, control),
        }
    }

    fn draw_rows(&self, rng: &mut ChaCha8Rng, out: &mut [f64], control: &Control) -> Result<()> {
        let rows = out.len();
        draw_times(rows as u64, out, control, || rng.random_range(0..rows))?;
        for (count, weight) in out.iter_mut().zip(self.weights) {
            *count *= weight;
        }
        Ok(())
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of weights, at least 0")]
fn draw_respondents(rng: &mut ChaCha8Rng, running: &[f64], out: &mut [f64], control: &Control) -> Result<()> {
    let total = running.last().copied().unwrap_or_default();
    draw_times(total.round() as u64, out, control, || {
        let point = rng.random::<f64>() * total;
        running.partition_point(|sum| *sum <= point)
    })
}

/// Draws a row so many times and counts how often each came. Frequencies can add up to billions, so it can be stopped.
fn draw_times(times: u64, counts: &mut [f64], control: &Control, mut row: impl FnMut() -> usize) -> Result<()> {
    for drawn in 0..times {
        if drawn % LOOK == 0 {
            control.advance(0)?;
        }
        if let Some(count) = counts.get_mut(row()) {
            *count += 1.0;
        }
    }
    Ok(())
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
/// [`Error::TooManyResamples`] when they do not fit in memory, [`Error::Interrupted`] when the caller stops.
pub fn bootstrap(
    n_resamples: usize,
    seed: u64,
    sampler: &Sampler<'_>,
    width: usize,
    control: &Control,
    statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f64>> {
    let draw = |index: usize, out: &mut Vec<f64>| sampler.draw(&mut stream(seed, index as u64), out, control);
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
        Ok(())
    };
    replicates(groups, width, control, leave_out, statistic)
}

/// `count` × `width` values of `statistic` under the weights that `reweight` makes for every index.
///
/// An index for which the statistic has no value is a row of NaN.
///
/// # Errors
/// [`Error::TooManyResamples`] when they do not fit in memory, [`Error::Interrupted`] when the caller stops.
pub fn replicates(
    count: usize,
    width: usize,
    control: &Control,
    reweight: impl Fn(usize, &mut Vec<f64>) -> Result<()> + Sync,
    statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f64>> {
    let mut replicates = no_values(count, width)?;
    replicates.par_chunks_mut(width.max(1)).enumerate().try_for_each(|(index, row)| {
        // A worker waiting inside a statistic may pick up another replicate, so the buffer is taken, not borrowed.
        let mut buffer = SCRATCH.take();
        reweight(index, &mut buffer)?;
        let values = statistic(&buffer);
        SCRATCH.set(buffer);
        match values {
            Ok(values) => row.iter_mut().zip(values).for_each(|(to, value)| *to = value),
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            Err(_) => {}
        }
        control.advance(1)
    })?;
    let found = replicates.len();
    Array2::from_shape_vec((count, width), replicates).map_err(|_| Error::Length {
        column: "replicates".into(),
        found,
        expected: count * width,
    })
}

/// Room for the replicates, all NaN. A number of them that nobody has the memory for must not take the process down.
fn no_values(n_resamples: usize, width: usize) -> Result<Vec<f64>> {
    let (mut values, len) = (Vec::new(), n_resamples.saturating_mul(width));
    values.try_reserve_exact(len).map_err(|_| Error::TooManyResamples { found: n_resamples })?;
    values.resize(len, f64::NAN);
    Ok(values)
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
        let control = Control::default();
        rows(&[2.0; 30]).draw(&mut stream(1, 2), &mut out, &control).unwrap();
        assert_eq!(out.iter().sum::<f64>(), 60.0);
        let weights = [5.0, 0.0, 40.0, 1.0];
        let mut total = [0.0; 4];
        for index in 0..400 {
            let sampler = Sampler::new(&weights, WeightType::Frequency);
            sampler.draw(&mut stream(1, index), &mut out, &control).unwrap();
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

    #[test]
    fn replicates_beyond_all_memory_are_refused() {
        let found = bootstrap(usize::MAX / 8, 1, &rows(&[1.0]), 3, &Control::default(), mean_of(&[1.0]));
        assert_eq!(found, Err(Error::TooManyResamples { found: usize::MAX / 8 }));
    }

    #[test]
    fn a_draw_of_very_many_respondents_can_be_stopped() {
        let (weights, control) = ([1e18, 1e18], Control::default());
        let sampler = Sampler::new(&weights, WeightType::Frequency);
        let found = std::thread::scope(|scope| {
            let draw = scope.spawn(|| sampler.draw(&mut stream(1, 1), &mut Vec::new(), &control));
            control.stop();
            draw.join().unwrap()
        });
        assert_eq!(found, Err(Error::Interrupted));
    }
}
