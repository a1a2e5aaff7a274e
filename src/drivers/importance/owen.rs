//! The Owen value: drivers of groups share what their group is worth in the game between groups.

use ndarray::Array2;

use super::lattice::{BLOCK_LIMIT, subset_counts, subset_sums_of};
use crate::drivers::packed::{include, triangle};
use crate::error::{Error, Result};
use crate::parallel::{Control, map};

/// A column of which less is left beside a group has nothing of its own.
const NOTHING: f64 = 1e-12;

/// Owen values of the drivers, and what is left of the outcome when they enter (see [`super::SubsetSums::left`]).
pub(super) struct Owen {
    pub values: Vec<f64>,
    pub left: Array2<f64>,
}

/// Mean gain of every driver over the orders of entry in which those of a group follow each other.
///
/// With M groups, G that of driver j and T the sets of other groups,
///
/// ```text
/// Owen_j = Σ_T 1 / (M C(M − 1, |T|)) LMG_j of the members of G in R²(∪T ∪ ·) − R²(∪T)
/// ```
///
/// The values of a group sum to the Shapley value of the game between groups (Owen, G., 1977, "Values of games with a
/// priori unions"). `control` counts sets of groups.
///
/// # Errors
/// [`Error::TooManyDrivers`] for more than [`BLOCK_LIMIT`] groups, those of [`subset_sums_of`].
pub(super) fn owen(joint: &Array2<f64>, widths: &[usize], groups: &[usize], control: &Control) -> Result<Owen> {
    let count = groups.iter().max().map_or(0, |last| last + 1);
    if count > BLOCK_LIMIT {
        let what = "importance of groups (a driver in none is one of its own)";
        return Err(Error::TooManyDrivers { what, found: count, limit: BLOCK_LIMIT });
    }
    let columns = columns_of(widths);
    let of_group = |group: usize| (0..widths.len()).filter(move |&driver| groups[driver] == group);
    let parts = map(count, |group| {
        let own: Vec<usize> = of_group(group).collect();
        let others: Vec<Vec<usize>> = (0..count)
            .filter(|&other| other != group)
            .map(|other| of_group(other).flat_map(|driver| columns[driver].clone()).collect())
            .collect();
        let mut part = Part::new(own.iter().map(|&driver| widths[driver]).collect(), others, joint.nrows());
        let rows: Vec<usize> = own.iter().flat_map(|&driver| columns[driver].clone()).collect();
        part.walk(joint, &rows, control)?;
        Ok((own, part))
    });
    let mut found = Owen { values: vec![0.0; widths.len()], left: Array2::zeros((widths.len(), joint.nrows() - 1)) };
    for part in parts {
        let (own, part) = part?;
        for (at, driver) in own.into_iter().enumerate() {
            found.values[driver] = part.values[at];
            found.left.row_mut(driver).assign(&part.left.row(at));
        }
    }
    Ok(found)
}

/// Positions of the columns of every driver.
fn columns_of(widths: &[usize]) -> Vec<Vec<usize>> {
    let mut next = 0;
    let columns = |&width: &usize| {
        next += width;
        (next - width..next).collect()
    };
    widths.iter().map(columns).collect()
}

/// The members of one group, over all sets of the others.
struct Part {
    widths: Vec<usize>,
    /// Columns of every other group.
    others: Vec<Vec<usize>>,
    counts: Vec<f64>,
    values: Vec<f64>,
    left: Array2<f64>,
}

impl Part {
    fn new(widths: Vec<usize>, others: Vec<Vec<usize>>, columns: usize) -> Self {
        let (values, left) = (vec![0.0; widths.len()], Array2::zeros((widths.len(), columns - 1)));
        Self { widths, counts: subset_counts(others.len()), others, values, left }
    }

    /// Goes through all sets of the other groups: the members' columns are `rows` of the correlations.
    fn walk(&mut self, joint: &Array2<f64>, rows: &[usize], control: &Control) -> Result<()> {
        let outcome = joint.nrows() - 1;
        let order: Vec<usize> =
            [outcome].into_iter().chain(rows.iter().copied()).chain(self.others.iter().flatten().copied()).collect();
        let mut node = Vec::with_capacity(triangle(order.len()));
        for i in 0..order.len() {
            node.extend((0..=i).map(|j| joint[[order[i], order[j]]]));
        }
        self.decide(&node, order.len(), self.others.len(), (0, 0), control)
    }

    /// Leaves the last of `undecided` groups out, then takes it in; `rows` are left, `entered` groups and columns are in.
    fn decide(
        &mut self,
        node: &[f64],
        rows: usize,
        undecided: usize,
        entered: (usize, usize),
        control: &Control,
    ) -> Result<()> {
        let Some(last) = undecided.checked_sub(1) else { return self.add(node, entered, control) };
        let width = self.others[last].len();
        self.decide(&node[..triangle(rows - width)], rows - width, last, entered, control)?;
        let mut given = node[..triangle(rows)].to_vec();
        include(&mut given, rows - width..rows);
        self.decide(&given[..triangle(rows - width)], rows - width, last, (entered.0 + 1, entered.1 + width), control)
    }

    /// Adds what the members are worth beyond a set of other groups.
    fn add(&mut self, node: &[f64], (groups, columns): (usize, usize), control: &Control) -> Result<()> {
        let rows = 1 + self.widths.iter().sum::<usize>();
        let rest = node[0].max(0.0);
        let own = |i: usize| node[triangle(i) + i] > NOTHING;
        let covariance = Array2::from_shape_fn((rows, rows), |(i, j)| {
            if own(i) && own(j) { node[triangle(i.max(j)) + i.min(j)] } else { 0.0 }
        });
        let sums = subset_sums_of(covariance.view(), 0, &self.widths, &control.inner())?;
        let weight = 1.0 / (self.counts.len() as f64 * self.counts[groups]);
        for (value, gain) in self.values.iter_mut().zip(sums.lmg()) {
            *value += weight * rest * gain;
        }
        let left = sums.left();
        for ((driver, entered), value) in left.indexed_iter() {
            self.left[[driver, columns + entered]] += weight * rest * value;
        }
        control.advance(1)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn some() -> Array2<f64> {
        array![
            [1.0, 0.5, 0.2, 0.3, 0.6],
            [0.5, 1.0, 0.1, 0.2, 0.4],
            [0.2, 0.1, 1.0, 0.4, 0.3],
            [0.3, 0.2, 0.4, 1.0, 0.5],
            [0.6, 0.4, 0.3, 0.5, 1.0],
        ]
    }

    #[test]
    fn one_group_of_all_and_groups_of_one_are_lmg() {
        let (joint, control) = (some(), Control::default());
        let lmg = subset_sums_of(joint.view(), 4, &[1; 4], &control).unwrap();
        for groups in [[0, 0, 0, 0], [0, 1, 2, 3]] {
            let found = owen(&joint, &[1; 4], &groups, &control).unwrap();
            assert!(found.values.iter().zip(lmg.lmg()).all(|(a, b)| (a - b).abs() < 1e-14));
            assert!(found.left.iter().zip(&lmg.left()).all(|(a, b)| (a - b).abs() < 1e-14));
        }
    }

    #[test]
    fn members_share_what_their_group_is_worth_among_groups() {
        let (joint, control) = (some(), Control::default());
        let found = owen(&joint, &[1; 4], &[0, 1, 0, 1], &control).unwrap().values;
        // Columns 0 and 2 are a driver of two columns of the game between groups.
        let order = [0, 2, 1, 3, 4];
        let between = Array2::from_shape_fn((5, 5), |(i, j)| joint[[order[i], order[j]]]);
        let worth = subset_sums_of(between.view(), 4, &[2, 2], &control).unwrap().lmg();
        assert!((found[0] + found[2] - worth[0]).abs() < 1e-14 && (found[1] + found[3] - worth[1]).abs() < 1e-14);
    }

    #[test]
    fn too_many_groups_are_refused() {
        let joint = Array2::eye(BLOCK_LIMIT + 2);
        let groups: Vec<usize> = (0..=BLOCK_LIMIT).collect();
        let found = owen(&joint, &[1; BLOCK_LIMIT + 1], &groups, &Control::default());
        assert!(matches!(found.err(), Some(Error::TooManyDrivers { found: 21, limit: 20, .. })));
    }
}
