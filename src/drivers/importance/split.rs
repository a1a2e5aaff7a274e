//! What drivers share of R², with covariates in every model.

use ndarray::{Array2, Array3};

use super::closed_forms::{johnson, of_coefficients, one_model, r2};
use super::gradient::influence_forms;
use super::lattice::subset_sums_of;
use super::owen::owen;
use super::pmvd::pmvd;
use super::subset_values::SubsetValues;
use crate::accumulate::Moments;
use crate::drivers::design::correlations;
use crate::drivers::sweep::sweep;
use crate::drivers::{Design, correlation};
use crate::error::{Error, Result};
use crate::parallel::Control;

/// A column of which less than this share is left beside the covariates is taken for a combination of them.
const LEAST: f64 = 1e-12;

/// How R² is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// The mean gain over all orders; of members of groups their Owen value.
    Lmg,
    /// R² of the driver alone.
    First,
    /// What R² loses without it.
    Last,
    /// The squared standardized coefficient.
    Betasq,
    /// The standardized coefficient times the correlation.
    Pratt,
    /// Johnson's relative weight.
    Johnson,
    /// The squared correlation-adjusted correlation.
    Car,
    /// The mean gain over orders weighted in proportion to what follows.
    Pmvd,
}

/// The drivers that share what they add to the R² of the covariates.
#[derive(Debug, Clone, Copy)]
pub struct Split<'a> {
    /// Outcome and the columns of the p drivers, driver after driver.
    pub design: Design<'a>,
    /// Columns of each driver.
    pub widths: &'a [usize],
    /// Group of each driver; empty without groups.
    pub groups: &'a [usize],
    /// Positions of the columns that are in every model.
    pub covariates: &'a [usize],
}

/// What p drivers add to R².
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// p LMG importances, or Owen values; they sum to what all drivers add.
    pub lmg: Vec<f64>,
    /// Mean gain of every driver (row) on top of k = 0..p others (column), p × p; with groups none.
    pub conditional: Array2<f64>,
    /// What is left of the outcome when a driver (row) enters and so many columns (column) are in, see
    /// [`super::SubsetSums::left`].
    pub left: Array2<f64>,
    /// R² of the covariates alone.
    pub r2_covariates: f64,
}

/// Correlations of the columns of the drivers and of the outcome, which is last, in what the covariates leave of them.
#[derive(Debug, Clone)]
pub(super) struct Joint {
    pub matrix: Array2<f64>,
    /// What they leave of the variance of the outcome.
    pub share: f64,
}

impl Split<'_> {
    /// The importances for what the covariates leave of the outcome, of what they leave of the drivers.
    ///
    /// Covariates that do not vary, or are combinations of those before them, change nothing. `control` counts subsets.
    ///
    /// # Errors
    /// Those of [`correlation`] and [`subset_sums_of`]; [`Error::Absorbed`] for a column of which covariates leave nothing.
    pub fn of(&self, moments: &Moments, control: &Control) -> Result<Importance> {
        let Joint { matrix, share } = self.joint(moments)?;
        let scaled = |gain: f64| share * gain;
        if !self.groups.is_empty() {
            let found = owen(&matrix, self.widths, self.groups, control)?;
            let lmg = found.values.into_iter().map(scaled).collect();
            let none = Array2::zeros((self.widths.len(), 0));
            return Ok(Importance { lmg, conditional: none, left: found.left * share, r2_covariates: 1.0 - share });
        }
        let sums = subset_sums_of(matrix.view(), self.columns(), self.widths, control)?;
        let lmg = sums.lmg().into_iter().map(scaled).collect();
        let conditional = sums.conditional_dominance() * share;
        Ok(Importance { lmg, conditional, left: sums.left() * share, r2_covariates: 1.0 - share })
    }

    /// The importances by several methods, p of each, and what all drivers add.
    ///
    /// # Errors
    /// Those of [`Split::of`]; [`Error::Collinear`] where coefficients are asked for and drivers depend on each other;
    /// [`Error::NoShare`] for a driver that PMVD gives no share.
    pub fn values(&self, moments: &Moments, methods: &[Sharing], control: &Control) -> Result<Vec<f64>> {
        let joint = self.joint(moments)?;
        let mut values = Vec::with_capacity(methods.len() * self.widths.len() + 1);
        for method in methods {
            let own = self.by(*method, &joint.matrix, control)?;
            values.extend(own.into_iter().map(|value| joint.share * value));
        }
        let all: Vec<usize> = (0..self.columns()).collect();
        values.push(joint.share * r2(&joint.matrix, &all));
        Ok(values)
    }

    /// R² of the covariates alone.
    ///
    /// # Errors
    /// Those of [`Split::of`].
    pub fn r2_covariates(&self, moments: &Moments) -> Result<f64> {
        Ok(1.0 - self.joint(moments)?.share)
    }

    fn by(&self, method: Sharing, joint: &Array2<f64>, control: &Control) -> Result<Vec<f64>> {
        match method {
            Sharing::Lmg if self.groups.is_empty() => {
                Ok(subset_sums_of(joint.view(), self.columns(), self.widths, control)?.lmg())
            }
            Sharing::Lmg => Ok(owen(joint, self.widths, self.groups, control)?.values),
            Sharing::First | Sharing::Last => Ok(one_model(method == Sharing::Last, joint, &self.columns_of_drivers())),
            Sharing::Betasq | Sharing::Pratt => {
                let dependent = || Error::Collinear { columns: self.design.driver_names(|_| true) };
                of_coefficients(method == Sharing::Pratt, joint).ok_or_else(dependent)
            }
            Sharing::Johnson | Sharing::Car => Ok(johnson(method == Sharing::Car, joint)),
            Sharing::Pmvd => {
                let no_share = |driver: usize| Error::NoShare { column: self.first_name(driver) };
                pmvd(&self.subset_values(joint, control)?).map_err(no_share)
            }
        }
    }

    /// R² of every subset of the drivers.
    ///
    /// # Errors
    /// Those of [`Split::of`]; [`Error::TooManyDrivers`].
    pub fn all_subsets(&self, moments: &Moments, control: &Control) -> Result<SubsetValues> {
        let Joint { matrix, share } = self.joint(moments)?;
        Ok(self.subset_values(&matrix, control)?.times(share))
    }

    /// How single rows move the importances, see [`influence_forms`].
    ///
    /// # Errors
    /// Those of [`Split::of`]; [`Error::TooManyDrivers`].
    pub fn influence(&self, moments: &Moments, control: &Control) -> Result<Array3<f64>> {
        let order: Vec<usize> =
            self.design.drivers.iter().chain(self.covariates).chain([&self.design.outcome]).copied().collect();
        let chosen = moments.select(&order).ok_or_else(|| self.design.too_few(0))?;
        self.joint(moments)?;
        let matrix = Array2::from_shape_vec((order.len(), order.len()), correlations(&chosen));
        let matrix = matrix.map_err(|_| self.design.too_few(0))?;
        influence_forms(&matrix, self.widths, self.covariates.len(), control)
    }

    /// Correlations in what the covariates leave.
    fn joint(&self, moments: &Moments) -> Result<Joint> {
        if self.covariates.is_empty() {
            return Ok(Joint { matrix: correlation(moments, &self.design)?.joint(), share: 1.0 });
        }
        self.beyond_covariates(moments)
    }

    /// Partial covariances of drivers and outcome (last) on the correlation scale, and the share of the outcome left.
    fn beyond_covariates(&self, moments: &Moments) -> Result<Joint> {
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
        let root: Vec<f64> = (0..=p).map(|i| matrix[i * q + i].sqrt()).collect();
        let cosine = |(i, j): (usize, usize)| if i == j { 1.0 } else { matrix[i * q + j] / (root[i] * root[j]) };
        Ok(Joint { matrix: Array2::from_shape_fn((p + 1, p + 1), cosine), share: matrix[p * q + p] })
    }

    fn subset_values(&self, joint: &Array2<f64>, control: &Control) -> Result<SubsetValues> {
        SubsetValues::of(joint, self.widths, control)
    }

    /// Columns of all drivers together.
    fn columns(&self) -> usize {
        self.design.drivers.len()
    }

    fn columns_of_drivers(&self) -> Vec<Vec<usize>> {
        let mut next = 0;
        let columns = |&width: &usize| {
            next += width;
            (next - width..next).collect()
        };
        self.widths.iter().map(columns).collect()
    }

    fn first_name(&self, driver: usize) -> String {
        let at = self.widths.iter().take(driver).sum::<usize>();
        self.design.drivers.get(at).map(|&column| self.design.name(column)).unwrap_or_default()
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
        Split { design, widths: &[1, 1][..drivers.len()], groups: &[], covariates }.of(moments, &Control::default())
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
