//! The jackknife: a statistic with respondents left out, whose skewness gives the acceleration of a `BCa` interval.

use ndarray::Array2;

use super::{Multinomial, binomial, replicates, stream};
use crate::error::Result;
use crate::parallel::Control;
use crate::weights::WeightType;

/// Most groups that [`jackknife`] leaves out in turn.
pub const JACKKNIFE_GROUPS: usize = 200;
/// Seed of the groups of respondents that rows of frequencies stand for: any would do.
const SEED: u64 = 0x6a61_636b;

/// A statistic with respondents left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Jackknife {
    /// Groups × width.
    pub values: Array2<f64>,
    /// How many such groups there are, for every one.
    pub times: Vec<f64>,
}

/// `width` values of `statistic` with one group of respondents left out each.
///
/// Up to [`JACKKNIFE_GROUPS`] rows each is a group of its own; of more, row i is in group i modulo that number. A row of
/// frequency weight w is w respondents alike: of up to so many rows one respondent each is left out, which is w groups;
/// of more, every group has of each row a binomial number, as a group of respondents in random order would. The skewness
/// of these values gives the acceleration of a `BCa` interval (Efron, B., 1987, "Better bootstrap confidence intervals",
/// *Journal of the American Statistical Association* 82).
///
/// # Errors
/// [`crate::error::Error::Interrupted`] when the caller stops, [`crate::error::Error::TooManyRespondents`].
pub fn jackknife(
    weights: &[f64],
    kind: WeightType,
    width: usize,
    control: &Control,
    statistic: impl Fn(&[f64]) -> Result<Vec<f64>> + Sync,
) -> Result<Jackknife> {
    let (rows, groups) = (weights.len(), weights.len().min(JACKKNIFE_GROUPS));
    let leave_out = |group: usize, out: &mut Vec<f64>| {
        out.clear();
        out.extend_from_slice(weights);
        match kind {
            WeightType::Frequency if rows > groups => leave_share_out(group, groups, out),
            WeightType::Frequency => out.iter_mut().skip(group).take(1).for_each(|weight| *weight -= weight.min(1.0)),
            _ => out.iter_mut().skip(group).step_by(groups).for_each(|weight| *weight = 0.0),
        }
        Ok(())
    };
    let times = match kind {
        WeightType::Frequency => {
            Multinomial::new(weights)?;
            weights.iter().take(groups).map(|weight| if rows > groups { 1.0 } else { weight.max(1.0) }).collect()
        }
        _ => vec![1.0; groups],
    };
    Ok(Jackknife { values: replicates(groups, width, control, leave_out, statistic)?, times })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "respondents, fewer than 2⁵³")]
fn leave_share_out(group: usize, groups: usize, weights: &mut [f64]) {
    let (mut rng, chance) = (stream(SEED, group as u64), 1.0 / groups as f64);
    for weight in weights {
        *weight = (*weight - binomial(&mut rng, weight.round() as u64, chance) as f64).max(0.0);
    }
}
