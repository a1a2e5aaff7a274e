//! Many respondents drawn at once: how often each row comes is multinomial, and is drawn row by row.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution};

use super::LOOK;
use crate::error::{Error, Result};
use crate::parallel::Control;

/// Most respondents that are drawn again: up to 2⁵³ every number of them is one of its own.
const MOST_RESPONDENTS: f64 = 9_007_199_254_740_992.0;

/// Rows of which each stands for several respondents.
#[derive(Debug, Clone)]
pub struct Multinomial {
    /// Respondents there are.
    pub(super) times: u64,
    /// The share of every row among the respondents of itself and of the rows after it.
    chances: Vec<f64>,
}

impl Multinomial {
    /// Rows that stand for so many respondents each.
    ///
    /// # Errors
    /// [`Error::TooManyRespondents`] beyond 2⁵³.
    pub fn new(sizes: &[f64]) -> Result<Self> {
        let times = respondents(sizes.iter().sum())?;
        let mut rest = 0.0;
        let mut chances: Vec<f64> = sizes.iter().rev().map(|size| share(*size, &mut rest)).collect();
        chances.reverse();
        Ok(Self { times, chances })
    }

    /// Respondents there are.
    pub fn times(&self) -> u64 {
        self.times
    }

    /// Draws so many respondents with replacement and writes how many each row has: given what the rows before it have, a
    /// row has a binomial share of the others, so that the time does not depend on the number of respondents.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the caller stops.
    pub fn draw(&self, times: u64, rng: &mut ChaCha8Rng, counts: &mut [f64], control: &Control) -> Result<()> {
        let mut left = times;
        for (counts, chances) in counts.chunks_mut(LOOK).zip(self.chances.chunks(LOOK)) {
            control.advance(0)?;
            for (count, chance) in counts.iter_mut().zip(chances) {
                let drawn = binomial(rng, left, *chance);
                *count = drawn as f64;
                left = left.saturating_sub(drawn);
            }
        }
        Ok(())
    }
}

fn share(size: f64, rest: &mut f64) -> f64 {
    *rest += size;
    if *rest > 0.0 { size / *rest } else { 0.0 }
}

/// How many respondents are drawn where frequencies add up to `total`.
///
/// # Errors
/// [`Error::TooManyRespondents`] beyond 2⁵³.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
pub fn respondents(total: f64) -> Result<u64> {
    if (0.0..=MOST_RESPONDENTS).contains(&total) {
        Ok(total.round() as u64)
    } else {
        Err(Error::TooManyRespondents { found: total, limit: MOST_RESPONDENTS })
    }
}

/// A binomial variate; a chance that rounding put beyond 1 is 1.
pub fn binomial(rng: &mut ChaCha8Rng, n: u64, chance: f64) -> u64 {
    if n == 0 || chance.is_nan() || chance <= 0.0 {
        return 0;
    }
    Binomial::new(n, chance.min(1.0)).map_or(0, |binomial| binomial.sample(rng))
}
