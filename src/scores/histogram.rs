//! Replicates of a score from its histogram alone: their cost does not depend on the number of respondents.

use ndarray::Array2;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};

use crate::error::Result;
use crate::parallel::Control;
use crate::resample::{Multinomial, replicates, stream, values};

/// Respondents a group up to which they are drawn one by one: a binomial number takes as long as so many.
const ONE_BY_ONE: u64 = 16;

/// Respondents in groups of one answer and one weight each.
#[derive(Debug, Clone, Copy)]
pub struct Groups<'a> {
    /// How many there are in every group, or what share of all respondents it has, times these.
    pub sizes: &'a [f64],
    /// The weight of each of them.
    pub weights: &'a [f64],
    /// The value of their answer.
    pub values: &'a [f64],
}

/// Bootstrap replicates of the weighted mean of the values: respondents drawn with replacement, as many as there are.
///
/// How often each group is drawn is multinomial, so that it takes no longer for more respondents; where groups are small
/// the respondents are drawn one by one.
///
/// # Errors
/// [`crate::error::Error::TooManyResamples`], [`crate::error::Error::TooManyRespondents`],
/// [`crate::error::Error::Interrupted`].
pub fn bootstrap_mean(groups: Groups, n_resamples: usize, seed: u64, control: &Control) -> Result<Array2<f64>> {
    let drawn = Multinomial::new(groups.sizes)?;
    let sums: Vec<(f64, f64)> = groups.weights.iter().zip(groups.values).map(|(w, x)| (*w, w * x)).collect();
    if let Some(rows) = one_by_one(groups.sizes, &sums, drawn.times()) {
        return values(n_resamples, 1, control, |index| {
            let mut rng = stream(seed, index as u64);
            let row = |_| rows.get(rng.random_range(0..rows.len())).copied().unwrap_or_default();
            let (w, wx) = (0..rows.len()).map(row).fold((0.0, 0.0), |(w, wx), one| (w + one.0, wx + one.1));
            Ok(vec![wx / w])
        });
    }
    let draw = |index: usize, out: &mut Vec<f64>| {
        out.clear();
        out.resize(sums.len(), 0.0);
        drawn.draw(drawn.times(), &mut stream(seed, index as u64), out, control)
    };
    let of = |times: &[f64]| {
        let sum =
            |of: fn(&(f64, f64)) -> f64| times.iter().zip(&sums).map(|(times, sums)| times * of(sums)).sum::<f64>();
        Ok(vec![sum(|sums| sums.1) / sum(|sums| sums.0)])
    };
    replicates(n_resamples, 1, control, draw, of)
}

/// Weight and weighted value of every respondent, where there are so few a group that to draw them is the shorter way.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "few")]
fn one_by_one(sizes: &[f64], sums: &[(f64, f64)], times: u64) -> Option<Vec<(f64, f64)>> {
    let few = times > 0 && times <= ONE_BY_ONE.saturating_mul(sizes.len() as u64);
    (few && sizes.iter().all(|size| *size >= 0.0 && size.fract() == 0.0))
        .then(|| sizes.iter().zip(sums).flat_map(|(size, one)| std::iter::repeat_n(*one, *size as usize)).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(replicates: &Array2<f64>) -> (f64, f64) {
        (replicates.mean().unwrap(), replicates.std(1.0))
    }

    fn bootstrap(sizes: &[f64], weights: &[f64], values: &[f64], n: usize) -> Array2<f64> {
        bootstrap_mean(Groups { sizes, weights, values }, n, 3, &Control::default()).unwrap()
    }

    #[test]
    fn the_bootstrap_has_the_linearised_standard_error() {
        // By groups and one by one; a thirtieth of a group more, as shares of respondents are, is by groups, too.
        let values: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 11)).collect();
        let weights: Vec<f64> = (0..60).map(|i| 0.2 + f64::from(i % 13) / 5.0).collect();
        for size in [40.0, 15.0, 15.0 + 1.0 / 30.0] {
            let all: f64 = size * weights.iter().sum::<f64>();
            let mean = size * weights.iter().zip(&values).map(|(w, x)| w * x).sum::<f64>() / all;
            let error = size * weights.iter().zip(&values).map(|(w, x)| (w * (x - mean)).powi(2)).sum::<f64>();
            let (found, std) = spread(&bootstrap(&[size; 60], &weights, &values, 8000));
            // Monte Carlo errors: std/√8000 of the mean, std/√16000 of the standard deviation.
            assert!((found - mean).abs() < 5.0 * std / 89.0, "{size} {found}");
            assert!((std / (error.sqrt() / all) - 1.0).abs() < 0.04, "{size} {std}");
        }
    }

    #[test]
    fn a_replicate_depends_on_its_number_alone_and_a_hundred_million_respondents_are_drawn_at_once() {
        for size in [25_000_000.0, 2.0] {
            let draw = |values: &[f64], n| bootstrap(&[size; 4], &[1.0, 2.0, 0.5, 1.5], values, n);
            assert!(draw(&[1.0; 4], 100).iter().all(|mean| (mean - 1.0).abs() < 1e-12));
            let values = [0.0, 7.0, 9.0, 10.0];
            assert_eq!(draw(&values, 5).column(0).to_vec(), draw(&values, 9).column(0).to_vec()[..5].to_vec());
        }
    }

    #[test]
    fn a_posterior_has_the_moments_of_a_beta_distribution() {
        // Beta(3, 7): mean 0.3, variance 0.21 / 11.
        let found = posterior_score(&[7.0, 3.0, 0.0], &[0.0, 1.0, 5.0], 20_000, 2, &Control::default()).unwrap();
        let (mean, std) = spread(&found);
        assert!((mean - 0.3).abs() < 0.005 && (std - (0.21_f64 / 11.0).sqrt()).abs() < 0.003, "{mean} {std}");
    }

    #[test]
    fn nobody_is_nan() {
        assert!(bootstrap(&[0.0; 11], &[1.0; 11], &[1.0; 11], 3).iter().all(|x| x.is_nan()));
    }
}
