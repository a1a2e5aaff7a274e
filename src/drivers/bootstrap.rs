//! The bootstrap of moments: whatever is a function of moments can be bootstrapped without the rows.

use ndarray::{Array1, Array2, Array3};

use crate::accumulate::{CompleteRows, Moments};
use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{Resampling, values};
use crate::weights::WeightType;

/// Moments of `r` bootstrap samples of the same `q` columns; NaN where a sample has none.
#[derive(Debug, Clone, PartialEq)]
pub struct MomentReplicates {
    /// Sum of the weights drawn, length r.
    pub sum_w: Array1<f64>,
    /// Weighted means, r × q.
    pub mean: Array2<f64>,
    /// Weighted co-moments about the means, r × q × q.
    pub comoment: Array3<f64>,
}

/// Moments of the complete rows under resampled weights. Replicate i depends on the seed and i alone.
///
/// # Errors
/// [`crate::error::Error::TooManyResamples`], [`crate::error::Error::Interrupted`].
pub fn bootstrap_moments(
    rows: &CompleteRows,
    kind: WeightType,
    resampling: &Resampling,
    control: &Control,
) -> Result<MomentReplicates> {
    let (inner, q, count) = (control.inner(), rows.columns().len(), resampling.count());
    let statistic = |weights: &[f64]| Ok(flat(&rows.moments(weights, &inner)?));
    let replicates = resampling.replicates(rows.weights(), kind, 1 + q + q * q, control, statistic)?;
    Ok(MomentReplicates {
        sum_w: replicates.column(0).to_owned(),
        mean: Array2::from_shape_fn((count, q), |(r, i)| replicates[[r, 1 + i]]),
        comoment: Array3::from_shape_fn((count, q, q), |(r, i, j)| replicates[[r, 1 + q + i * q + j]]),
    })
}

/// Bootstrap samples for a function of their moments.
#[derive(Debug)]
pub enum Samples<'a> {
    /// Rows, what their weights mean, and how they are drawn again.
    Drawn(&'a CompleteRows, WeightType, &'a Resampling),
    /// Moments that were made before.
    Given(Vec<&'a Moments>),
}

impl Samples<'_> {
    /// `width` values of every sample, from its moments and the number of its rows; NaN where it has none.
    ///
    /// # Errors
    /// [`crate::error::Error::TooManyResamples`], [`crate::error::Error::Interrupted`].
    pub fn replicates(
        &self,
        width: usize,
        control: &Control,
        statistic: impl Fn(&Moments, u64) -> Result<Vec<f64>> + Sync,
    ) -> Result<Array2<f64>> {
        match self {
            Self::Drawn(rows, kind, resampling) => {
                let (inner, n) = (control.inner(), rows.weights().len() as u64);
                let of = |weights: &[f64]| statistic(&rows.moments(weights, &inner)?, n);
                resampling.replicates(rows.weights(), *kind, width, control, of)
            }
            Self::Given(moments) => {
                values(moments.len(), width, control, |index| statistic(moments[index], moments[index].n()))
            }
        }
    }
}

fn flat(moments: &Moments) -> Vec<f64> {
    let sum_w = moments.sum_w();
    [sum_w].into_iter().chain(moments.mean().iter().copied()).chain(moments.comoment().iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::s;

    use super::*;
    use crate::accumulate::{Column, Given};
    use crate::error::Error;
    use crate::resample::{Sampler, stream};

    /// Complete rows of three columns, the weights 1, 2, 3, 1, 2, 3, ...
    fn rows(count: u32) -> CompleteRows {
        let values: Vec<Vec<f64>> =
            (1..4).map(|j| (0..count).map(|i| f64::from((i * i * j + 7 * i + j) % 31)).collect()).collect();
        let columns: Vec<_> = values.iter().map(|values| Column::of_f64("x", values)).collect();
        let weights: Vec<f64> = (0..count).map(|i| f64::from(1 + i % 3)).collect();
        CompleteRows::keep(Given::new(&columns, Some(Column::of_f64("w", &weights))), 0).unwrap()
    }

    fn run(rows: &CompleteRows, kind: WeightType, count: usize) -> MomentReplicates {
        bootstrap_moments(rows, kind, &Resampling::Respondents { count, seed: 11 }, &Control::default()).unwrap()
    }

    #[test]
    fn a_replicate_has_the_moments_of_the_rows_drawn() {
        let (rows, control) = (rows(40), Control::default());
        for kind in [WeightType::Probability, WeightType::Frequency] {
            let found = run(&rows, kind, 3);
            let mut weights = Vec::new();
            Sampler::new(rows.weights(), kind).draw(&mut stream(11, 2), &mut weights, &control).unwrap();
            // The definition, in plain sums.
            let sum_w: f64 = weights.iter().sum();
            let values: Vec<Vec<f64>> =
                rows.columns().iter().map(|c| (0..40).map(|i| c.get(i)).collect::<Vec<f64>>()).collect();
            let mean = |x: &[f64]| x.iter().zip(&weights).map(|(x, w)| x * w).sum::<f64>() / sum_w;
            assert!((found.sum_w[2] - sum_w).abs() < 1e-12);
            for (i, x) in values.iter().enumerate() {
                assert!((found.mean[[2, i]] - mean(x)).abs() < 1e-12);
                for (j, y) in values.iter().enumerate() {
                    let products = x.iter().zip(y).zip(&weights).map(|((a, b), w)| w * (a - mean(x)) * (b - mean(y)));
                    let expected: f64 = products.sum();
                    assert!((found.comoment[[2, i, j]] - expected).abs() < 1e-9, "{i} {j}");
                }
            }
        }
    }

    #[test]
    fn replicates_depend_on_seed_and_index_only() {
        let rows = rows(200);
        let on = |threads, count| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| run(&rows, WeightType::Probability, count))
        };
        let (one, three) = (on(1, 5), on(3, 12));
        assert_eq!(one.mean, three.mean.slice(s![..5, ..]));
        assert_eq!(one.comoment, three.comoment.slice(s![..5, .., ..]));
        assert_ne!(one.mean.row(0), one.mean.row(1));
    }

    #[test]
    fn a_stopped_bootstrap_is_an_error() {
        let control = Control::default();
        control.stop();
        let found = bootstrap_moments(
            &rows(9),
            WeightType::Probability,
            &Resampling::Respondents { count: 3, seed: 1 },
            &control,
        );
        assert_eq!(found, Err(Error::Interrupted));
    }

    #[test]
    fn a_sample_of_no_rows_has_no_weight() {
        let found = run(&rows(0), WeightType::Probability, 2);
        assert_eq!(found.sum_w.to_vec(), [0.0, 0.0]);
    }
}
