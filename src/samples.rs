//! The bootstrap of moments: whatever is a function of moments can be bootstrapped without the rows.

use ndarray::{Array1, Array2, Array3};

use crate::accumulate::{CompleteRows, Moments};
use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{Drawn, Resampling, values};
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
    rows: &CompleteRows<'_>,
    kind: WeightType,
    resampling: &Resampling,
    control: &Control,
) -> Result<MomentReplicates> {
    let (inner, q, count) = (control.inner(), rows.p(), resampling.count());
    let statistic = |drawn: Drawn<'_>| Ok(flat(&rows.moments(drawn, &inner)?));
    let weights = (rows.len(), || rows.weights());
    let replicates = resampling.replicates_of(weights, kind, 1 + q + q * q, control, statistic)?;
    Ok(MomentReplicates {
        sum_w: replicates.column(0).to_owned(),
        mean: Array2::from_shape_fn((count, q), |(r, i)| replicates[[r, 1 + i]]),
        comoment: Array3::from_shape_fn((count, q, q), |(r, i, j)| replicates[[r, 1 + q + i * q + j]]),
    })
}

/// Bootstrap samples for a function of their moments.
#[derive(Debug)]
pub enum Samples<'a, 'c> {
    /// Rows, what their weights mean, and how they are drawn again.
    Drawn(&'a CompleteRows<'c>, WeightType, &'a Resampling),
    /// Moments that were made before.
    Given(Vec<&'a Moments>),
}

impl Samples<'_, '_> {
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
                let (inner, n) = (control.inner(), rows.len() as u64);
                let of = |drawn: Drawn<'_>| statistic(&rows.moments(drawn, &inner)?, n);
                resampling.replicates_of((rows.len(), || rows.weights()), *kind, width, control, of)
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

    /// Three columns of so many rows, and the weights 1, 2, 3, 1, 2, 3, ...
    fn data(count: u32) -> (Vec<Vec<f64>>, Vec<f64>) {
        let values = (1..4).map(|j| (0..count).map(|i| f64::from((i * i * j + 7 * i + j) % 31)).collect()).collect();
        (values, (0..count).map(|i| f64::from(1 + i % 3)).collect())
    }

    fn run(
        (values, weights): &(Vec<Vec<f64>>, Vec<f64>),
        kind: WeightType,
        count: usize,
        control: &Control,
    ) -> Result<MomentReplicates> {
        let columns: Vec<_> = values.iter().map(|values| Column::of_f64("x", values)).collect();
        let given = Given::new(&columns, Some(Column::of_f64("w", weights)));
        let rows = CompleteRows::keep(given, 0, &Control::default()).unwrap();
        bootstrap_moments(&rows, kind, &Resampling::Respondents { count, seed: 11 }, control)
    }

    #[test]
    fn a_replicate_has_the_moments_of_the_rows_drawn() {
        let (data, control) = (data(40), Control::default());
        for kind in [WeightType::Probability, WeightType::Frequency] {
            let found = run(&data, kind, 3, &control).unwrap();
            let mut weights = Vec::new();
            Sampler::new(&data.1, kind).unwrap().draw(&mut stream(11, 2), &mut weights, &control).unwrap();
            // The definition, in plain sums.
            let sum_w: f64 = weights.iter().sum();
            let mean = |x: &[f64]| x.iter().zip(&weights).map(|(x, w)| x * w).sum::<f64>() / sum_w;
            assert!((found.sum_w[2] - sum_w).abs() < 1e-12);
            for (i, x) in data.0.iter().enumerate() {
                assert!((found.mean[[2, i]] - mean(x)).abs() < 1e-12);
                for (j, y) in data.0.iter().enumerate() {
                    let products = x.iter().zip(y).zip(&weights).map(|((a, b), w)| w * (a - mean(x)) * (b - mean(y)));
                    let expected: f64 = products.sum();
                    assert!((found.comoment[[2, i, j]] - expected).abs() < 1e-9, "{i} {j}");
                }
            }
        }
    }

    #[test]
    fn replicates_depend_on_seed_and_index_only() {
        let data = data(200);
        let on = |threads, count| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| run(&data, WeightType::Probability, count, &Control::default()).unwrap())
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
        assert_eq!(run(&data(9), WeightType::Probability, 3, &control), Err(Error::Interrupted));
    }

    #[test]
    fn a_sample_of_no_rows_has_no_weight() {
        let found = run(&data(0), WeightType::Probability, 2, &Control::default()).unwrap();
        assert_eq!(found.sum_w.to_vec(), [0.0, 0.0]);
    }
}
