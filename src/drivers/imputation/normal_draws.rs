//! Draws from the normal distribution that EM estimates, its parameters those of a bootstrap sample.

use rand_chacha::ChaCha8Rng;

use super::gaps::{Filled, Gaps, block, normal};
use crate::accumulate::Pattern;
use crate::drivers::incomplete::{Em, Incomplete, Normal, Stop, replicate};
use crate::drivers::sweep::cholesky;
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::resample::Sampler;
use crate::weights::WeightType;

/// Rows between two looks at the control.
const LOOK: usize = 1 << 12;
/// Bootstrap samples tried until one has a distribution.
const TRIES: usize = 10;

/// Fills every row by a draw from its normal distribution given its answers, with the parameters of a bootstrap sample.
pub(super) fn from_em(
    rows: &Incomplete,
    gaps: &Gaps,
    found: &Em,
    kind: WeightType,
    stop: Stop,
    rng: &mut ChaCha8Rng,
    control: &Control,
) -> Result<Vec<Filled>> {
    let drawn = draw_parameters(rows, found, kind, stop, rng, control)?;
    let mut columns = rows.rows().columns().to_vec();
    for pattern in rows.patterns().iter().filter(|pattern| pattern.observed.len() < rows.p()) {
        control.advance(0)?;
        let given = Given::new(&drawn, pattern).ok_or_else(|| dependent(rows))?;
        for row in pattern.start..pattern.end {
            if row % LOOK == 0 {
                control.advance(0)?;
            }
            given.fill(&mut columns, row, rng);
        }
    }
    control.advance(1)?;
    Ok(gaps.drawn(rows, &columns))
}

/// The normal distribution of the columns a pattern misses given those it has.
struct Given<'a> {
    drawn: &'a Normal,
    observed: &'a [usize],
    missing: Vec<usize>,
    /// The covariance matrix swept on the observed columns.
    swept: Vec<f64>,
    /// Lower factor of what varies given them.
    lower: Vec<f64>,
}

impl<'a> Given<'a> {
    fn new(drawn: &'a Normal, pattern: &'a Pattern) -> Option<Self> {
        let (p, observed) = (drawn.p(), &pattern.observed);
        let missing: Vec<usize> = (0..p).filter(|j| !observed.contains(j)).collect();
        let (swept, _) = drawn.given(observed)?;
        let lower = cholesky(&block(&swept, p, &missing), missing.len());
        Some(Self { drawn, observed, missing, swept, lower })
    }

    fn fill(&self, columns: &mut [Vec<f64>], row: usize, rng: &mut ChaCha8Rng) {
        let (p, mean) = (self.drawn.p(), &self.drawn.mean);
        let z: Vec<f64> = self.missing.iter().map(|_| normal(rng)).collect();
        for (&j, factor) in self.missing.iter().zip(self.lower.chunks_exact(z.len())) {
            let line: f64 = self.observed.iter().map(|&k| self.swept[j * p + k] * (columns[k][row] - mean[k])).sum();
            columns[j][row] = mean[j] + line + factor.iter().zip(&z).map(|(l, z)| l * z).sum::<f64>();
        }
    }
}

/// Estimates of a bootstrap sample; another one where columns depend on each other in the first.
fn draw_parameters(
    rows: &Incomplete,
    found: &Em,
    kind: WeightType,
    stop: Stop,
    rng: &mut ChaCha8Rng,
    control: &Control,
) -> Result<Normal> {
    let (sampler, inner) = (Sampler::new(rows.rows().weights(), kind)?, control.inner());
    let mut weights = Vec::new();
    let mut last = Err(dependent(rows));
    for _ in 0..TRIES {
        sampler.draw(rng, &mut weights, &inner)?;
        last = replicate(rows, found, &weights, stop, &inner);
        if !matches!(last, Err(Error::Degenerate { .. })) {
            break;
        }
    }
    last
}

fn dependent(rows: &Incomplete) -> Error {
    Error::Degenerate { columns: rows.names().to_vec() }
}
