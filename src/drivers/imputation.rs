//! Multiple imputation: gaps filled several times over by draws of what might have been answered.

mod chained;
mod gaps;
mod matching;
mod normal_draws;

use super::incomplete::{Em, Incomplete, Stop, em};
use crate::error::{Error, Result};
use crate::parallel::{Control, map_long};
use crate::resample::stream;
use crate::weights::WeightType;
use chained::{Chain, units};
use gaps::{Gaps, places};
use normal_draws::from_em;

pub use gaps::Filled;

/// How gaps are filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Column by column given all others, in turns.
    Chained {
        /// Turns.
        n_iterations: usize,
        /// Fill with the answer of a respondent of similar prediction instead of a draw around the prediction.
        matching: bool,
    },
    /// All gaps of a row together given its answers, from a bootstrap replicate of the EM estimates.
    Em(Stop),
}

/// The filled gaps: `rows[j]` are the places in the data of column j's gaps, `filled[i][j]` what imputation i put there.
#[derive(Debug, Clone, PartialEq)]
pub struct Imputed {
    /// One list a column.
    pub rows: Vec<Vec<usize>>,
    /// Imputations × columns.
    pub filled: Vec<Vec<Filled>>,
}

/// Fills the gaps of `rows` `n_imputations` times; imputation i depends on the seed and i alone.
///
/// Chained equations draw, for every column with gaps in turn, a linear regression on all others from its posterior
/// distribution under a flat prior, and the gaps from that regression (van Buuren & Groothuis-Oudshoorn 2011). With
/// weights, the regressions are weighted ones. The columns of each of the `blocks`, such as the levels of a factor, do
/// not predict each other and, with matching, are lent together; predictions are compared to seven digits. The EM method
/// draws the parameters by a bootstrap of the rows (Honaker & King 2010) and the gaps of every row from their normal
/// distribution given its answers.
///
/// Sources: Buuren, S. van & Groothuis-Oudshoorn, K. (2011), "mice: Multivariate imputation by chained equations in R",
/// *Journal of Statistical Software* 45(3); Buuren, S. van (2018), *Flexible Imputation of Missing Data*, 2nd ed., with
/// algorithms 3.1 and 3.3; Honaker, J. & King, G. (2010), "What to do about missing values in time-series cross-section
/// data", *American Journal of Political Science* 54, 561–581.
///
/// # Errors
/// [`Error::TooFewCases`] for a column with too few answers to be regressed on the others, [`Error::TooManyToMatch`],
/// those of [`em`], [`Error::Interrupted`].
pub fn impute(
    rows: &Incomplete,
    kind: WeightType,
    method: Method,
    blocks: &[Vec<usize>],
    n_imputations: usize,
    seed: u64,
    control: &Control,
) -> Result<Imputed> {
    let gaps = Gaps::new(rows);
    let plan = match method {
        Method::Chained { n_iterations, matching } => {
            gaps.check(rows)?;
            let (found, limit) = (rows.rows().len(), u32::MAX);
            if matching && u32::try_from(found).is_err() {
                return Err(Error::TooManyToMatch { found, limit });
            }
            let units = units(&gaps, blocks, matching);
            Plan::Chain(Chain { rows, gaps: &gaps, kind, units, n_iterations, matching })
        }
        Method::Em(stop) => Plan::Em(Box::new(em(rows, kind, stop, control)?), stop),
    };
    let fill = |index: usize| {
        // Once stopped, the imputations that are left cost nothing.
        control.advance(0)?;
        let rng = &mut stream(seed, index as u64);
        match &plan {
            Plan::Chain(chain) => chain.impute(rng, control),
            Plan::Em(found, stop) => from_em(rows, &gaps, found, kind, *stop, rng, control),
        }
    };
    Vec::<Vec<Filled>>::new()
        .try_reserve_exact(n_imputations)
        .map_err(|_| Error::TooManyResamples { found: n_imputations })?;
    let completed = map_long(n_imputations, fill).into_iter().collect::<Result<Vec<_>>>()?;
    Ok(Imputed { rows: gaps.rows.iter().map(|gaps| places(rows, gaps)).collect(), filled: completed })
}

/// What is done once for all imputations.
enum Plan<'a> {
    Chain(Chain<'a>),
    Em(Box<Em>, Stop),
}
