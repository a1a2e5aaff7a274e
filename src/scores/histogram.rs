//! Replicates of a score from its histogram alone: their cost does not depend on the number of respondents.

use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};

use super::score::base;
use crate::accumulate::ScoreCounts;
use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{binomial, replicates, respondents, stream};
use crate::weights::WeightType;

/// A spread of the weights below this part of their mean is rounding.
const NO_SPREAD: f64 = 1e-9;

/// Bootstrap replicates of the score of a cell: respondents drawn with replacement, as many as there are.
///
/// How often each point is drawn is multinomial. Drawn `c` times, a point of `n` answers weighs the sum of `c` of their
/// weights; it is drawn from the gamma distribution with that sum's mean `c w/n` and variance `c (w²/n - (w/n)²)`, so
/// that with equal weights it is exactly `c` of them. Frequencies are respondents, precisions shares of n respondents.
///
/// # Errors
/// [`crate::error::Error::TooManyResamples`], [`crate::error::Error::TooManyRespondents`],
/// [`crate::error::Error::Interrupted`].
pub fn bootstrap_score(
    counts: &ScoreCounts,
    cell: usize,
    values: &[f64],
    kind: WeightType,
    n_resamples: usize,
    seed: u64,
    control: &Control,
) -> Result<Array2<f64>> {
    let points = Points::of(counts, cell, kind)?;
    let draw = |index: usize, out: &mut Vec<f64>| {
        points.draw(&mut stream(seed, index as u64), out);
        Ok(())
    };
    replicates(n_resamples, 1, control, draw, |mass| Ok(vec![mean(mass, values)]))
}

/// Draws from the posterior of the mean of `values` under a Dirichlet distribution with parameters `alpha`.
///
/// # Errors
/// [`crate::error::Error::TooManyResamples`], [`crate::error::Error::Interrupted`].
pub fn posterior_score(
    alpha: &[f64],
    values: &[f64],
    n_resamples: usize,
    seed: u64,
    control: &Control,
) -> Result<Array2<f64>> {
    let draw = |index: usize, out: &mut Vec<f64>| {
        let mut rng = stream(seed, index as u64);
        out.clear();
        out.extend(alpha.iter().map(|&alpha| gamma(&mut rng, alpha, 1.0)));
        Ok(())
    };
    replicates(n_resamples, 1, control, draw, |mass| Ok(vec![mean(mass, values)]))
}

fn mean(mass: &[f64], values: &[f64]) -> f64 {
    mass.iter().zip(values).map(|(m, x)| m * x).sum::<f64>() / mass.iter().sum::<f64>()
}

/// A gamma variate; a shape of 0 gives 0.
fn gamma(rng: &mut ChaCha8Rng, shape: f64, scale: f64) -> f64 {
    Gamma::new(shape, scale).map_or(0.0, |gamma| gamma.sample(rng))
}

/// The histogram of a cell as a bootstrap needs it.
struct Points {
    /// Respondents to draw.
    n: u64,
    /// Chance of every point, mean weight there, variance of the weights there.
    points: Vec<(f64, f64, f64)>,
}

impl Points {
    fn of(counts: &ScoreCounts, cell: usize, kind: WeightType) -> Result<Self> {
        let base = base(counts, cell);
        let n = respondents(base.observations(kind))?;
        let sums = counts.n(cell).iter().zip(counts.w(cell).iter().zip(counts.w2(cell)));
        let points = sums.map(|(&n, (&w, &w2))| match kind {
            WeightType::Probability if n > 0 => {
                let (mean, square) = (w / n as f64, w2 / n as f64);
                (n as f64 / base.n, mean, (square - mean * mean).max(0.0))
            }
            WeightType::Probability => (0.0, 0.0, 0.0),
            _ => (w / base.sum_w, 1.0, 0.0),
        });
        Ok(Self { n, points: points.collect() })
    }

    fn draw(&self, rng: &mut ChaCha8Rng, out: &mut Vec<f64>) {
        let (mut left, mut rest) = (self.n, 1.0);
        out.clear();
        for &(chance, mean, variance) in &self.points {
            let drawn = binomial(rng, left, chance / rest);
            left = left.saturating_sub(drawn);
            rest -= chance;
            let (drawn, spread) = (drawn as f64, variance > NO_SPREAD * mean * mean);
            out.push(if spread { gamma(rng, drawn * mean * mean / variance, variance / mean) } else { drawn * mean });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accumulate::{Column, count};
    use crate::scores::scores;

    fn tally(answers: &[f64], weights: &[f64]) -> ScoreCounts {
        let (answers, weights) = (Column::of_f64("score", answers), Column::of_f64("w", weights));
        count(&answers, Some(&weights), None, 0, 10, &Control::default()).unwrap()
    }

    fn spread(replicates: &Array2<f64>) -> (f64, f64) {
        (replicates.mean().unwrap(), replicates.std(1.0))
    }

    #[test]
    fn the_bootstrap_has_the_linearised_standard_error() {
        let answers: Vec<f64> = (0..900).map(|i| f64::from(i * 7 % 11)).collect();
        let values: Vec<f64> = (0..=10).map(f64::from).collect();
        let weights: Vec<f64> = (0..900).map(|i| 0.2 + f64::from(i % 13) / 5.0).collect();
        for kind in [WeightType::Probability, WeightType::Frequency, WeightType::Precision] {
            let counts = tally(&answers, &weights);
            let expected = scores(&counts, &values, kind)[0];
            let found = bootstrap_score(&counts, 0, &values, kind, 8000, 3, &Control::default()).unwrap();
            let (mean, std) = spread(&found);
            // Monte Carlo errors: std/√8000 of the mean, std/√16000 of the standard deviation.
            assert!((mean - expected.estimate).abs() < 5.0 * std / 89.0, "{kind:?} {mean}");
            assert!((std / expected.std_error - 1.0).abs() < 0.04, "{kind:?} {std} {}", expected.std_error);
        }
    }

    #[test]
    fn a_replicate_depends_on_its_number_alone_and_a_hundred_million_respondents_are_drawn_at_once() {
        let mut counts = tally(&[0.0, 7.0, 9.0, 10.0], &[1.0; 4]);
        for _ in 0..25 {
            counts = counts.clone().merge(&counts).unwrap();
        }
        let values = [0.0; 11].map(|_: f64| 1.0);
        let draw =
            |n| bootstrap_score(&counts, 0, &values, WeightType::Probability, n, 1, &Control::default()).unwrap();
        assert!(draw(100).iter().all(|mean| (mean - 1.0).abs() < 1e-12));
        let nps: Vec<f64> = (0..11).map(f64::from).collect();
        let draw = |n| bootstrap_score(&counts, 0, &nps, WeightType::Probability, n, 1, &Control::default()).unwrap();
        assert_eq!(draw(5).column(0).to_vec(), draw(9).column(0).to_vec()[..5].to_vec());
    }

    #[test]
    fn a_posterior_has_the_moments_of_a_beta_distribution() {
        // Beta(3, 7): mean 0.3, variance 0.21 / 11.
        let found = posterior_score(&[7.0, 3.0, 0.0], &[0.0, 1.0, 5.0], 20_000, 2, &Control::default()).unwrap();
        let (mean, std) = spread(&found);
        assert!((mean - 0.3).abs() < 0.005 && (std - (0.21_f64 / 11.0).sqrt()).abs() < 0.003, "{mean} {std}");
    }

    #[test]
    fn an_empty_cell_is_nan() {
        let counts = tally(&[f64::NAN], &[1.0]);
        let found = bootstrap_score(&counts, 0, &[1.0; 11], WeightType::Probability, 3, 1, &Control::default());
        assert!(found.unwrap().iter().all(|x| x.is_nan()));
    }
}
