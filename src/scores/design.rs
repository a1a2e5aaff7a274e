//! How respondents were drawn, and the variance of a total that follows from it.

use crate::scores::panel::Scaled;
use crate::scores::totals::Totals;

/// What is done about a stratum of one unit, whose spread nobody knows; the words are those of R's survey package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LonelyUnit {
    /// It adds nothing, as if it were sure to be in the sample.
    #[default]
    Certainty,
    /// Its deviation is taken from the mean of all units instead of its stratum's.
    Adjust,
    /// It adds as much as the other strata do on average.
    Average,
}

/// How the rows were drawn: units within strata. A unit is a cluster of rows or, where none are declared, a row.
#[derive(Debug, Clone, Default)]
pub struct Design<'a> {
    /// Domain of every cell of the tally, rising.
    pub domain: &'a [i32],
    /// Cluster of every cell of the tally, or its stratum where the rows are the units.
    pub unit: &'a [i32],
    /// Stratum of every cluster; none where the rows are the units.
    pub stratum_of_cluster: Option<&'a [i32]>,
    /// Units drawn in every stratum, with and without answers.
    pub units: Vec<f64>,
    /// Share of the units of every stratum that was not drawn: 1 without a finite population.
    pub not_drawn: Vec<f64>,
    /// What is done about strata of one unit.
    pub lonely: LonelyUnit,
    /// Cluster, whatever the wave, of every cluster, where clusters of several waves are one and the same.
    pub whole: Option<&'a [i32]>,
}

impl Design<'_> {
    /// Units drawn in a stratum, and the share that was not.
    fn drawn(&self, stratum: u32) -> (f64, f64) {
        let of = |numbers: &[f64]| numbers.get(stratum as usize).copied().unwrap_or_default();
        (of(&self.units), of(&self.not_drawn))
    }

    /// How the clusters of a stratum of this total are scaled, so that their squared deviations add up to its variance.
    pub(super) fn scaled(&self, stratum: u32, total: f64) -> Scaled {
        let (n, not_drawn) = self.drawn(stratum);
        if n > 1.0 {
            return Scaled { factor: (not_drawn * n / (n - 1.0)).sqrt(), mean: total / n };
        }
        Scaled { factor: if self.lonely == LonelyUnit::Adjust { not_drawn.sqrt() } else { 0.0 }, mean: 0.0 }
    }

    /// Sums over the strata that have answers in the contrast; those are also the ones an average is taken of.
    pub(super) fn variance(&self, strata: &Totals, covariances: f64) -> f64 {
        let (mut sum, mut lonely) = (covariances, 0.0);
        for &stratum in &strata.touched {
            let (n, not_drawn) = self.drawn(stratum);
            let z = strata.of(stratum);
            if n > 1.0 {
                sum += not_drawn * n / (n - 1.0) * (z.squares - z.total * z.total / n).max(0.0);
            } else if not_drawn > 0.0 {
                match self.lonely {
                    LonelyUnit::Certainty => {}
                    LonelyUnit::Adjust => sum += not_drawn * z.squares,
                    LonelyUnit::Average => lonely += 1.0,
                }
            }
        }
        let strata = strata.touched.len() as f64;
        sum.max(0.0) * if lonely > 0.0 { strata / (strata - lonely) } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::totals::Z;

    #[test]
    fn lonely_units_follow_their_rule() {
        // Two strata of units 1, 3 and of one unit 5: 2/1 · 2 = 4 from the first.
        let totals = |lonely| {
            let design = Design { units: vec![2.0, 1.0], not_drawn: vec![1.0; 2], lonely, ..Design::default() };
            let strata = Totals {
                of: vec![Z { total: 4.0, squares: 10.0 }, Z { total: 5.0, squares: 25.0 }],
                touched: vec![0, 1],
            };
            design.variance(&strata, 0.0)
        };
        assert_eq!(totals(LonelyUnit::Certainty), 4.0);
        assert_eq!(totals(LonelyUnit::Adjust), 29.0);
        assert_eq!(totals(LonelyUnit::Average), 8.0);
    }
}
