//! The blocks that the rows of cells are cut into, and in what order their tiles are read.

use std::iter::zip;

use super::rows::Rows;
use crate::error::Result;
use crate::parallel::{each, map, merge_all, sharing};

/// Rows in a block, the unit of work of a thread.
pub(super) const BLOCK: usize = 16_384;
/// Rows in a tile: with a few dozen columns it stays in the nearest caches.
pub(super) const TILE: usize = 256;
/// Parts of a scan whose values are large.
const FEW: usize = 16;
/// Blocks of different cells that a thread reads abreast.
const ABREAST: usize = 64;

/// In how many parts the rows of a cell are visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// As many as there are blocks.
    Many,
    /// At most 16, for values that are large themselves.
    Few,
}

impl Parts {
    fn rows(self, of: usize) -> usize {
        match self {
            Self::Many => BLOCK,
            Self::Few => BLOCK.max(of.div_ceil(FEW)),
        }
    }

    /// How many of so many blocks a thread reads abreast; large values are made one after the other.
    fn abreast(self, blocks: usize, cells: usize) -> usize {
        let shares = blocks.div_ceil(ABREAST).next_multiple_of(sharing());
        match self {
            Self::Many => blocks.div_ceil(shares.max(1)).clamp(1, cells.max(1)),
            Self::Few => 1,
        }
    }
}

/// A block: some rows of a cell.
pub(super) struct Part<'r> {
    pub(super) cell: usize,
    pub(super) rows: Rows<'r>,
}

impl Part<'_> {
    /// Rows in its longest tile.
    pub(super) fn tile(&self) -> usize {
        self.rows.len().min(TILE)
    }
}

/// Folds the rows of every cell, in parallel; a cell without rows has no value.
///
/// The rows of a cell are parted by their number alone and their values merged in a fixed tree: a cell has the value of
/// its rows alone, for any number of threads. A thread reads blocks of several cells abreast, tile by tile in the order
/// they begin in the columns, so that rows that are neighbours there are read while they are in the cache.
pub(super) struct Blocks<'r> {
    cells: &'r [Rows<'r>],
    /// Number of the first of these cells.
    first: usize,
    parts: Parts,
}

impl<'r> Blocks<'r> {
    pub(super) fn new(cells: &'r [Rows<'r>], parts: Parts) -> Self {
        Self { cells, first: 0, parts }
    }

    /// `room` makes what a thread needs to read a tile, `start` the state of a block of a cell, `finish` its value.
    pub(super) fn fold<W, S, T: Send>(
        &self,
        room: impl Fn() -> W + Sync,
        start: impl Fn(usize) -> S + Sync,
        add: impl Fn(&Part<'_>, Rows<'_>, &mut S, &mut W) -> Result<()> + Sync,
        finish: impl Fn(&Part<'_>, S) -> Result<T> + Sync,
        merge: impl Fn(T, T) -> Result<T> + Sync,
    ) -> Vec<Result<Option<T>>> {
        // Large values of the blocks of a cell are merged before those of other cells are there.
        let together = if self.parts == Parts::Few { 1 } else { self.cells.len().max(1) };
        let runs: Vec<_> = self.cells.chunks(together).collect();
        let folded = map(runs.len(), |index| {
            let run = Self { cells: runs[index], first: index * together, parts: self.parts };
            run.fold_together(&room, &start, &add, &finish, &merge)
        });
        folded.into_iter().flatten().collect()
    }

    fn fold_together<W, S, T: Send>(
        &self,
        room: impl Fn() -> W + Sync,
        start: impl Fn(usize) -> S + Sync,
        add: impl Fn(&Part<'_>, Rows<'_>, &mut S, &mut W) -> Result<()> + Sync,
        finish: impl Fn(&Part<'_>, S) -> Result<T> + Sync,
        merge: impl Fn(T, T) -> Result<T> + Sync,
    ) -> Vec<Result<Option<T>>> {
        let blocks = self.blocks();
        let abreast: Vec<_> = blocks.chunks(self.parts.abreast(blocks.len(), self.cells.len())).collect();
        let read = map(abreast.len(), |index| {
            let (blocks, mut room) = (abreast[index], room());
            let mut states: Vec<_> = blocks.iter().map(|block| Ok(start(block.cell))).collect();
            for (at, rows) in tiles(blocks) {
                let Ok(state) = &mut states[at] else { continue };
                if let Err(error) = add(&blocks[at], rows, state, &mut room) {
                    states[at] = Err(error);
                }
            }
            zip(blocks, states).map(|(block, state)| finish(block, state?)).collect::<Vec<_>>()
        });
        let mut of_cells: Vec<Vec<Result<T>>> = self.cells.iter().map(|_| Vec::new()).collect();
        zip(&blocks, read.into_iter().flatten())
            .for_each(|(block, value)| of_cells[block.cell - self.first].push(value));
        each(of_cells, |values| merge_all(values.into_iter().collect::<Result<_>>()?, &merge))
    }

    /// The first blocks of all cells, then their second ones.
    fn blocks(&self) -> Vec<Part<'r>> {
        let of_cell = |(cell, rows): (usize, &Rows<'r>)| {
            let parts = rows.parts(self.parts.rows(rows.len()));
            parts.enumerate().map(move |(index, rows)| (index, Part { cell: self.first + cell, rows }))
        };
        let mut blocks: Vec<_> = self.cells.iter().enumerate().flat_map(of_cell).collect();
        blocks.sort_by_key(|(index, _)| *index);
        blocks.into_iter().map(|(_, block)| block).collect()
    }
}

/// The tiles of some blocks, each with the place of its block, in the order they begin in the columns.
fn tiles<'r>(blocks: &[Part<'r>]) -> Vec<(usize, Rows<'r>)> {
    let of_block = |(at, block): (usize, &Part<'r>)| block.rows.parts(TILE).map(move |rows| (at, rows));
    let mut tiles: Vec<_> = blocks.iter().enumerate().flat_map(of_block).collect();
    tiles.sort_by_key(|(_, rows)| rows.row(0));
    tiles
}
