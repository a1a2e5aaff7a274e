//! The walk behind [`super::best_subsets`]: decide on one candidate at a time and leave nodes that cannot win.

use std::iter::repeat_n;

use rayon::join;

use super::leaderboard::{Hurdles, Leaderboard};
use super::members::{bit, positions};
use super::node::Node;
use super::scan::Scan;
use crate::drivers::packed::Packed;
use crate::error::Result;
use crate::parallel::Control;

/// Undecided candidates whose subsets are all looked at: it takes about as long as it would to skip some.
const SCANNED: u32 = 10;
/// Undecided candidates from which on it pays to ask what several of them are worth together.
const TOGETHER: u32 = 12;
/// Undecided candidates from which on both branches may run at once.
const JOINED: u32 = 15;

/// A candidate of a node, and what R² loses without it.
#[derive(Clone, Copy)]
struct Loss {
    candidate: usize,
    row: usize,
    width: usize,
    lost: f64,
}

/// One walk.
pub(super) struct Search<'a> {
    /// Columns of every candidate.
    pub(super) widths: &'a [usize],
    pub(super) board: &'a Leaderboard<'a>,
    /// How far a bound may be off by rounding.
    pub(super) slack: f64,
    pub(super) control: &'a Control,
}

/// What a thread keeps from node to node.
#[derive(Default)]
struct Walker {
    hurdles: Hurdles,
    scan: Scan,
}

impl Search<'_> {
    pub(super) fn run(&self, root: Node) -> Result<()> {
        self.go_up(&root);
        self.go_down(&root);
        self.visit(root, &mut Walker::default())
    }

    /// Enters the models that adding the best candidate at a time passes by: hurdles to begin with.
    fn go_up(&self, root: &Node) {
        let (mut forward, mut undecided, mut included, mut size) = (root.forward.clone(), root.undecided, 0, 0);
        self.board.enter(size, included, -forward.at(0, 0));
        while undecided != 0 {
            let gains = self.losses(&forward, undecided);
            for gain in &gains {
                let r2 = gain.lost - forward.at(0, 0);
                self.board.enter(size + gain.width, included | bit(gain.candidate), r2);
            }
            let Some(best) = gains.last() else { return };
            forward = (0..best.width).fold(forward, |matrix, _| matrix.given(best.row));
            (undecided, included) = (undecided & !bit(best.candidate), included | bit(best.candidate));
            size += best.width;
        }
    }

    /// The same for leaving the worst out.
    fn go_down(&self, root: &Node) {
        let (mut backward, mut included) = (root.backward.clone(), root.undecided);
        let mut size: usize = self.widths.iter().sum();
        while included != 0 {
            let losses = self.losses(&backward, included);
            for loss in &losses {
                let r2 = backward.at(0, 0) - loss.lost;
                self.board.enter(size - loss.width, included & !bit(loss.candidate), r2);
            }
            let Some(worst) = losses.first() else { return };
            backward = (0..worst.width).fold(backward, |matrix, _| matrix.given(worst.row));
            (included, size) = (included & !bit(worst.candidate), size - worst.width);
        }
    }

    fn visit(&self, node: Node, walker: &mut Walker) -> Result<()> {
        // Looked at on the way down too: a walk that is stopped must not go to the end of every branch to hear of it.
        self.control.advance(0)?;
        let undecided = node.undecided.count_ones();
        self.board.look(&mut walker.hurdles);
        if undecided <= SCANNED {
            walker.scan.all(&node, self.widths, &walker.hurdles, self.board);
            return self.control.advance(1 << undecided);
        }
        let losses = self.losses(&node.backward, node.undecided);
        let mut highest = self.highest(&node, &losses, &[], &walker.hurdles);
        if highest.is_some() && undecided >= TOGETHER {
            highest = self.highest(&node, &losses, &together(&node.backward, &losses), &walker.hurdles);
        }
        let Some(highest) = highest else { return self.control.advance(1 << undecided) };
        if highest <= node.size + 1 {
            self.single(&node, &walker.hurdles);
            return self.control.advance(1 << undecided);
        }
        // Without the candidate that matters most the bound falls most.
        let Some(most) = losses.last() else { return Ok(()) };
        let (with, without) = node.decide(most.candidate, most.row, most.width);
        if undecided < JOINED {
            self.visit(with, walker)?;
            return self.visit(without, walker);
        }
        let (with, without) =
            join(|| self.visit(with, &mut Walker::default()), || self.visit(without, &mut Walker::default()));
        with.and(without)
    }

    /// What every undecided candidate takes off R², ascending.
    fn losses(&self, matrix: &Packed, undecided: u32) -> Vec<Loss> {
        let mut row = 1;
        let mut losses: Vec<Loss> = positions(undecided)
            .map(|candidate| {
                let (width, first) = (self.widths[candidate], row);
                row += width;
                Loss { candidate, row: first, width, lost: matrix.worth(first, width) }
            })
            .collect();
        losses.sort_by(|a, b| a.lost.total_cmp(&b.lost));
        losses
    }

    /// The largest size of which a model below the node could be listed; none if there is no such size.
    ///
    /// A model that lacks m of the undecided columns lacks a candidate beyond the least ones that have fewer than m
    /// together, and loses at least what that one alone is worth, and what any m are worth `together`, if that is known.
    /// With all of them, or none, R² is known.
    fn highest(&self, node: &Node, losses: &[Loss], together: &[f64], hurdles: &Hurdles) -> Option<usize> {
        let reaches = |size: usize, r2: f64| r2 + self.slack >= hurdles.at(size).least;
        let (full, own) = (node.backward.at(0, 0), -node.forward.at(0, 0));
        let free: usize = losses.iter().map(|loss| loss.width).sum();
        if reaches(node.size + free, full) {
            return Some(node.size + free);
        }
        let alone = losses.iter().flat_map(|loss| repeat_n(loss.lost, loss.width));
        let lost = alone.enumerate().map(|(m, lost)| (m + 1, lost.max(together.get(m + 1).copied().unwrap_or(0.0))));
        let mut bounds = lost.map(|(m, lost)| (node.size + free - m, if m == free { own } else { full - lost }));
        bounds.find(|(size, r2)| reaches(*size, *r2)).map(|(size, _)| size)
    }

    /// Enters the model of a node, and those with one column more.
    fn single(&self, node: &Node, hurdles: &Hurdles) {
        let enter = |size: usize, members: u32, r2: f64| {
            if r2 >= hurdles.at(size).against(members) {
                self.board.enter(size, members, r2);
            }
        };
        let (own, mut row) = (node.forward.at(0, 0), 1);
        enter(node.size, node.included, -own);
        for candidate in positions(node.undecided) {
            if self.widths[candidate] == 1 {
                let pivot = node.forward.at(row, 0);
                let inverse = 1.0 / node.forward.at(row, row);
                // In the order of the scan's arithmetic, so that a model has one R² however it is found.
                enter(node.size + 1, node.included | bit(candidate), pivot * inverse * pivot - own);
            }
            row += self.widths[candidate];
        }
    }
}

/// \[m\]: what any m of the candidates are at least worth together; empty where some have several columns.
///
/// With `t_i`² what candidate i is worth alone and K the correlations of the slopes, the candidates D are worth t'K⁻¹t, by
/// Cauchy and Schwarz's inequality at least (t't)² / t'Kt. The sum t't is at least that of the m least; t'Kt is at most
/// the sum of the m largest of what `t_i K_ij t_j` adds up to over i itself and the m − 1 largest others.
fn together(backward: &Packed, losses: &[Loss]) -> Vec<f64> {
    if losses.iter().any(|loss| loss.width != 1) {
        return Vec::new();
    }
    let rows: Vec<Vec<f64>> = losses.iter().map(|loss| shared(backward, *loss, losses)).collect();
    let mut worth = 0.0;
    let least = losses.iter().enumerate().map(|(m, loss)| {
        worth += loss.lost;
        let mut most: Vec<f64> = rows.iter().map(|row| row[m]).collect();
        most.sort_unstable_by(|a, b| b.total_cmp(a));
        let most: f64 = most[..=m].iter().sum();
        if most > 0.0 { worth * worth / most } else { 0.0 }
    });
    std::iter::once(0.0).chain(least).collect()
}

/// \[m\]: the largest sum of `t_i K_ij t_j` over a candidate i itself and m others.
fn shared(backward: &Packed, one: Loss, losses: &[Loss]) -> Vec<f64> {
    let slope = |loss: Loss| backward.at(loss.row, 0) / backward.at(loss.row, loss.row);
    let with = |other: &Loss| slope(one) * slope(*other) * backward.at(one.row.max(other.row), one.row.min(other.row));
    let mut sums: Vec<f64> = losses.iter().filter(|other| other.row != one.row).map(with).collect();
    sums.sort_unstable_by(|a, b| b.total_cmp(a));
    sums.insert(0, one.lost);
    for i in 1..sums.len() {
        sums[i] += sums[i - 1];
    }
    sums
}
