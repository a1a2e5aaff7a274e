//! Which driver adds more than which: in all models, in all sizes of models, on the whole.

use ndarray::Array2;

use super::subset_values::{SubsetValues, VALUES_LIMIT};
use super::{Split, check_cases};
use crate::accumulate::Moments;
use crate::error::{Error, Result};
use crate::parallel::Control;
use crate::samples::Samples;
use crate::weights::WeightType;

/// Gains this near to each other are equal.
const EQUAL: f64 = 1e-12;

/// Dominance among p drivers.
#[derive(Debug, Clone, PartialEq)]
pub struct Dominance {
    /// p × p: share of the subsets of the others to which driver (row) adds more than driver (column), see
    /// [`SubsetValues::complete`]; none where they were not asked for.
    pub complete: Option<Array2<f64>>,
    /// p × p: mean gain of driver (row) on top of k others (column).
    pub conditional: Array2<f64>,
}

impl Dominance {
    /// Of the drivers of a split; `complete` holds all subsets.
    ///
    /// # Errors
    /// Those of [`Split::of`] and [`Split::all_subsets`].
    pub fn of(split: &Split<'_>, moments: &Moments, complete: bool, control: &Control) -> Result<Self> {
        if !complete {
            return Ok(Self { complete: None, conditional: split.of(moments, control)?.conditional });
        }
        let p = split.widths.len();
        if p > VALUES_LIMIT {
            return Err(Error::TooManyDrivers { what: "complete dominance", found: p, limit: VALUES_LIMIT });
        }
        let values: SubsetValues = split.all_subsets(moments, control)?;
        Ok(Self { complete: Some(values.complete()), conditional: values.conditional() })
    }

    /// Mean gain of every driver over all orders: LMG.
    pub fn general(&self) -> Vec<f64> {
        let p = self.conditional.nrows() as f64;
        self.conditional.rows().into_iter().map(|row| row.sum() / p).collect()
    }

    /// For all pairs i < j, pair after pair, whether i dominates j completely, conditionally, generally: 1, of the reverse 0,
    /// else ½. Complete dominance is NaN where it was not asked for.
    pub fn pairs(&self) -> Vec<f64> {
        let (p, general) = (self.conditional.nrows(), self.general());
        let verdict = |all: bool, none: bool| {
            if all {
                1.0
            } else if none {
                0.0
            } else {
                0.5
            }
        };
        let of_pair = |(i, j): (usize, usize)| {
            let complete =
                self.complete.as_ref().map_or(f64::NAN, |shares| verdict(shares[[i, j]] >= 1.0, shares[[i, j]] <= 0.0));
            let differences: Vec<f64> = (0..p).map(|k| self.conditional[[i, k]] - self.conditional[[j, k]]).collect();
            let conditional = verdict(differences.iter().all(|d| *d > EQUAL), differences.iter().all(|d| *d < -EQUAL));
            let general = verdict(general[i] - general[j] > EQUAL, general[j] - general[i] > EQUAL);
            [complete, conditional, general]
        };
        (0..p).flat_map(|i| (i + 1..p).map(move |j| (i, j))).flat_map(of_pair).collect()
    }
}

/// [`Dominance::pairs`] of every sample, replicates × 3 pairs; a row of NaN where it has none.
///
/// # Errors
/// [`Error::TooManyResamples`], [`Error::Interrupted`].
pub fn bootstrap_dominance(
    samples: &Samples<'_, '_>,
    split: &Split<'_>,
    complete: bool,
    kind: WeightType,
    control: &Control,
) -> Result<Array2<f64>> {
    let (inner, p) = (control.inner(), split.widths.len());
    let statistic = |moments: &Moments, _| {
        check_cases(split, moments, kind)?;
        Ok(Dominance::of(split, moments, complete, &inner)?.pairs())
    };
    samples.replicates(3 * p * p.saturating_sub(1) / 2, control, statistic)
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::drivers::Design;
    use crate::weights::Base;

    /// Moments of columns of unit variance with these correlations.
    fn of(correlations: &Array2<f64>) -> Moments {
        let base = Base { n: 200.0, sum_w: 200.0, sum_w2: 200.0 };
        Moments::of_parts(base, vec![0.0; correlations.nrows()], correlations.iter().copied().collect()).unwrap()
    }

    /// Dominance among blocks of columns 1, 2, ... of these widths for column 0.
    fn found(correlations: &Array2<f64>, widths: &[usize], complete: bool) -> Dominance {
        let names: Vec<String> = (0..correlations.nrows()).map(|i| format!("c{i}")).collect();
        let columns: Vec<usize> = (1..correlations.nrows()).collect();
        let design = Design { names: &names, outcome: 0, drivers: &columns, intercept: true };
        let split = Split { design, widths, groups: &[], covariates: &[] };
        Dominance::of(&split, &of(correlations), complete, &Control::default()).unwrap()
    }

    /// Correlations of X'X + I for the columns of a matrix of sines.
    fn some(columns: usize) -> Array2<f64> {
        let x = Array2::from_shape_fn((30, columns), |(i, j)| ((i * columns + j + 1) as f64 * 0.7).sin() * 3.0);
        let c = x.t().dot(&x) + Array2::<f64>::eye(columns) * 20.0;
        Array2::from_shape_fn(c.dim(), |(i, j)| c[[i, j]] / (c[[i, i]] * c[[j, j]]).sqrt())
    }

    /// R² of columns, from the normal equations by Gauss and Jordan.
    fn r2(correlations: &Array2<f64>, columns: &[usize]) -> f64 {
        let n = columns.len();
        let mut a = Array2::from_shape_fn((n, n + 1), |(i, j)| match j {
            _ if j == n => correlations[[0, columns[i]]],
            _ => correlations[[columns[i], columns[j]]],
        });
        for i in 0..n {
            for row in (0..n).filter(|&row| row != i) {
                let factor = a[[row, i]] / a[[i, i]];
                (0..=n).for_each(|col| a[[row, col]] -= factor * a[[i, col]]);
            }
        }
        (0..n).map(|i| a[[i, n]] / a[[i, i]] * correlations[[0, columns[i]]]).sum()
    }

    /// What block j adds to the blocks of `bits`.
    fn gain(correlations: &Array2<f64>, widths: &[usize], bits: usize, j: usize) -> f64 {
        let columns = |bits: usize| -> Vec<usize> {
            let first = |block: usize| 1 + widths[..block].iter().sum::<usize>();
            (0..widths.len()).filter(|b| bits >> b & 1 == 1).flat_map(|b| first(b)..first(b) + widths[b]).collect()
        };
        r2(correlations, &columns(bits | 1 << j)) - r2(correlations, &columns(bits))
    }

    #[test]
    fn it_is_what_its_definitions_count() {
        for widths in [&[1, 1, 1, 1, 1][..], &[1, 2, 1, 3], &[2, 1], &[1]] {
            let correlations = some(1 + widths.iter().sum::<usize>());
            let p = widths.len();
            let all = found(&correlations, widths, true);
            let complete = all.complete.clone().unwrap();
            for (i, j) in (0..p).flat_map(|i| (0..p).map(move |j| (i, j))).filter(|(i, j)| i != j) {
                let without: Vec<usize> = (0..1 << p).filter(|bits| bits & (1 << i | 1 << j) == 0).collect();
                let wins = without
                    .iter()
                    .filter(|&&bits| gain(&correlations, widths, bits, i) > gain(&correlations, widths, bits, j));
                assert_eq!(complete[[i, j]], wins.count() as f64 / without.len() as f64, "{widths:?} {i} {j}");
            }
            for (j, k) in (0..p).flat_map(|j| (0..p).map(move |k| (j, k))) {
                let of_size = |bits: &usize| bits >> j & 1 == 0 && bits.count_ones() as usize == k;
                let gains: Vec<f64> =
                    (0..1 << p).filter(of_size).map(|bits| gain(&correlations, widths, bits, j)).collect();
                let mean = gains.iter().sum::<f64>() / gains.len() as f64;
                assert!((all.conditional[[j, k]] - mean).abs() < 1e-12, "{widths:?} {j} {k}");
            }
            let other = found(&correlations, widths, false);
            assert!(other.complete.is_none());
            assert!(other.general().iter().zip(all.general()).all(|(a, b)| (a - b).abs() < 1e-12));
        }
    }

    #[test]
    fn verdicts_by_hand() {
        // Uncorrelated drivers add their squares, 0.25, 0.25 and 0.04, to whatever is in.
        let correlations =
            array![[1.0, 0.5, 0.5, 0.2], [0.5, 1.0, 0.0, 0.0], [0.5, 0.0, 1.0, 0.0], [0.2, 0.0, 0.0, 1.0]];
        let all = found(&correlations, &[1, 1, 1], true);
        assert_eq!(all.pairs(), [0.5, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
        let pairs = found(&correlations, &[1, 1, 1], false).pairs();
        assert!(pairs[0].is_nan() && pairs[3].is_nan() && pairs[4..6] == [1.0, 1.0], "{pairs:?}");
        let reversed = found(
            &correlations.select(ndarray::Axis(0), &[0, 3, 2, 1]).select(ndarray::Axis(1), &[0, 3, 2, 1]),
            &[1, 1, 1],
            true,
        );
        assert_eq!(reversed.pairs()[..3], [0.0, 0.0, 0.0]);
    }

    #[test]
    fn too_many_drivers_for_complete_dominance_are_refused() {
        let names: Vec<String> = (0..22).map(|i| format!("c{i}")).collect();
        let columns: Vec<usize> = (1..22).collect();
        let design = Design { names: &names, outcome: 0, drivers: &columns, intercept: true };
        let split = Split { design, widths: &[1; 21], groups: &[], covariates: &[] };
        let moments = of(&Array2::eye(22));
        let error = Dominance::of(&split, &moments, true, &Control::default());
        assert_eq!(error, Err(Error::TooManyDrivers { what: "complete dominance", found: 21, limit: 20 }));
    }
}
