//! Totals and squares of scores by sampling unit, whatever model the scores are of.

use std::collections::HashMap;

use ndarray::Array2;

use crate::accumulate::{Cells, Given, Parts, Tile, fold_tiles_in};
use crate::error::Result;
use crate::linalg::add_products;
use crate::parallel::Control;
use crate::weights::WeightType;

/// What the respondents were drawn in.
#[derive(Debug, Clone, Copy)]
pub enum Units<'a> {
    /// The respondents are the units, drawn within strata; all in one without codes.
    Rows(Option<&'a Cells<'a>>),
    /// The rows of a code are one unit.
    Clusters(&'a Cells<'a>),
}

/// Totals of scores, k terms, by group: strata of rows, or clusters. Only groups with rows are there, since a segment
/// may have few of very many.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScoreTotals {
    /// Codes of the groups, rising.
    pub groups: Vec<usize>,
    /// Σ u, groups × k.
    pub totals: Array2<f64>,
    /// Σ uuᵀ, groups × k² (k × k each); empty for clusters.
    pub squares: Array2<f64>,
    /// Rows of each group that were seen, or their frequencies.
    pub rows: Vec<f64>,
    /// Rows that the model fits exactly because nothing else speaks of a term of theirs (leverage 1).
    pub exact: u64,
}

impl Units<'_> {
    /// [`fold_tiles_in`] as many parts as the sums of these groups are worth.
    pub(super) fn fold<S: Send>(
        self,
        given: Given<'_, '_>,
        control: &Control,
        start: impl Fn(usize) -> S + Sync,
        add: impl Fn(usize, &mut S, &Tile) + Sync,
        merge: impl Fn(S, S) -> S + Sync,
    ) -> Result<Vec<S>> {
        let parts = if matches!(self, Self::Rows(None)) { Parts::Many } else { Parts::Few };
        fold_tiles_in(parts, given, control, start, add, merge)
    }
}

/// The sums of some rows of a cell.
pub(super) struct UnitSums {
    k: usize,
    /// Numbers a group has of squares: k², or none for clusters.
    width: usize,
    /// Where the sums of a group are; groups come in the order in which they were met.
    slots: HashMap<usize, usize>,
    groups: Vec<usize>,
    totals: Vec<f64>,
    squares: Vec<f64>,
    rows: Vec<f64>,
}

impl UnitSums {
    pub fn new(units: Units<'_>, k: usize) -> Self {
        let width = if matches!(units, Units::Clusters(_)) { 0 } else { k * k };
        let (slots, groups) = (HashMap::new(), Vec::new());
        let mut sums = Self { k, width, slots, groups, totals: Vec::new(), squares: Vec::new(), rows: Vec::new() };
        if matches!(units, Units::Rows(None)) {
            sums.slot(0);
        }
        sums
    }

    /// Where the sums of a group are, which begin at 0.
    fn slot(&mut self, group: usize) -> usize {
        let next = self.groups.len();
        let slot = *self.slots.entry(group).or_insert(next);
        if slot == next {
            self.groups.push(group);
            self.rows.push(0.0);
            self.totals.resize((next + 1) * self.k, 0.0);
            self.squares.resize((next + 1) * self.width, 0.0);
        }
        slot
    }

    /// Adds the weighted scores of the rows of a tile, k columns laid out as its columns.
    ///
    /// Frequencies stand for so many rows of the same score: the squares of rows are then of an unweighted score, counted
    /// so often.
    pub fn add(&mut self, tile: &Tile, scores: &mut [f64], units: Units<'_>, kind: WeightType) {
        let frequencies = kind == WeightType::Frequency;
        if let Units::Rows(None) = units {
            // Σ u is 0 at the estimate and of no use without strata.
            if frequencies {
                for column in scores.chunks_exact_mut(tile.stride()) {
                    column.iter_mut().zip(tile.weights()).for_each(|(score, weight)| *score /= weight.sqrt());
                }
            }
            add_products(scores, scores, tile.stride(), tile.rows(), &mut self.squares);
            self.rows[0] += if frequencies { tile.weights().iter().sum() } else { tile.rows() as f64 };
            return;
        }
        let (Units::Rows(Some(groups)) | Units::Clusters(groups)) = units else { return };
        let group_of = |place: &usize| {
            let code = groups.codes.get(*place).and_then(|code| usize::try_from(*code).ok());
            code.filter(|group| *group < groups.count)
        };
        let copies = |weight: f64| if frequencies { weight } else { 1.0 };
        let rows: Vec<(usize, usize, f64)> = (tile.places().iter().zip(tile.weights()).enumerate())
            .filter_map(|(row, (place, weight))| Some((row, self.slot(group_of(place)?), copies(*weight))))
            .collect();
        for (_, group, copies) in &rows {
            self.rows[*group] += copies;
        }
        for (j, score) in scores.chunks_exact(tile.stride()).enumerate() {
            for (row, group, _) in &rows {
                self.totals[group * self.k + j] += score[*row];
            }
        }
        if matches!(units, Units::Rows(_)) {
            self.add_squares(&rows, scores, tile.stride());
        }
    }

    /// Adds the squares of the scores of rows, each in its group and standing for so many copies.
    fn add_squares(&mut self, rows: &[(usize, usize, f64)], scores: &[f64], stride: usize) {
        let k = self.k;
        let mut score = vec![0.0; k];
        for (row, group, copies) in rows {
            let column = scores.iter().skip(*row).step_by(stride);
            score.iter_mut().zip(column).for_each(|(to, from)| *to = *from);
            for (sums, a) in self.squares[group * k * k..][..k * k].chunks_exact_mut(k).zip(&score) {
                sums.iter_mut().zip(&score).for_each(|(sum, b)| *sum += a * b / copies);
            }
        }
    }

    pub fn merge(mut self, other: &Self) -> Self {
        let (k, width) = (self.k, self.width);
        for (from, group) in other.groups.iter().enumerate() {
            let to = self.slot(*group);
            self.rows[to] += other.rows[from];
            add(&mut self.totals[to * k..][..k], &other.totals[from * k..][..k]);
            add(&mut self.squares[to * width..][..width], &other.squares[from * width..][..width]);
        }
        self
    }

    pub fn finish(mut self) -> ScoreTotals {
        let k = self.k;
        // One group was summed in its lower triangle, column after column.
        if self.groups.len() == 1 && self.squares.len() == k * k {
            for (i, j) in (0..k).flat_map(|i| (0..i).map(move |j| (i, j))) {
                self.squares[i * k + j] = self.squares[j * k + i];
            }
        }
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        order.sort_unstable_by_key(|&slot| self.groups[slot]);
        let table = |values: &[f64], rows: usize, width: usize| {
            Array2::from_shape_fn((rows, width), |(row, column)| values[order[row] * width + column])
        };
        let count = order.len();
        ScoreTotals {
            groups: order.iter().map(|&slot| self.groups[slot]).collect(),
            totals: table(&self.totals, count, k),
            squares: table(&self.squares, if self.width == 0 { 0 } else { count }, k * k),
            rows: order.iter().map(|&slot| self.rows[slot]).collect(),
            exact: 0,
        }
    }
}

fn add(to: &mut [f64], from: &[f64]) {
    to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
}
