//! All subsets of the last candidates of a walk, eight side by side, held against what a model must reach.

use std::array;
use std::mem;

use super::leaderboard::{Hurdles, Leaderboard};
use super::members::{bit, positions};
use super::node::Node;
use crate::drivers::lanes::{LANES, Lanes};
use crate::drivers::packed::{eliminate, triangle};

/// Candidates by which the lanes differ.
const HEAD: usize = LANES.trailing_zeros() as usize;

/// Buffers of a scan.
#[derive(Default)]
pub(super) struct Scan {
    node: Vec<Lanes>,
    next: Vec<Lanes>,
    work: Vec<Lanes>,
    /// −R² above which a model is of no use, by columns included after those of the lanes.
    most: Vec<Lanes>,
    /// Widths of the candidates that are walked.
    widths: Vec<usize>,
    /// Size, lane and walked candidates (bit t for the t-th) of the models worth a look, and their R².
    found: Vec<(usize, usize, u32, f64)>,
}

impl Scan {
    /// Enters all models below a node.
    pub(super) fn all(&mut self, node: &Node, widths: &[usize], hurdles: &Hurdles, board: &Leaderboard<'_>) {
        let candidates: Vec<usize> = positions(node.undecided).collect();
        let (tail, head) = candidates.split_at(candidates.len().saturating_sub(HEAD));
        self.widths.clear();
        self.widths.extend(tail.iter().map(|candidate| widths[*candidate]));
        let rows: usize = self.widths.iter().sum();
        let sizes: [usize; LANES] =
            array::from_fn(|lane| node.size + chosen(head, lane).map(|candidate| widths[candidate]).sum::<usize>());
        self.start(node, head, widths);
        let best = |size: usize| best_members(node, size, widths);
        self.most.clear();
        for walked in 0..=rows {
            // Fewer than three candidates leave lanes over.
            let least = |lane: usize| match lane >> head.len() {
                0 => hurdles.at(sizes[lane] + walked).against(best(sizes[lane] + walked)),
                _ => f64::INFINITY,
            };
            self.most.push(Lanes(array::from_fn(|lane| -least(lane))));
        }
        self.work.resize(tail.len() * triangle(rows + 1), Lanes::ZERO);
        self.walk(rows);
        for (walked, lane, path, r2) in self.found.drain(..) {
            let members =
                chosen(head, lane).chain(tail.iter().enumerate().filter(|(t, _)| path >> t & 1 == 1).map(|(_, c)| *c));
            board.enter(sizes[lane] + walked, members.fold(node.included, |set, candidate| set | bit(candidate)), r2);
        }
    }

    /// Decides on the candidates of the head, each lane in its way.
    fn start(&mut self, node: &Node, head: &[usize], widths: &[usize]) {
        self.node.clear();
        self.node.extend(node.forward.values().iter().map(|value| Lanes([*value; LANES])));
        self.next.resize(self.node.len(), Lanes::ZERO);
        let mut row = positions(node.undecided).map(|candidate| widths[candidate]).sum::<usize>();
        for (place, candidate) in head.iter().enumerate().rev() {
            let included = Lanes(array::from_fn(|lane| (lane >> place & 1) as f64));
            for _ in 0..widths[*candidate] {
                let inverse = self.node[triangle(row) + row].inverse_pivot();
                eliminate(&self.node, row, inverse * included, &mut self.next);
                mem::swap(&mut self.node, &mut self.next);
                row -= 1;
            }
        }
    }

    fn walk(&mut self, rows: usize) {
        let plain = self.widths.iter().all(|width| *width == 1);
        let mut walk = Walk { plain, widths: &self.widths, most: &self.most, found: &mut self.found };
        walk.node(&self.node, rows, self.widths.len(), 0, 0, &mut self.work);
    }
}

/// The candidates of the head that a lane includes.
fn chosen(head: &[usize], lane: usize) -> impl Iterator<Item = usize> {
    head.iter().enumerate().filter(move |(place, _)| lane >> place & 1 == 1).map(|(_, candidate)| *candidate)
}

/// No model of the size below the node ranks before these members.
fn best_members(node: &Node, size: usize, widths: &[usize]) -> u32 {
    let mut left = size.saturating_sub(node.size);
    positions(node.undecided).fold(node.included, |set, candidate| {
        let taken = left > 0;
        left = left.saturating_sub(widths[candidate]);
        if taken { set | bit(candidate) } else { set }
    })
}

struct Walk<'a> {
    plain: bool,
    widths: &'a [usize],
    most: &'a [Lanes],
    found: &'a mut Vec<(usize, usize, u32, f64)>,
}

impl Walk<'_> {
    /// Looks at the subsets of `left` candidates, which have `rows` columns; `size` columns are included, on `path`.
    fn node(&mut self, node: &[Lanes], rows: usize, left: usize, size: usize, path: u32, work: &mut [Lanes]) {
        match (self.plain, left) {
            (_, 0) => self.leaf(node[0], size, path),
            (true, 1) => self.branch::<1>(node, left, size, path, work),
            (true, 2) => self.branch::<2>(node, left, size, path, work),
            (true, 3) => self.branch::<3>(node, left, size, path, work),
            (true, 4) => self.branch::<4>(node, left, size, path, work),
            (true, 5) => self.branch::<5>(node, left, size, path, work),
            (true, 6) => self.branch::<6>(node, left, size, path, work),
            _ => self.block(node, rows, left, size, path, work),
        }
    }

    /// Excludes, then includes the last candidate, of one column; `ROWS` are left.
    fn branch<const ROWS: usize>(&mut self, node: &[Lanes], left: usize, size: usize, path: u32, work: &mut [Lanes]) {
        let (next, work) = work.split_at_mut(triangle(ROWS));
        self.node(node, ROWS - 1, left - 1, size, path, work);
        eliminate(node, ROWS, node[triangle(ROWS) + ROWS].inverse_pivot(), next);
        self.node(next, ROWS - 1, left - 1, size + 1, path | 1 << (left - 1), work);
    }

    /// The same for a candidate of any number of columns.
    fn block(&mut self, node: &[Lanes], rows: usize, left: usize, size: usize, path: u32, work: &mut [Lanes]) {
        let width = self.widths[left - 1];
        let (next, work) = work.split_at_mut(triangle(rows));
        self.node(node, rows - width, left - 1, size, path, work);
        eliminate(node, rows, node[triangle(rows) + rows].inverse_pivot(), next);
        for row in (rows - width + 1..rows).rev() {
            let inverse = next[triangle(row) + row].inverse_pivot();
            let from = next.to_vec();
            eliminate(&from, row, inverse, next);
        }
        self.node(next, rows - width, left - 1, size + width, path | 1 << (left - 1), work);
    }

    #[inline]
    fn leaf(&mut self, value: Lanes, size: usize, path: u32) {
        let most = self.most[size];
        // Counting looks at all lanes at once.
        if value.0.iter().zip(&most.0).filter(|(value, most)| value <= most).count() > 0 {
            self.note(value, most, size, path);
        }
    }

    #[cold]
    fn note(&mut self, value: Lanes, most: Lanes, size: usize, path: u32) {
        let lanes = (0..LANES).filter(|&lane| value.0[lane] <= most.0[lane]);
        self.found.extend(lanes.map(|lane| (size, lane, path, -value.0[lane])));
    }
}
