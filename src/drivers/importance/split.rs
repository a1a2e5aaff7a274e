//! The LMG split of what drivers add to R², with covariates in every model.

use ndarray::Array2;

use super::lattice::subset_sums;
use crate::accumulate::Moments;
use crate::drivers::design::correlations;
use crate::drivers::sweep::sweep;
use crate::drivers::{Design, correlation};
use crate::error::{Error, Result};
use crate::parallel::Control;

/// A column of which less than this share is left beside the covariates is taken for a combination of them.
const LEAST: f64 = 1e-12;

/// The drivers that share what they add to the R² of the covariates.
#[derive(Debug, Clone, Copy)]
pub struct Split<'a> {
    /// Outcome and p drivers.
    pub design: Design<'a>,
    /// Positions of the columns that are in every model.
    pub covariates: &'a [usize],
}

/// What p drivers add to R².
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// p LMG importances; they sum to what all drivers add.
    pub lmg: Vec<f64>,
    /// Mean gain of every driver (row) on top of k = 0..p others (column), p × p.
    pub conditional: Array2<f64>,
    /// R² of the covariates alone.
    pub r2_covariates: f64,
}

impl Split<'_> {
    /// The importances for what the covariates leave of the outcome, of what they leave of the drivers.
    ///
    /// Covariates that do not vary, or are combinations of those before them, change nothing. `control` counts subsets.
    ///
    /// # Errors
    /// Those of [`correlation`] and [`subset_sums`]; [`Error::Absorbed`] for a column of which covariates leave nothing.
    pub fn of(&self, moments: &Moments, control: &Control) -> Result<Importance> {
        let p = self.design.drivers.len();
        let (joint, share) = match self.covariates {
            [] => (correlation(moments, &self.design)?.joint(), 1.0),
            _ => self.beyond_covariates(moments)?,
        };
        let sums = subset_sums(joint.view(), p, control)?;
        let lmg = sums.lmg().into_iter().map(|gain| share * gain).collect();
        Ok(Importance { lmg, conditional: sums.conditional_dominance() * share, r2_covariates: 1.0 - share })
    }

    /// Partial covariances of drivers and outcome (last) on the correlation scale, and the share of the outcome left.
    fn beyond_covariates(&self, moments: &Moments) -> Result<(Array2<f64>, f64)> {
        let (design, p) = (&self.design, self.design.drivers.len());
        let order: Vec<usize> =
            design.drivers.iter().chain([&design.outcome]).chain(self.covariates).copied().collect();
        let chosen = moments.select(&order).ok_or_else(|| design.too_few(0))?;
        let (mut matrix, q) = (correlations(&chosen), order.len());
        for covariate in p + 1..q {
            if matrix[covariate * q + covariate] >= LEAST {
                sweep(&mut matrix, q, covariate);
            }
        }
        if let Some(gone) = [p].into_iter().chain(0..p).find(|&i| matrix[i * q + i] < LEAST) {
            return Err(Error::Absorbed { column: design.name(order[gone]) });
        }
        Ok((Array2::from_shape_fn((p + 1, p + 1), |(i, j)| matrix[i * q + j]), matrix[p * q + p]))
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::weights::Base;

    /// Moments of columns y, a, b, c with these correlations.
    fn of(correlations: &Array2<f64>) -> Moments {
        let base = Base { n: 100.0, sum_w: 100.0, sum_w2: 100.0 };
        Moments::of_parts(base, vec![0.0; 4], correlations.iter().copied().collect()).unwrap()
    }

    fn split(moments: &Moments, drivers: &[usize], covariates: &[usize]) -> Result<Importance> {
        let names = ["y", "a", "b", "c"].map(String::from);
        let design = Design { names: &names, outcome: 0, drivers, intercept: true };
        Split { design, covariates }.of(moments, &Control::default())
    }

    #[test]
    fn what_drivers_add_to_covariates_by_hand() {
        // c explains 0.25 of y. Of a it leaves 1 - 0.36 and of its covariance with y 0.5 - 0.5 x 0.6 = 0.2, of b all.
        let moments =
            of(&array![[1.0, 0.5, 0.3, 0.5], [0.5, 1.0, 0.0, 0.6], [0.3, 0.0, 1.0, 0.0], [0.5, 0.6, 0.0, 1.0]]);
        let found = split(&moments, &[1, 2], &[3]).unwrap();
        assert!((found.r2_covariates - 0.25).abs() < 1e-15);
        assert!((found.lmg[0] - 0.04 / 0.64).abs() < 1e-15 && (found.lmg[1] - 0.09).abs() < 1e-15, "{found:?}");
        assert_eq!(split(&moments, &[1, 2], &[3, 3]).unwrap(), found, "a covariate twice changes nothing");
    }

    #[test]
    fn a_driver_that_covariates_hold_is_named() {
        let moments =
            of(&array![[1.0, 0.5, 0.3, 0.5], [0.5, 1.0, 0.0, 1.0], [0.3, 0.0, 1.0, 0.0], [0.5, 1.0, 0.0, 1.0]]);
        assert_eq!(split(&moments, &[2, 1], &[3]), Err(Error::Absorbed { column: "a".into() }));
    }
}
