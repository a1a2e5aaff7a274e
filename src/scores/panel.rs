//! Clusters that are in the sample of several waves, whose totals there vary together.

use std::collections::BTreeMap;

use crate::scores::totals::at;

/// Which clusters of a design are one and the same in other waves; every wave has strata of its own.
///
/// With d the totals of a cluster about the mean of their stratum, scaled so that their squares add up to the variance of
/// the waves, the covariances between the waves add
///
/// ```text
/// Σ (Σ d)² - Σ d²        over the clusters, whatever the wave
/// ```
///
/// A cluster without answers in a contrast has the total 0 wherever it was drawn, and there d = -mean.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Cluster, whatever the wave, of every cluster of a wave.
    whole: Vec<u32>,
    /// The clusters of waves that are one: those of cluster c are `members[starts[c]..starts[c + 1]]`.
    starts: Vec<usize>,
    members: Vec<u32>,
    /// Sets of strata in which clusters were drawn together, and how many clusters each has.
    together: Vec<(Vec<u32>, f64)>,
    /// The set of every cluster.
    set: Vec<usize>,
}

/// The totals of a contrast in one stratum.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scaled {
    /// Root of the factor in front of squared deviations.
    pub factor: f64,
    /// Mean of the totals of all its clusters, that of those without answers being 0.
    pub mean: f64,
}

impl Panel {
    /// Finds the clusters that are one: `whole` is the cluster, whatever the wave, of every cluster of a wave.
    pub fn new(whole: &[i32], stratum: &[i32]) -> Self {
        let whole: Vec<u32> = whole.iter().map(|&c| u32::try_from(c).unwrap_or_default()).collect();
        let count = whole.iter().max().map_or(0, |&last| last as usize + 1);
        let mut starts = vec![0; count + 1];
        for &c in &whole {
            if let Some(next) = starts.get_mut(c as usize + 1) {
                *next += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let (mut next, mut members) = (starts.clone(), vec![0; whole.len()]);
        for (member, &c) in (0..).zip(&whole) {
            if let Some(place) = next.get_mut(c as usize) {
                if let Some(slot) = members.get_mut(*place) {
                    *slot = member;
                }
                *place += 1;
            }
        }
        let mut panel = Self { whole, starts, members, ..Self::default() };
        let (mut numbers, mut strata) = (BTreeMap::<Vec<u32>, usize>::new(), Vec::new());
        for cluster in 0..count {
            strata.clear();
            strata.extend(panel.members_of(cluster).iter().map(|&m| at(stratum, m)));
            let number = numbers.get(strata.as_slice()).copied().unwrap_or_else(|| {
                panel.together.push((strata.clone(), 0.0));
                numbers.insert(strata.clone(), panel.together.len() - 1);
                panel.together.len() - 1
            });
            if let Some((_, clusters)) = panel.together.get_mut(number) {
                *clusters += 1.0;
            }
            panel.set.push(number);
        }
        panel
    }

    fn members_of(&self, cluster: usize) -> &[u32] {
        let start = self.starts.get(cluster).copied().unwrap_or_default();
        let end = self.starts.get(cluster + 1).copied().unwrap_or(start);
        self.members.get(start..end).unwrap_or_default()
    }

    /// What the covariances between waves add to a variance.
    ///
    /// `touched` are the clusters of waves that have answers, `total` their totals, `scaled` those of strata, which are 0
    /// where nobody answered.
    pub fn covariances(
        &self,
        touched: &[u32],
        stratum: &[i32],
        total: impl Fn(u32) -> f64,
        scaled: impl Fn(u32) -> Scaled,
    ) -> f64 {
        let apart = |strata: &[u32]| {
            products(strata.iter().map(|&s| {
                let Scaled { factor, mean } = scaled(s);
                -factor * mean
            }))
        };
        let everybody: f64 = self.together.iter().map(|(strata, clusters)| clusters * apart(strata)).sum();
        let mut clusters: Vec<u32> = touched.iter().filter_map(|&c| self.whole.get(c as usize).copied()).collect();
        clusters.sort_unstable();
        clusters.dedup();
        let answered: f64 = clusters
            .iter()
            .map(|&cluster| {
                let own = products(self.members_of(cluster as usize).iter().map(|&member| {
                    let Scaled { factor, mean } = scaled(at(stratum, member));
                    factor * (total(member) - mean)
                }));
                let set = self.set.get(cluster as usize).and_then(|&set| self.together.get(set));
                own - set.map_or(0.0, |(strata, _)| apart(strata))
            })
            .sum();
        everybody + answered
    }
}

/// (Σ d)² - Σ d²: twice the sum of the products of all pairs.
fn products(values: impl Iterator<Item = f64>) -> f64 {
    values.fold((0.0, 0.0), |(sum, twice), d| (sum + d, twice + 2.0 * sum * d)).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn covariances_are_those_of_all_pairs(totals in prop::collection::vec(prop::option::of(-3.0..3.0_f64), 12)) {
            // Clusters 0 to 4 in strata 0, 1 and 2 of three waves; one and two are not in all of them.
            let whole = [0, 1, 2, 3, 4, 0, 1, 3, 4, 0, 2, 3];
            let stratum = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2];
            let scaled = [Scaled { factor: 1.1, mean: 0.3 }, Scaled { factor: 0.9, mean: -0.2 }, Scaled { factor: 1.3, mean: 0.1 }];
            let touched: Vec<u32> = (0..12).filter(|&i| totals[i as usize].is_some()).collect();
            let total = |i: u32| totals[i as usize].unwrap_or(0.0);
            let found = Panel::new(&whole, &stratum).covariances(&touched, &stratum, total, |s| scaled[s as usize]);
            let moves: Vec<f64> = (0..12).map(|i| {
                let Scaled { factor, mean } = scaled[usize::try_from(stratum[i]).unwrap()];
                factor * (totals[i].unwrap_or(0.0) - mean)
            }).collect();
            let mut right = 0.0;
            for i in 0..12 {
                for j in (0..12).filter(|&j| j != i && whole[i] == whole[j]) {
                    right += moves[i] * moves[j];
                }
            }
            prop_assert!((found - right).abs() < 1e-12 * (1.0 + right.abs()), "{found} {right}");
        }
    }
}
